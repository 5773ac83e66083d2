"""What may be said about a part from outside."""

from typing import Any

from workshop.models.part import Part
from workshop.validation import Schema

part_schema = Schema(Part, leave_out=("id", "created"))


def read_new_part(body: Any) -> dict[str, Any]:
    """Return the values of a new part; every field must be there. Raises Invalid."""
    return part_schema.read(body)


def read_part_changes(body: Any) -> dict[str, Any]:
    """Return the values of a part that are to change. Raises Invalid."""
    return part_schema.read(body, partly=True)
