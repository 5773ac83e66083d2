"""Trying: the examples of a template, made, compared, taken back and carried over in a project that is thrown away."""
