"""The model of a delivery."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class Delivery:
    """A delivery of the workshop."""

    id: int
    supplier: str
    tracking_number: str
    parcels: int
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, Any]:
        """Return the delivery as the service shows it."""
        return {**asdict(self), "created": self.created.isoformat()}
