"""How often the tools of a task were used is known beyond the uses that are read one by one, on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from jigsmith.ledger import counts, gather, returns, tasks
from jigsmith.store.factory import database, folding, uses
from jigsmith.store.factory import tasks as table

NOW = datetime(2026, 11, 4, 9, 30, tzinfo=UTC)  # a Wednesday
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
SINCE = datetime(2026, 9, 14, tzinfo=UTC)  # a Monday
MANY = 600  # uses in three repositories, every second hour: they reach back to the middle of September


@pytest.fixture
def made(store: sa.Engine) -> list[uses.Use]:
    """Uses of one tool; every tenth failed."""
    found = [
        uses.Use(
            source="here", key=str(n), started=NOW - 2 * n * HOUR, seconds=60.0, tool="crud", surface="cli",
            outcome="failed" if n % 10 == 0 else "ok", repository=("shop", "bank", "")[n % 3],
        )
        for n in range(MANY)
    ]  # fmt: skip
    with database.begin(store) as connection:
        uses.add(connection, found)
        folding.fold(connection, found)
    return found


def view(store: sa.Engine, repository: str = "", since: datetime = SINCE) -> tasks.View:
    with database.begin(store) as connection:
        number, _ = table.put(connection, f"endpoint of {repository}", now=SINCE, repository=repository, per_week=500.0)
        table.link(connection, table.Link(task=number, tool="crud", since=since))
        return next(each for each in tasks.views(connection, now=NOW) if each.task.id == number)


def true(made: list[uses.Use], begin: datetime, end: datetime, repository: str = "") -> tuple[int, int]:
    chosen = [use for use in made if begin <= use.started <= end and repository in ("", use.repository)]
    return len(chosen), sum(use.outcome == "failed" for use in chosen)


@pytest.mark.parametrize("repository", ["", "shop"])
def test_more_uses_than_are_read_are_counted_all_the_same(
    store: sa.Engine, made: list[uses.Use], monkeypatch: pytest.MonkeyPatch, repository: str
):
    monkeypatch.setattr(tasks, "MOST", 100)
    found = view(store, repository)
    assert counts.between(found.counted, SINCE, NOW) == true(made, SINCE, NOW, repository)
    for monday in (SINCE + n * WEEK for n in range(7)):
        begin, end = monday, monday + WEEK - timedelta(microseconds=1)
        assert counts.between(found.counted, begin, end).uses == pytest.approx(
            true(made, begin, end, repository)[0], abs=1e-3
        )
    told = returns.returns(found, {}, now=NOW)
    assert told is not None and (told.uses, told.failed) == true(made, SINCE, NOW, repository)


def test_uses_of_other_repositories_leave_room_for_those_of_this_one(
    store: sa.Engine, made: list[uses.Use], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tasks, "MOST", 150)
    assert len(view(store, "shop").after) >= 150


def test_a_past_week_has_samples_of_its_own(store: sa.Engine, made: list[uses.Use], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tasks, "MOST", 20)
    monkeypatch.setattr(tasks, "EARLIER", 10)
    found = view(store)
    for back in range(6):
        end = NOW - back * WEEK
        assert sum(sample.started <= end for sample in found.after) >= returns.ENOUGH
    assert [each.started for each in found.after] == sorted({each.started for each in found.after})


def test_uses_that_are_not_kept_any_more_still_count(store: sa.Engine, made: list[uses.Use], jig_home: Path):
    gather.prune(store, jig_home, now=NOW, keep=timedelta(days=20))
    found = view(store)
    assert len(found.after) < MANY / 2
    assert counts.between(found.counted, SINCE, NOW) == true(made, SINCE, NOW)


def test_of_the_week_in_which_a_tool_came_is_taken_its_share(
    store: sa.Engine, made: list[uses.Use], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tasks, "MOST", 100)
    came = SINCE + timedelta(days=10, hours=12)
    found = view(store, since=came)
    assert counts.between(found.counted, came, NOW).uses == pytest.approx(true(made, came, NOW)[0], abs=1)


def test_a_tool_with_more_uses_in_this_week_than_are_read_is_counted_up_to_now(
    store: sa.Engine, made: list[uses.Use], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tasks, "MOST", 5)
    found = view(store)
    assert counts.between(found.counted, SINCE, NOW) == true(made, SINCE, NOW)
