"""What may be said about a repair from outside."""

from typing import Any

from workshop.models.repair import Repair
from workshop.validation import Invalid, Schema

repair_schema = Schema(Repair, leave_out=("id", "created", "finished"))


def read_new_repair(body: Any) -> dict[str, Any]:
    """Return the values of a new repair; every field must be there and say something. Raises Invalid."""
    values = repair_schema.read(body)
    empty = [name for name, value in values.items() if value == ""]
    if empty:
        raise Invalid({name: "must not be empty" for name in empty})
    return values


def read_repair_changes(body: Any) -> dict[str, Any]:
    """Return the values of a repair that are to change, at least one. Raises Invalid."""
    values = repair_schema.read(body, partly=True)
    if not values:
        raise Invalid({"": "must change something"})
    return values
