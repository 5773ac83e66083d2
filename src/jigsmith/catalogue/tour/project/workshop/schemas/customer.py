"""What may be said about a customer from outside."""

from typing import Any

from workshop.models.customer import Customer
from workshop.validation import Schema

customer_schema = Schema(Customer, leave_out=("id", "created"))


def read_new_customer(body: Any) -> dict[str, Any]:
    """Return the values of a new customer; every field must be there. Raises Invalid."""
    return customer_schema.read(body)


def read_customer_changes(body: Any) -> dict[str, Any]:
    """Return the values of a customer that are to change. Raises Invalid."""
    return customer_schema.read(body, partly=True)
