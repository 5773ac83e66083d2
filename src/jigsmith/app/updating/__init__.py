"""Updating: what becomes of the files of an instance, worked out in memory, and written at the end."""
