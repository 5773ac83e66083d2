"""What may be said about a bicycle from outside."""

from typing import Any

from workshop.models.bicycle import Bicycle
from workshop.validation import Schema

bicycle_schema = Schema(Bicycle, leave_out=("id", "created"))


def read_new_bicycle(body: Any) -> dict[str, Any]:
    """Return the values of a new bicycle; every field must be there. Raises Invalid."""
    return bicycle_schema.read(body)


def read_bicycle_changes(body: Any) -> dict[str, Any]:
    """Return the values of a bicycle that are to change. Raises Invalid."""
    return bicycle_schema.read(body, partly=True)
