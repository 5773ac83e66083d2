"""What may be said about a customer from outside."""

from typing import Any

from workshop.models.customer import Customer
from workshop.validation import Invalid, Schema

customer_schema = Schema(Customer, leave_out=("id", "created"))


def read_new_customer(body: Any) -> dict[str, Any]:
    """Return the values of a new customer; every field must be there and say something. Raises Invalid."""
    values = customer_schema.read(body)
    empty = [name for name, value in values.items() if value == ""]
    if empty:
        raise Invalid({name: "must not be empty" for name in empty})
    return values


def read_customer_changes(body: Any) -> dict[str, Any]:
    """Return the values of a customer that are to change, at least one. Raises Invalid."""
    values = customer_schema.read(body, partly=True)
    if not values:
        raise Invalid({"": "must change something"})
    return values
