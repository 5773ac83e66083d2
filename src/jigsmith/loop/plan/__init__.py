"""Plan: what automating something is worth, and in which order to do it."""
