"""A factory to look at, its dashboard, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests import dashboard, programs

expect.set_options(timeout=20_000)  # a machine with other work to do


@pytest.fixture
def ground(tmp_path: Path, jig_home: Path) -> Iterator[dashboard.Ground]:
    with dashboard.ground(tmp_path, jig_home) as made:
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
