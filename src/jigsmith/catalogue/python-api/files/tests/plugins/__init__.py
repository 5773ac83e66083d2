"""Fixtures that come with a part of the service; conftest.py names them."""
