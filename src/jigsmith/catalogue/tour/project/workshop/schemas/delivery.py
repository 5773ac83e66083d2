"""What may be said about a delivery from outside."""

from typing import Any

from workshop.models.delivery import Delivery
from workshop.validation import Schema

delivery_schema = Schema(Delivery, leave_out=("id", "created"))


def read_new_delivery(body: Any) -> dict[str, Any]:
    """Return the values of a new delivery; every field must be there. Raises Invalid."""
    return delivery_schema.read(body)


def read_delivery_changes(body: Any) -> dict[str, Any]:
    """Return the values of a delivery that are to change. Raises Invalid."""
    return delivery_schema.read(body, partly=True)
