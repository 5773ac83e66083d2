"""Where the contract suites run: every store and every forge."""

import uuid
from collections.abc import Iterator

import pytest
from tests import postgres
from tests.contract import grounds


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as running:
        yield running


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
