"""Deliveries: parts that are on their way."""

from dataclasses import dataclass


@dataclass
class Delivery:
    """A delivery of the workshop."""

    id: int
    supplier: str
    tracking_number: str
