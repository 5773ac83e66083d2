"""The model of a customer."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class Customer:
    """A customer of the workshop."""

    id: int
    name: str
    email: str
    phone: str
    street: str
    city: str
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, Any]:
        """Return the customer as the service shows it."""
        return {**asdict(self), "created": self.created.isoformat()}
