"""Jobs: when runs come to be, one run from its clean clone to its hooks, and the built-in jobs."""
