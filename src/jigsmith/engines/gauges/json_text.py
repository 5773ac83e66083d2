"""JSON from strangers, and what is taken out of it whatever its shape."""

from typing import Any

import msgspec

from jigsmith.engines.gauges import records

LARGE = 1e12
"""What is larger is no number of tests, lines or seconds."""


def parse(data: bytes) -> dict[str, Any]:
    """Return the object that a report is. Raises Unreadable."""
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise records.Unreadable(f"it is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise records.Unreadable("it is not a JSON object")
    return found


def table(value: object, *keys: str) -> dict[str, Any]:
    """Return the object that lies below keys; an empty one where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows(value: object, key: str) -> list[dict[str, Any]]:
    """Return the objects in a list; what is none is left out."""
    found = value.get(key) if isinstance(value, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text(value: object, key: str) -> str:
    """Return a text; an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def number(value: object, key: str) -> float:
    """Return a number that is not negative; 0 where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) and 0 < found < LARGE else 0.0


def count(value: object, key: str) -> int:
    """Return a whole number that is not negative; 0 where there is none."""
    return int(number(value, key))
