"""The model of a part."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class Part:
    """A part of the workshop."""

    id: int
    name: str
    maker: str
    price_cents: int
    stock: int
    shelf: str
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, Any]:
        """Return the part as the service shows it."""
        return {**asdict(self), "created": self.created.isoformat()}

    def is_short(self) -> bool:
        """Tell whether more should be ordered."""
        return self.stock < 3
