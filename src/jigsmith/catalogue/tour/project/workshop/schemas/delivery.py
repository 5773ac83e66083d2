"""What may be said about a delivery from outside."""

from typing import Any

from workshop.models.delivery import Delivery
from workshop.validation import Invalid, Schema

delivery_schema = Schema(Delivery, leave_out=("id", "created"))


def read_new_delivery(body: Any) -> dict[str, Any]:
    """Return the values of a new delivery; every field must be there and say something. Raises Invalid."""
    values = delivery_schema.read(body)
    empty = [name for name, value in values.items() if value == ""]
    if empty:
        raise Invalid({name: "must not be empty" for name in empty})
    return values


def read_delivery_changes(body: Any) -> dict[str, Any]:
    """Return the values of a delivery that are to change, at least one. Raises Invalid."""
    values = delivery_schema.read(body, partly=True)
    if not values:
        raise Invalid({"": "must change something"})
    return values
