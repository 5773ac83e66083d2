"""Where the contract suites run: every store and every forge."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import postgres
from tests.contract import grounds

from jigsmith.store.factory import database


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty store, on each database."""
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("cluster").create_database(f"store_{uuid.uuid4().hex}")
    engine = database.opened(database.address(tmp_path, url))
    yield engine
    engine.dispose()


@pytest.fixture(params=["local-sqlite", "local-postgres", "github"])
def ground(request, tmp_path) -> Iterator[grounds.Ground]:
    if request.param == "github":
        with grounds.on_github(tmp_path) as made:
            yield made
        return
    if request.param == "local-sqlite":
        url = f"sqlite:///{tmp_path / 'factory.db'}"
    else:
        name = f"forge_{uuid.uuid4().hex}"
        url = request.getfixturevalue("cluster").create_database(name).replace("postgresql:", "postgresql+psycopg:")
    with grounds.on_this_machine(tmp_path, url) as made:
        yield made
