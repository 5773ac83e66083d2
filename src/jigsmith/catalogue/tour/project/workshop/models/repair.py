"""The model of a repair."""

from dataclasses import dataclass


@dataclass
class Repair:
    """A repair of the workshop."""

    id: int
    bicycle: int
    description: str
    mechanic: str
    minutes: int
    price_cents: int
    finished: bool = False
