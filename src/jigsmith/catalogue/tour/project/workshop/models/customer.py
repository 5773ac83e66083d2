"""Customers: people who bring something in."""

from dataclasses import dataclass


@dataclass
class Customer:
    """A customer of the workshop."""

    id: int
    name: str
    email: str
    phone: str = ""
