"""The tests, run by `python -m unittest`."""
