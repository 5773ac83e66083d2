{% set one = name | snake %}
{% set many = name | snake | plural %}
{% set Model = name | pascal %}
"""List, make, read, change and delete {{ name | words | plural }}."""

from http import HTTPStatus

from fastapi import APIRouter{{ ", Depends" if protected else "" }}
from sqlalchemy import select
from sqlalchemy.orm import Session

{% if protected %}
from app.auth import current_user
{% endif %}
from app.database import DatabaseSession
from app.errors import NotFound
from app.models.{{ one }} import {{ Model }}
from app.paging import WantedPage, count
from app.schemas import fields
from app.schemas.{{ one }} import (
    {{ Model }}Create,
    {{ Model }}Page,
    {{ Model }}Read,
    {{ Model }}Update,
)

router = APIRouter(
    prefix="/{{ name | plural | kebab }}",
    tags=["{{ name | plural | kebab }}"],
{% if protected %}
    dependencies=[Depends(current_user)],
{% endif %}
)


@router.get("")
def list_{{ many }}(
    session: DatabaseSession,
    paging: WantedPage,
) -> {{ Model }}Page:
    """{{ name | plural | sentence }} in the order in which they were made."""
    statement = select({{ Model }}).order_by({{ Model }}.id)
    rows = session.scalars(statement.limit(paging.limit).offset(paging.offset))
    return {{ Model }}Page(
        items=[{{ Model }}Read.model_validate(row) for row in rows],
        total=count(session, statement),
        limit=paging.limit,
        offset=paging.offset,
    )


@router.post("", status_code=HTTPStatus.CREATED)
def create_{{ one }}(
    session: DatabaseSession,
    body: {{ Model }}Create,
) -> {{ Model }}Read:
    """Make one."""
    row = {{ Model }}(**body.model_dump())
    session.add(row)
    return _saved(session, row)


@router.get("/{number}")
def get_{{ one }}(
    session: DatabaseSession,
    number: fields.RecordId,
) -> {{ Model }}Read:
    """Read one."""
    return {{ Model }}Read.model_validate(_find(session, number))


@router.patch("/{number}")
def update_{{ one }}(
    session: DatabaseSession,
    number: fields.RecordId,
    body: {{ Model }}Update,
) -> {{ Model }}Read:
    """Change what is given; the rest stays."""
    row = _find(session, number)
    for name, value in body.given().items():
        setattr(row, name, value)
    return _saved(session, row)


@router.delete("/{number}", status_code=HTTPStatus.NO_CONTENT)
def delete_{{ one }}(
    session: DatabaseSession,
    number: fields.RecordId,
) -> None:
    """Delete one."""
    session.delete(_find(session, number))
    session.flush()


def _find(session: Session, number: int) -> {{ Model }}:
    row = session.get({{ Model }}, number)
    if row is None:
        raise NotFound(f"Of the {{ name | words | plural }}, none has the number {number}.")
    return row


def _saved(
    session: Session,
    row: {{ Model }},
) -> {{ Model }}Read:
    """Write the row now, so that what the database refuses is known here, and read what it added."""
    session.flush()
    session.refresh(row)
    return {{ Model }}Read.model_validate(row)
