"""The model of a delivery."""

from dataclasses import dataclass


@dataclass
class Delivery:
    """A delivery of the workshop."""

    id: int
    supplier: str
    tracking_number: str
    parcels: int
