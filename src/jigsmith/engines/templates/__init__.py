"""Templates: the format, rendering, paths and writing. It knows files and text, nothing of how templates are found."""
