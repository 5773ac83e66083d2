"""The model of a bicycle."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


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
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, Any]:
        """Return the bicycle as the service shows it."""
        return {**asdict(self), "created": self.created.isoformat()}
