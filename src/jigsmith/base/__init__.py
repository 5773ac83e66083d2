"""Base: ids, clock, errors, settings. Nothing else, ever; it knows no other room."""
