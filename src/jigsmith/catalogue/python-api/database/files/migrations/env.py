"""What Alembic runs: connects to the database of the settings and compares it with the models."""

import sys
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.database import connect
from app.models import Base
from app.models.base import Moment
from app.settings import FILE, explain


class Needed(BaseSettings):
    """All that migrations need of the settings: they also run where the service's secrets are not."""

    model_config = SettingsConfigDict(env_file=FILE, extra="ignore")

    database_url: str = Field(pattern=r"^(postgresql\+psycopg|sqlite)://")


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
        url = Needed().database_url  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        sys.exit(explain(error, FILE))
    engine = connect(url, references=False)
    with engine.connect() as connection:
        run(connection)


main()
