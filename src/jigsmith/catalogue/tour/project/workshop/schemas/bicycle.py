"""What may be said about a bicycle from outside."""

from typing import Any

from workshop.models.bicycle import Bicycle
from workshop.validation import Invalid, Schema

bicycle_schema = Schema(Bicycle, leave_out=("id", "created"))


def read_new_bicycle(body: Any) -> dict[str, Any]:
    """Return the values of a new bicycle; every field must be there and say something. Raises Invalid."""
    values = bicycle_schema.read(body)
    empty = [name for name, value in values.items() if value == ""]
    if empty:
        raise Invalid({name: "must not be empty" for name in empty})
    return values


def read_bicycle_changes(body: Any) -> dict[str, Any]:
    """Return the values of a bicycle that are to change, at least one. Raises Invalid."""
    values = bicycle_schema.read(body, partly=True)
    if not values:
        raise Invalid({"": "must change something"})
    return values
