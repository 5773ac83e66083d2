"""Tables in memory; they are gone when the service stops."""

from itertools import count
from typing import Any


class Missing(Exception):
    """There is no record of that id."""


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

    def get(self, id: int) -> Any:
        if id not in self.rows:
            raise Missing(f"there is no {self.kind.__name__.lower()} {id}")
        return self.rows[id]

    def all(self) -> list[Any]:
        return list(self.rows.values())

    def change(self, id: int, values: dict[str, Any]) -> Any:
        record = self.get(id)
        for name, value in values.items():
            setattr(record, name, value)
        return record

    def remove(self, id: int) -> None:
        del self.rows[self.get(id).id]
