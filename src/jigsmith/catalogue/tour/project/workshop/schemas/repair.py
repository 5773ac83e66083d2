"""What may be said about a repair from outside."""

from typing import Any

from workshop.models.repair import Repair
from workshop.validation import Schema

repair_schema = Schema(Repair, leave_out=("id", "created", "finished"))


def read_new_repair(body: Any) -> dict[str, Any]:
    """Return the values of a new repair; every field must be there. Raises Invalid."""
    return repair_schema.read(body)


def read_repair_changes(body: Any) -> dict[str, Any]:
    """Return the values of a repair that are to change. Raises Invalid."""
    return repair_schema.read(body, partly=True)
