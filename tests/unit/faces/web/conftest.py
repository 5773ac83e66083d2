"""A factory to look at, its dashboard, and a browser."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests import dashboard, postgres, programs

from jigsmith.store.factory import database

expect.set_options(timeout=20_000)  # a machine with other work to do


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as running:
        yield running


@pytest.fixture
def url() -> str:
    """The database; empty: SQLite. A module whose tests hold for both has a fixture of this name with both, see
    `database_url`.
    """
    return ""


def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of the kind that a fixture has as its parameter: one of `BOTH`."""
    if request.param == "sqlite":
        return ""
    running: postgres.Cluster = request.getfixturevalue("cluster")
    return database.address(Path(), running.create_database(f"web_{uuid.uuid4().hex}"))


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]


@pytest.fixture
def ground(tmp_path: Path, jig_home: Path, url: str) -> Iterator[dashboard.Ground]:
    with dashboard.ground(tmp_path, jig_home, url=url) as made:
        yield made


@pytest.fixture
def address(ground: dashboard.Ground) -> Iterator[str]:
    with dashboard.served(ground.desk) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=programs.chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the dashboard, on which no script may fail and nothing may break the policy."""
    context = browser.new_context(base_url=address)
    context.set_default_timeout(15_000)
    made, wrong = context.new_page(), []
    made.bring_to_front()  # a page in the background does not follow what happens
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield made
    context.close()
    assert not [each for each in wrong if "status of 4" not in each]  # the tests ask for these answers themselves
