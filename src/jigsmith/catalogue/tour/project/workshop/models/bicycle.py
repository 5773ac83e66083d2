"""The model of a bicycle."""

from dataclasses import dataclass


@dataclass
class Bicycle:
    """A bicycle of the workshop."""

    id: int
    owner: int
    brand: str
    frame_number: str
    gears: int
    electric: bool
    colour: str
