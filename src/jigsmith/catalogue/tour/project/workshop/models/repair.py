"""Repairs: what is done to a bicycle."""

from dataclasses import dataclass


@dataclass
class Repair:
    """A repair of the workshop."""

    id: int
    bicycle: int
    description: str
    minutes: int = 30
    finished: bool = False
