"""Generating: the values of an instance, its hooks, what goes into files of others, and what came of it."""
