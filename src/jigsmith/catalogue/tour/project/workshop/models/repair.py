"""The model of a repair."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


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
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, Any]:
        """Return the repair as the service shows it."""
        return {**asdict(self), "created": self.created.isoformat()}
