"""The one place that asks what time it is. Everything else takes a time as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)
