"""A team at one dashboard: two repositories, several people and machines, on SQLite and on Postgres."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests import dashboard
from tests.dashboard import Ground
from tests.unit.faces.web import conftest

from jigsmith.app.desk import access
from jigsmith.base import clock
from jigsmith.faces.web import api, pages
from jigsmith.ledger import gather, uses
from jigsmith.store import events
from jigsmith.store.factory import database, runs

GIVEN = {"repository": "web-shop", "name": "tests", "number": "1", "id": "none"}


@pytest.fixture(params=conftest.BOTH)
def url(request: pytest.FixtureRequest) -> str:
    return conftest.database_url(request)


@pytest.fixture
def second(ground: Ground, tmp_path: Path) -> Path:
    """Another repository, and the uses of another machine in it."""
    root = tmp_path / "back-office"
    dashboard.project(root)
    ground.desk.floor.add(root)
    with events.opened(tmp_path / "elsewhere") as local:
        made = [uses.Event(clock.now(), 1.0, "generate", "1", "cli", "ok", who="p-far", repository=str(root))] * 7
        events.append(local, made)
    gather.gather(ground.desk.floor.store, tmp_path / "elsewhere", now=clock.now())
    return root


def paths() -> list[str]:
    """Each address that can be looked at without an id that is made while it runs."""
    addresses = [view.path for view in pages.VIEWS] + [
        route.path for route in api.ROUTES if "GET" in (route.methods or ())
    ]
    return [re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: GIVEN[found[1]], each) for each in addresses]


def test_each_page_answers_to_each_of_the_team_at_once(ground: Ground, second: Path):
    floor = ground.desk.floor
    sent = {name: {"authorization": f"Bearer {access.add(floor, name, 'look')}"} for name in ("alice", "bob", "carol")}
    with dashboard.served(ground.desk, login=True) as address, httpx.Client(base_url=address, timeout=60) as client:
        asked = [(path, sent[name]) for name in sent for path in paths()]
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda each: client.get(each[0], headers=each[1]), asked))
        assert client.get("/jobs", headers=sent["alice"]).text.count("back-office") > len(dashboard.JOBS)
        refused = client.post("/api/jobs/web-shop/tests/run", json={}, headers=sent["bob"])
    assert refused.status_code == 403
    wrong = [(each.url.path, each.status_code) for each in answers if each.status_code not in {200, 404}]
    assert not wrong and sum(each.status_code == 200 for each in answers) > len(answers) * 0.7


def test_what_people_do_goes_to_the_repository_that_they_mean(ground: Ground, second: Path):
    floor = ground.desk.floor
    sent = {name: {"authorization": f"Bearer {access.add(floor, name, 'act')}"} for name in ("alice", "bob")}
    with dashboard.served(ground.desk, login=True) as address, httpx.Client(base_url=address, timeout=60) as client:
        for name, repository in (("alice", "web-shop"), ("bob", "back-office")):
            client.post(f"/api/jobs/{repository}/docs/run", json={}, headers=sent[name]).raise_for_status()
        gather.gather(floor.store, floor.home, now=clock.now())
        found = client.get("/api/uses?days=7", headers=sent["bob"]).json()
        page = client.get("/uses?days=7", headers=sent["bob"])
    with database.reading(floor.store) as connection:
        assert [each.job for each in runs.those(connection, repository=str(second), states=("queued",))] == ["docs"]
    shares = {each["name"]: each["uses"] for each in found["repositories"]}
    assert shares[str(second)] == 8 and str(ground.root) in shares and str(second) in page.text
    assert {each["name"]: each["uses"] for each in found["tools"]}["jobs run"] == 2
    assert {each["name"]: each["uses"] for each in found["surfaces"]}["web"] == 2
