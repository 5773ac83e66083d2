"""What may be said about a part from outside."""

from typing import Any

from workshop.models.part import Part
from workshop.validation import Invalid, Schema

part_schema = Schema(Part, leave_out=("id", "created"))


def read_new_part(body: Any) -> dict[str, Any]:
    """Return the values of a new part; every field must be there and say something. Raises Invalid."""
    values = part_schema.read(body)
    empty = [name for name, value in values.items() if value == ""]
    if empty:
        raise Invalid({name: "must not be empty" for name in empty})
    return values


def read_part_changes(body: Any) -> dict[str, Any]:
    """Return the values of a part that are to change, at least one. Raises Invalid."""
    values = part_schema.read(body, partly=True)
    if not values:
        raise Invalid({"": "must change something"})
    return values
