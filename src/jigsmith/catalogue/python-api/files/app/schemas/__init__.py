"""What comes in and goes out as JSON, one module for each resource."""
