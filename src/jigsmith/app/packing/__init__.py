"""Packing: the files of a pack, read as data, looked at, compared and written; nothing of them is run."""
