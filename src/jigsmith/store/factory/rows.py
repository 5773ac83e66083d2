"""Rows as frozen records: a record's fields are the table's columns, by name. Inserts as both databases have them."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Record = TypeVar("Record")


def columns(table: sa.Table, kind: type[Any]) -> list[sa.Column[Any]]:
    """Return the columns that a record of this kind has."""
    return [table.c[field.name] for field in fields(kind)]


def is_number(number: int) -> bool:
    """Tell whether a row may have this number: databases keep 63 bits."""
    return 0 < number < 1 << 63


def read(kind: type[Record], rows: Iterable[sa.Row[Any]]) -> list[Record]:
    """Return rows of `columns(table, kind)` as records."""
    found = list(rows)
    names = found[0]._fields if found else ()
    return [kind(**dict(zip(names, row, strict=True))) for row in found]


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
