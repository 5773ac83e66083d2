"""Records: what was generated and written into a project, as it was, so that it can be merged, shown and taken back."""
