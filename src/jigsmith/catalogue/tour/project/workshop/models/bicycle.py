"""Bicycles: what people bring in."""

from dataclasses import dataclass


@dataclass
class Bicycle:
    """A bicycle of the workshop."""

    id: int
    owner: int
    brand: str
    frame_number: str
    electric: bool = False
