"""Parts: what lies on the shelves."""

from dataclasses import dataclass


@dataclass
class Part:
    """A part of the workshop."""

    id: int
    name: str
    price_cents: int
    stock: int = 0

    def is_short(self) -> bool:
        return self.stock < 3
