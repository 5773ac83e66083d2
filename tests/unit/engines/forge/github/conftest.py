"""A double of GitHub with a repository, and the forge on it, whose clock waits without waiting."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.contract import grounds
from tests.github import server

from jigsmith.base.forge_settings import Forge as Settings
from jigsmith.engines.forge.github.connect import github


class Clock:
    """A clock that waits without waiting."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def repo(tmp_path):
    return grounds.repository(tmp_path / "git", bare=True)


@pytest.fixture
def double(repo):
    with server.running(repo[0]) as running:
        yield running


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def connect(double, clock):
    opened = []

    def connect(login="factory", **more):
        asked = {"kind": "github", "repo": "acme/shop", "url": double.url, "token_env": "T", "pace": 0.0, **more}
        opened.append(github(Settings(**asked), {"T": f"token-of-{login}"}, now=clock.now, sleep=clock.sleep))
        return opened[-1]

    yield connect
    for forge in opened:
        forge.close()


@pytest.fixture
def forge(connect):
    return connect()
