"""Lists come in pages: `?limit=50&offset=100`, and each page says how many there are in all."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")


class Paging(BaseModel):
    """Which part of a list is wanted."""

    limit: int = 50
    offset: int = 0


class Page(BaseModel):
    """What every page has beside its items."""

    total: int
    limit: int
    offset: int


def read_paging(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Paging:
    """Read which part is wanted from the address."""
    return Paging(limit=limit, offset=offset)


def cut(session: Session, statement: Select[Row], paging: Paging) -> tuple[Sequence[Row], int]:
    """The wanted part of what `statement` finds, and how much it finds in all. It has to have an order."""
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
    rows = session.scalars(statement.limit(paging.limit).offset(paging.offset)).all()
    return rows, total or 0


WantedPage = Annotated[Paging, Depends(read_paging)]
