"""A database for the tests: made beside the one that DATABASE_URL names, migrated once; each test leaves it empty.

DATABASE_URL comes from the environment, otherwise from `.env.example`. Beside `shop`, say, it is `shop_test`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.database import connect, open_session
from app.settings import ROOT, Settings, load


def pytest_configure(config: pytest.Config) -> None:
    """Send everything that reads the settings to the database of the tests."""
    os.environ["DATABASE_URL"] = beside(load(ROOT / ".env.example").database_url, "test")


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[sa.Engine]:
    """An empty database with all migrations applied."""
    recreate(settings.database_url)
    engine = connect(settings.database_url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session whose work is undone after the test, whatever was committed."""
    with engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture(autouse=True)
def one_session(request: pytest.FixtureRequest) -> None:
    """Where a test uses the service, its requests work in the session of the test."""
    if "app" not in request.fixturenames:
        return
    app: FastAPI = request.getfixturevalue("app")
    session: Session = request.getfixturevalue("session")

    def of_the_test() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    app.dependency_overrides[open_session] = of_the_test


def alembic_config(connection: sa.Connection) -> Config:
    """Alembic on an open connection."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config


def beside(url: str, suffix: str) -> str:
    """The address of a database that tests may delete: `shop_test` beside `shop`."""
    parsed = sa.make_url(url)
    # Workers of pytest-xdist must not meet in one.
    suffix += os.environ.get("PYTEST_XDIST_WORKER", "")
    return parsed.set(database=f"{parsed.database}_{suffix}").render_as_string(hide_password=False)


def recreate(url: str) -> None:
    """Make the database anew and empty."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(parsed.database or "").unlink(missing_ok=True)
        return
    server = sa.create_engine(parsed.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{parsed.database}" WITH (FORCE)'))
            connection.execute(sa.text(f'CREATE DATABASE "{parsed.database}"'))
    except OperationalError as error:
        pytest.exit(f"{parsed.render_as_string()} cannot be used. Is the server started?\n{error}", 1)
    finally:
        server.dispose()
