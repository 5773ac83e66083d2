"""What the desk makes of the ledger: of one repository or of all, and whose time is whose."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests import dashboard, ledger_ground
from tests.shop import git

from jigsmith.app.desk import figures, home, tasks, tools
from jigsmith.base import clock, errors, web_errors
from jigsmith.store.factory import database
from jigsmith.store.factory import tasks as table

LONG = 60.0  # seconds that a test waits for figures


@pytest.fixture
def ground(tmp_path: Path, jig_home: Path) -> Iterator[dashboard.Ground]:
    with dashboard.ground(tmp_path, jig_home, history=3) as made:
        yield made


@pytest.fixture
def other(ground: dashboard.Ground, tmp_path: Path) -> str:
    """A second repository, cloned from somewhere, with a task of its own."""
    root = tmp_path / "api"
    root.mkdir()
    git(root, "init", "--quiet")
    git(root, "remote", "add", "origin", "git@example.org:team/api.git")
    ground.desk.floor.add(root)
    tasks.add(ground.desk, "rotate-keys", repository="api", per_week=2, minutes=30)
    tasks.add(ground.desk, "new-endpoint", repository="api", per_week=1, minutes=10)
    return "api"


def test_figures_are_of_one_repository_or_of_all(ground: dashboard.Ground, other: str):
    names = {
        name: [each.title for each in found.ranked if each.kind == "task"]
        for name in ("", other, "web-shop")
        if (found := figures.figures(ground.desk, repository=name, patience=LONG))
    }
    assert sorted(names[other]) == ["new-endpoint", "rotate-keys"]
    assert len(names["web-shop"]) == sum(each.get("state") != "dismissed" for each in ledger_ground.TASKS.values())
    assert sorted(names[""]) == sorted(names[other] + names["web-shop"])
    with pytest.raises(errors.RepositoryMissing):
        figures.figures(ground.desk, repository="nowhere")


def test_a_task_is_kept_under_the_name_that_all_clones_have(ground: dashboard.Ground, other: str):
    with database.reading(ground.desk.floor.store) as connection:
        task = table.get(connection, "rotate-keys", repository="example.org/team/api")
    assert task is not None
    assert {each.repository for each in tasks.rows(ground.desk, repository=other, patience=LONG)} == {other}


def test_two_tasks_of_one_name_in_two_repositories_are_two(ground: dashboard.Ground, other: str):
    here, there = (
        next(each for each in tasks.rows(ground.desk, repository=name, patience=LONG) if each.name == "new-endpoint")
        for name in ("web-shop", other)
    )
    assert here.id != there.id
    tasks.link(ground.desk, there.id, "generator", share=0.5)
    tasks.note(ground.desk, there.id, "10m")
    assert tasks.page(ground.desk, here.id).row.tools == ("crud",)
    page = tasks.page(ground.desk, there.id)
    assert (page.row.tools, page.timed, page.links[0].share) == (("generator",), 1, 0.5)


def test_what_is_said_of_a_task_shows_at_once_and_figures_follow(ground: dashboard.Ground):
    assert figures.figures(ground.desk, patience=LONG) is not None
    number = tasks.add(ground.desk, "fresh", repository="web-shop", per_week=10, minutes=60)
    assert tasks.page(ground.desk, number, patience=0).row.state == tasks.BUILD
    assert "fresh" in [each.name for each in tasks.rows(ground.desk, patience=0)]
    found = figures.figures(ground.desk, patience=LONG)
    assert found is not None
    best = next(each for each in found.ranked if each.worth.advice == "build")
    assert (best.title, best.number, best.repository) == ("fresh", number, "web-shop")
    assert home.home(ground.desk).ranked == best


def test_the_clock_is_each_ones_own_and_begins_one_thing_at_a_time(ground: dashboard.Ground):
    tasks.start(ground.desk, 1, by="alice")
    tasks.start(ground.desk, 2, by="bob")
    tasks.start(ground.desk, 3, by="alice")
    mine = tasks.running(ground.desk, by="alice")
    assert mine is not None and mine[0] == 3
    assert tasks.page(ground.desk, 1).latest[0].source == "timer"  # what ran was recorded
    assert tasks.running(ground.desk, by="") is None
    assert tasks.page(ground.desk, 2, by="bob").mine is not None and tasks.page(ground.desk, 2, by="alice").mine is None
    assert tasks.stop(ground.desk, by="bob").task == "triage-alerts"
    with pytest.raises(errors.TimerUnfit):
        tasks.stop(ground.desk, by="bob")
    assert len({tasks.pseudonym(ground.desk, each) for each in ("", "alice", "bob")}) == 3


def test_a_template_that_is_deployed_is_a_tool_although_nobody_has_used_it(ground: dashboard.Ground):
    folder = ground.root / ".jig" / "deployed"
    folder.mkdir(parents=True)
    (folder / "invoice-page.yaml").write_text("template: invoice-page\n")
    (row,) = tools.rows(ground.desk, text="invoice-page", patience=LONG)
    assert (row.kind, row.repository, row.uses, row.errors.value, row.last) == ("template", "web-shop", 0, None, None)
    assert tools.page(ground.desk, "invoice-page", patience=LONG).weeks[-1].uses == 0
    with pytest.raises(web_errors.ToolMissing):
        tools.page(ground.desk, "handlers", patience=LONG)


def test_weeks_without_a_use_are_there_as_none(ground: dashboard.Ground):
    (row,) = tools.rows(ground.desk, text="renamer", days=7, patience=LONG)
    assert len(row.weeks) == tools.WEEKS and row.weeks[-3:] == (0, 0, 0) and sum(row.weeks) == 9
    assert row.uses == 0 and row.last is not None
    assert clock.now().date() - row.last > timedelta(weeks=4)


def test_tools_of_one_repository_are_those_that_were_used_there(ground: dashboard.Ground, other: str):
    here = {row.name: row for row in tools.rows(ground.desk, repository="web-shop", days=90, patience=LONG)}
    every = {row.name: row for row in tools.rows(ground.desk, days=90, patience=LONG)}
    assert here["crud"].uses == every["crud"].uses > 0
    assert sum(here["crud"].weeks) == sum(every["crud"].weeks)
    assert (here["crud"].p95.value, here["crud"].p95.basis) == (None, "not measured")
    assert "crud" not in {row.name for row in tools.rows(ground.desk, repository=other, days=90, patience=LONG)}
