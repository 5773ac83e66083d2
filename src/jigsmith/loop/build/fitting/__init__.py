"""Fitting: the parameter values with which a template comes nearest to files that are there. It makes no template."""
