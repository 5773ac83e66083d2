from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app.database import connect
from app.settings import Settings
from migrations import order
from tests.plugins.database import alembic_config, beside, recreate


@pytest.fixture
def connection(settings: Settings) -> Iterator[sa.Connection]:
    """A database of this test alone: migrations commit."""
    own = beside(settings.database_url, "steps")
    recreate(own)
    engine = connect(own)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_models_are_what_the_migrations_make(session: Session):
    command.check(alembic_config(session.connection()))


def test_every_migration_can_be_taken_back(connection: sa.Connection):
    config = alembic_config(connection)
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    command.upgrade(config, "head")


def test_the_order_names_every_migration_and_no_other(session: Session):
    scripts = ScriptDirectory.from_config(alembic_config(session.connection()))
    there = [script.revision for script in scripts.walk_revisions("base", "heads")]
    assert there[::-1] == order.listed()
    assert len(scripts.get_heads()) <= 1
