"""Tables in memory; they are gone when the service stops."""

from dataclasses import asdict
from itertools import count
from typing import Any


class Table:
    """Records of one kind, by their id."""

    def __init__(self, kind: type) -> None:
        self.kind = kind
        self.clear()

    def clear(self) -> None:
        self.rows: dict[int, Any] = {}
        self.ids = count(1)

    def add(self, values: dict[str, Any]) -> Any:
        record = self.kind(id=next(self.ids), **values)
        self.rows[record.id] = record
        return record

    def get(self, id: int) -> Any | None:
        return self.rows.get(id)

    def all(self) -> list[Any]:
        return list(self.rows.values())

    def remove(self, id: int) -> bool:
        return self.rows.pop(id, None) is not None


def dump(record: Any) -> dict[str, Any]:
    """Return a record as JSON has it."""
    return asdict(record)
