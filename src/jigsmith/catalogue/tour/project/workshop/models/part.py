"""The model of a part."""

from dataclasses import dataclass


@dataclass
class Part:
    """A part of the workshop."""

    id: int
    name: str
    maker: str
    price_cents: int
    stock: int
    shelf: str

    def is_short(self) -> bool:
        return self.stock < 3
