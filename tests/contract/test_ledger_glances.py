"""What pages see of the ledger at a glance: one suite on SQLite and on Postgres."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from jigsmith.ledger import gather, tasks
from jigsmith.store import event, events
from jigsmith.store.factory import database, folding, ledger_glances, rollups, times
from jigsmith.store.factory import tasks as table

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)  # a Tuesday
SINCE, UNTIL = date(2026, 9, 1), date(2026, 12, 31)


@pytest.fixture
def uses(store: sa.Engine, jig_home: Path) -> list[event.Event]:
    """Two hundred uses of three tools, gathered."""
    made = [
        event.Event(
            started=NOW - n * timedelta(hours=7), seconds=0.5 + n % 17, tool=f"tool {n % 3}", version="1",
            surface="cli", outcome="failed" if n % 11 == 0 else "ok", who=f"p-{n % 4}", repository="",
        )
        for n in range(200)
    ]  # fmt: skip
    with events.opened(jig_home) as connection:
        events.append(connection, made)
    gather.gather(store, jig_home, now=NOW)
    return made


def monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def test_weeks_are_those_of_the_uses(store: sa.Engine, uses: list[event.Event]):
    counted = Counter((each.tool, monday(each.started)) for each in uses)
    failed = Counter((each.tool, monday(each.started)) for each in uses if each.outcome == "failed")
    with database.reading(store) as connection:
        found = ledger_glances.weeks(connection, since=SINCE, until=UNTIL)
        only = ledger_glances.weeks(connection, since=SINCE, until=UNTIL, tool="tool 1")
        none = ledger_glances.weeks(connection, since=UNTIL, until=UNTIL)
    assert {(tool, week.monday): week.uses for tool, weeks in found.items() for week in weeks} == counted
    assert {
        (tool, week.monday): week.failed for tool, weeks in found.items() for week in weeks if week.failed
    } == failed
    assert all([week.monday for week in weeks] == sorted(week.monday for week in weeks) for weeks in found.values())
    assert only == {"tool 1": found["tool 1"]} and none == {}


def test_lengths_stand_in_their_week(store: sa.Engine, uses: list[event.Event]):
    wanted = Counter((monday(each.started), folding.bucket(each.seconds)) for each in uses if each.tool == "tool 2")
    with database.reading(store) as connection:
        found = ledger_glances.lengths(connection, "tool 2", since=SINCE, until=UNTIL)
    assert {(week, length): count for week, each in found.items() for length, count in each.items()} == wanted


def test_the_last_use_of_each_tool_is_known(store: sa.Engine, uses: list[event.Event]):
    with database.reading(store) as connection:
        found = ledger_glances.last(connection)
        assert found == {each.tool: each.last for each in rollups.tools(connection, since=SINCE, until=UNTIL)}
    assert len(found) == len({each.tool for each in uses})


def test_a_task_is_found_by_its_number_and_its_latest_times_come_first(store: sa.Engine):
    with database.begin(store) as connection:
        number, _ = table.put(connection, "release", now=NOW, repository="shop")
        times.add(connection, [
            times.Time(task=number, started=NOW - timedelta(days=n), seconds=60.0 + n, source="hand", key=f"{n}")
            for n in range(5)
        ])  # fmt: skip
        found = ledger_glances.task(connection, number)
        assert found is not None and (found.name, found.repository) == ("release", "shop")
        assert [each.seconds for each in ledger_glances.latest_times(connection, number, limit=2)] == [60.0, 61.0]
        assert [ledger_glances.task(connection, wrong) for wrong in (0, -1, number + 1, 2**70)] == [None] * 4


def test_the_stamp_is_another_one_after_each_change_and_after_nothing_else(store: sa.Engine, jig_home: Path):
    def stamp() -> tuple[object, ...]:
        with database.reading(store) as connection:
            return ledger_glances.stamp(connection)

    seen = [stamp()]
    with database.begin(store) as connection:
        number, _ = table.put(connection, "release", now=NOW)
    seen.append(stamp())
    with database.begin(store) as connection:
        table.link(connection, table.Link(task=number, tool="releaser", since=NOW))
    seen.append(stamp())
    with database.begin(store) as connection:
        table.link(connection, table.Link(task=number, tool="releaser", since=NOW, share=0.5))
    seen.append(stamp())
    with database.begin(store) as connection:
        times.add(connection, [times.Time(task=number, started=NOW, seconds=60.0, source="hand", key="1")])
    seen.append(stamp())
    with database.begin(store) as connection:
        table.prove(connection, number, table.Evidence(kind="shell", key="1", text="git tag", times=3))
    seen.append(stamp())
    with database.begin(store) as connection:
        times.build(
            connection, times.Build(tool="releaser", kind="build", at=NOW, seconds=60.0, source="hand", key="1")
        )
    seen.append(stamp())
    with database.begin(store) as connection:
        table.change(connection, number, now=NOW + timedelta(seconds=1), state=table.DISMISSED)
    seen.append(stamp())
    with events.opened(jig_home) as local:
        events.append(
            local, [event.Event(started=NOW, seconds=1.0, tool="x", version="1", surface="cli", outcome="ok")]
        )
    gather.gather(store, jig_home, now=NOW)
    seen.append(stamp())
    gather.gather(store, jig_home, now=NOW)
    assert stamp() == seen[-1]
    assert len(set(seen)) == len(seen)


def test_without_uses_all_else_of_a_task_is_the_same(store: sa.Engine, uses: list[event.Event]):
    with database.begin(store) as connection:
        number, _ = table.put(connection, "release", now=NOW, per_week=2.0, minutes=9.0)
        table.link(connection, table.Link(task=number, tool="tool 1", since=NOW - timedelta(days=30)))
        (whole,) = tasks.views(connection, now=NOW)
        (light,) = tasks.views(connection, now=NOW, after=False)
        task = ledger_glances.task(connection, number)
        assert task is not None and tasks.view(connection, task, now=NOW, after=False) == light
    assert len(whole.after) > 20 and light.after == ()
    assert (light.per_week, light.minutes, light.tools, light.task) == (
        whole.per_week, whole.minutes, whole.tools, whole.task,
    )  # fmt: skip
