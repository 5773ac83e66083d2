"""Lists come in pages: `?limit=50&offset=100`, and each page says how many there are in all."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session


class Paging(BaseModel):
    """Which part of a list is wanted."""

    limit: int
    offset: int


class Page(BaseModel):
    """What every page has beside its items."""

    total: int
    limit: int
    offset: int


def read_paging(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Paging:
    """Read from the address which part is wanted."""
    return Paging(limit=limit, offset=offset)


def count(session: Session, statement: Select[Any]) -> int:
    """How many rows a statement finds in all."""
    rows = statement.order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


WantedPage = Annotated[Paging, Depends(read_paging)]
