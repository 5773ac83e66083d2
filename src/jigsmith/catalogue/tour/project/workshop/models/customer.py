"""The model of a customer."""

from dataclasses import dataclass


@dataclass
class Customer:
    """A customer of the workshop."""

    id: int
    name: str
    email: str
    phone: str
    street: str
    city: str
