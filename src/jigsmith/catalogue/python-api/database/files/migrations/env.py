"""What Alembic runs: connects to the database of the settings and compares it with the models."""

import sys
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.database import connect
from app.models import Base
from app.models.base import Moment
from app.settings import SettingsError, load


def spell(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """A migration says what the column is, not what the models call it: it must run when they have moved on."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: sa.Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=spell,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection that is handed in (by tests), or that of the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    try:
        engine = connect(load().database_url, references=False)
    except SettingsError as error:
        sys.exit(str(error))
    with engine.connect() as connection:
        run(connection)


main()
