"""The errors of this library. Whoever catches the base class catches all of them."""


class {{ name | pascal }}Error(Exception):
    """Something went wrong that the caller can do something about. The text says what, where, and what to do."""
