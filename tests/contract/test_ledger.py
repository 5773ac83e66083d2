"""The ledger in the shared database: one suite on SQLite and on Postgres."""

import math
import threading
from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from jigsmith.ledger import gather, spread, tasks, uses
from jigsmith.ledger.figures import Figure
from jigsmith.store import events
from jigsmith.store.factory import database, ledger_tables, refolding, repositories, rollups, runs, times, work
from jigsmith.store.factory import tasks as task_table
from jigsmith.store.factory import tickets as ticket_table
from jigsmith.store.factory import uses as shared

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
SPAN: dict[str, Any] = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def use(**changes):
    fields: dict[str, Any] = {
        "started": NOW,
        "seconds": 2.0,
        "tool": "scan",
        "version": "1",
        "surface": "cli",
        "outcome": "ok",
    }
    return uses.Event(**(fields | changes))


def record(home, *new):
    with events.opened(home) as connection:
        events.append(connection, new)


def sums(store, **chosen):
    with database.reading(store) as connection:
        return {each.tool: each.sums for each in rollups.tools(connection, **SPAN, **chosen)}


def all_sums(store):
    """Whatever the sums say, to compare; the order in which seconds were added is no difference."""
    with database.reading(store) as connection:
        found = {
            "tools": {
                each.tool: (each.first, each.last, rounded(each.sums)) for each in rollups.tools(connection, **SPAN)
            },
            "days": [(day, rounded(each)) for day, each in rollups.days(connection, **SPAN)],
            "shares": rollups.shares(connection, **SPAN),
            "mcp": [(day, rounded(each)) for day, each in rollups.days(connection, **SPAN, surface="mcp")],
            "weeks": rollups.lengths(connection, since=date(2026, 10, 1), until=date(2026, 11, 3)),
            "templates": [(name, rounded(each)) for name, each in rollups.templates(connection, **SPAN)],
            "people": rollups.heads(connection),
        }
        return found, rollups.lengths(connection, **SPAN), rollups.people(connection, **SPAN)


def rounded(found):
    return {name: round(value, 6) for name, value in asdict(found).items()}


def many(count=200):
    return [
        use(
            started=NOW - n * timedelta(hours=7),
            tool=f"tool {n % 3}",
            surface=("cli", "mcp")[n % 2],
            outcome=("ok", "ok", "failed", "crashed", "interrupted")[n % 5],
            seconds=n * 0.37,
            who=f"p-{n % 4}" if n % 7 else "",
            template=f"template {n % 2}" if n % 3 else "",
            repository=("/r/one", "")[n % 2],
            active=None if n % 3 else n * 0.1,
            cost=None if n % 2 else 0.01 * n,
            tokens=n,
            files_written=n % 4,
            lines_written=n,
        )
        for n in range(count)
    ]


def test_uses_are_gathered_once_however_often_that_is_done(store, jig_home):
    record(jig_home, *many())
    assert gather.gather(store, jig_home, now=NOW) == gather.Gathered(uses=200, factory=0, verdicts=0)
    before = all_sums(store)
    assert gather.gather(store, jig_home, now=NOW).uses == 0
    record(jig_home, use(tool="new"))
    assert gather.gather(store, jig_home, now=NOW).uses == 1
    assert all_sums(store)[0] != before[0]
    with database.reading(store) as connection:
        assert shared.count(connection) == 201


def test_more_than_one_batch_is_gathered_to_its_end(store, jig_home, monkeypatch):
    monkeypatch.setattr(gather, "BATCH", 7)
    record(jig_home, *many(50))
    with events.opened(jig_home) as local:
        events.judge(local, dict.fromkeys(range(1, 51), "kept"))
    assert gather.gather(store, jig_home, now=NOW) == gather.Gathered(uses=50, factory=0, verdicts=50)
    assert sum(each.kept for each in sums(store).values()) == 50


def test_what_a_template_made_is_a_use_of_the_template(store, jig_home):
    record(
        jig_home,
        use(tool="generate", template="crud", files_written=3),
        use(tool="template_run", surface="mcp", template="crud", files_written=3),
        use(tool="generate", template="crud", outcome="failed"),
        use(tool="generate", template="crud"),  # it showed what it would write
        use(tool="generate", outcome="failed"),  # no template of that name
        use(tool="check", template="crud", files_written=1),
    )
    gather.gather(store, jig_home, now=NOW)
    assert {tool: found.uses for tool, found in sums(store).items()} == {"crud": 3, "generate": 2, "check": 1}
    with database.reading(store) as connection:
        assert dict(rollups.templates(connection, **SPAN))["crud"].uses == 5


def test_many_that_gather_at_once_count_each_use_once(store, jig_home):
    record(jig_home, *many())
    ready = threading.Barrier(4)

    def work_():
        ready.wait()
        gather.gather(store, jig_home, now=NOW)

    threads = [threading.Thread(target=work_) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(each.uses for each in sums(store).values()) == 200


def test_two_machines_gather_into_one_database(store, jig_home, tmp_path):
    record(jig_home, use(who="p-1"))
    record(tmp_path / "other", use(who="p-2"), use(who="p-2"))
    gather.gather(store, jig_home, now=NOW)
    gather.gather(store, tmp_path / "other", now=NOW)
    with database.reading(store) as connection:
        assert rollups.people(connection, **SPAN) == {"scan": {"p-1": 1, "p-2": 2}}


def test_the_sums_are_those_of_the_uses(store, jig_home):
    new = many()
    record(jig_home, *new)
    gather.gather(store, jig_home, now=NOW)
    for tool, found in sums(store).items():
        own = [event for event in new if event.tool == tool]
        ends = Counter(event.outcome for event in own)
        assert (found.uses, found.ok, found.stopped) == (len(own), ends["ok"], ends["interrupted"])
        assert found.failed == ends["failed"] + ends["crashed"]
        assert found.seconds == pytest.approx(sum(event.seconds for event in own))
        assert found.active == pytest.approx(sum(event.active or 0 for event in own))
        assert found.active_of == sum(event.active is not None for event in own)
        assert found.cost == pytest.approx(sum(event.cost or 0 for event in own))
        assert found.cost_of == sum(event.cost is not None for event in own)
        assert (found.files, found.lines) == (
            sum(event.files_written for event in own),
            sum(event.lines_written for event in own),
        )
    assert sums(store, surface="mcp")["tool 1"].uses == sum(e.tool == "tool 1" and e.surface == "mcp" for e in new)
    assert sums(store, repository="/r/one")["tool 2"].uses == sum(
        e.tool == "tool 2" and e.repository == "/r/one" for e in new
    )
    with database.reading(store) as connection:
        by_day = rollups.days(connection, **SPAN, tool="tool 0")
    expected = Counter(event.started.date() for event in new if event.tool == "tool 0")
    assert {day: each.uses for day, each in by_day} == expected


def test_percentiles_are_near_the_exact_ones(store, jig_home):
    record(jig_home, *(use(seconds=n / 100) for n in range(1, 2001)))
    gather.gather(store, jig_home, now=NOW)
    with database.reading(store) as connection:
        lengths = rollups.lengths(connection, **SPAN)["scan"]
    assert spread.percentile(lengths, 0.5) == pytest.approx(10, rel=0.02)
    assert spread.percentile(lengths, 0.95) == pytest.approx(19, rel=0.02)
    assert spread.percentile({}, 0.5) is None


def test_lengths_of_a_long_span_are_those_of_its_weeks(store, jig_home):
    record(jig_home, *many(900))
    gather.gather(store, jig_home, now=NOW)
    with database.reading(store) as connection:
        first = date(2025, 11, 17)
        found: Counter[tuple[str, int]] = Counter()
        for month in range(12):
            since = first + month * 28 * DAY
            for tool, of in rollups.lengths(connection, since=since, until=since + 27 * DAY).items():
                found.update({(tool, bucket): count for bucket, count in of.items()})
        whole = rollups.lengths(connection, since=first, until=first + 12 * 28 * DAY - DAY)
    assert Counter({(tool, bucket): count for tool, of in whole.items() for bucket, count in of.items()}) == found
    assert rollups.first_of_four((first - rollups.FIRST).days) == (first - rollups.FIRST).days


def test_each_length_is_in_the_same_class_however_the_sums_are_made(store, jig_home):
    edges = [refolding.edge(bucket) for bucket in range(1, 120)]
    record(jig_home, *(use(seconds=at) for edge in edges for at in (edge, math.nextafter(edge, 0.0))))
    gather.gather(store, jig_home, now=NOW)
    before = all_sums(store)
    gather.rebuild(store, now=NOW)
    assert all_sums(store) == before
    assert before[1]["scan"] == dict.fromkeys(range(120), 2) | {0: 1, 119: 1}


def test_sums_made_anew_are_the_same(store, jig_home):
    record(jig_home, *many())
    with events.opened(jig_home) as local:
        events.judge(local, {3: "reverted", 5: "kept", 6: "unknown"})
    gather.gather(store, jig_home, now=NOW)
    before = all_sums(store)
    assert gather.rebuild(store, now=NOW) == 200
    assert all_sums(store) == before
    assert sums(store)["tool 2"].reverted == 1


def test_a_verdict_is_added_to_the_sums_once(store, jig_home):
    record(jig_home, use(), use(tool="generate"))
    gather.gather(store, jig_home, now=NOW)
    with events.opened(jig_home) as local:
        events.judge(local, {2: "reverted"})
        events.judge(local, {2: "kept"})  # what was said stays
    assert gather.gather(store, jig_home, now=NOW).verdicts == 1
    gather.gather(store, jig_home, now=NOW)
    assert (sums(store)["generate"].reverted, sums(store)["generate"].kept) == (1, 0)
    with database.reading(store) as connection:
        assert {each.tool: each.later for each in shared.those(connection)} == {"scan": "", "generate": "reverted"}


def test_old_uses_go_and_their_sums_stay(store, jig_home):
    record(jig_home, *(use(started=NOW - n * DAY) for n in reversed(range(200))))
    gather.gather(store, jig_home, now=NOW)
    before = all_sums(store)
    gone, gone_here = gather.prune(store, jig_home, now=NOW, keep=90 * DAY)
    assert gone == gone_here > 100
    assert all_sums(store) == before
    gather.rebuild(store, now=NOW)
    assert all_sums(store) == before
    record(jig_home, use())
    assert gather.gather(store, jig_home, now=NOW).uses == 1


def test_what_was_not_gathered_is_not_deleted(store, jig_home):
    record(jig_home, *(use(started=NOW - 200 * DAY) for _ in range(3)))
    assert gather.prune(store, jig_home, now=NOW, keep=90 * DAY) == (0, 0)
    assert len(uses.read(jig_home)) == 3


def test_runs_of_jobs_and_attempts_of_agents_are_uses_once(store, jig_home):
    run = runs.Run(
        id="job:/r:a:1", repository="/r", job="tests", trigger="schedule", due=NOW, queued=NOW, state=runs.QUEUED
    )
    attempt: dict[str, Any] = {
        "repository": "/r",
        "role": "author",
        "agent": "claude",
        "session": "",
        "isolation": "none",
    }
    with database.begin(store) as connection:
        repositories.add(connection, "/r", name="r", now=NOW)
        for number, state in enumerate([runs.SUCCEEDED, runs.TIMED_OUT, runs.SKIPPED]):
            each = replace(run, id=f"job:{number}", state=state, started=NOW, ended=NOW + timedelta(seconds=40))
            runs.add(connection, each)
        runs.add(connection, run)  # still waits
        number = ticket_table.add(connection, repository="/r", source="local", state="working", now=NOW)
        for name, outcome in (("1", "completed"), ("2", "limit")):
            work.begin(connection, work.Attempt(id=name, ticket=number, started=NOW, **attempt))
            work.progress(connection, name, cost=1.5, tokens_in=100, tokens_out=20)
            work.end(connection, name, now=NOW + timedelta(minutes=9), outcome=outcome)
    assert gather.gather(store, jig_home, now=NOW + DAY).factory == 4
    assert gather.gather(store, jig_home, now=NOW + DAY).factory == 0
    found = sums(store)
    assert (found["job tests"].uses, found["job tests"].ok, found["job tests"].failed) == (2, 1, 1)
    assert found["job tests"].active == 0
    agent = found["ticket author"]
    assert (agent.uses, agent.ok, agent.failed, agent.tokens, agent.cost) == (2, 1, 1, 240, 3.0)
    assert agent.seconds == 1080


def test_a_task_is_known_by_its_name_in_its_repository(store):
    with database.begin(store) as connection:
        first, new = task_table.put(connection, "endpoint", now=NOW, repository="r", per_week=3.0)
        again, newer = task_table.put(connection, "endpoint", now=NOW, repository="r", minutes=20.0)
        task_table.put(connection, "endpoint", now=NOW)
        assert (first, new, newer) == (again, True, False)
        found = task_table.get(connection, "endpoint", repository="r")
        assert found is not None
        assert (found.per_week, found.minutes, found.origin) == (3.0, 20.0, "hand")
        shared_one = task_table.get(connection, "endpoint", repository="other")
        assert shared_one is not None
        assert shared_one.repository == ""
        assert len(task_table.those(connection, repository="r")) == 2
        assert task_table.remove(connection, first)
        assert not task_table.remove(connection, first)


def test_one_thing_at_a_time_and_each_time_once(store):
    with database.begin(store) as connection:
        number, _ = task_table.put(connection, "endpoint", now=NOW)
        timer = times.Timer(who="p-1", task=number, tool="", started=NOW)
        assert times.start(connection, timer)
        assert not times.start(connection, timer)
        assert times.running(connection, "p-1") == timer
        assert times.stop(connection, timer)
        assert not times.stop(connection, timer)
        time = times.Time(task=number, started=NOW, seconds=60, source="git", key="abc")
        assert times.add(connection, [time, time, replace(time, key="d")]) == 2
        assert [each.key for each in times.those(connection, task=number)[number]] == ["abc", "d"]
        spent = times.Build(tool="endpoint", kind="build", at=NOW, seconds=3600, source="hand", key="1")
        assert times.build(connection, spent)
        assert not times.build(connection, spent)
        assert times.built(connection) == {"endpoint": [spent]}


def test_what_is_mined_again_is_the_same_task_also_under_another_name(store):
    seen = task_table.Evidence(
        kind="shell", key="git add|git commit", text="git add, git commit", times=12, sessions=5, days=4,
        seconds=90.0, first=NOW - 28 * DAY, last=NOW,
    )  # fmt: skip
    with database.begin(store) as connection:
        number, new = tasks.mined(connection, "commit", [seen], now=NOW, what="Commit what was done")
        task_table.change(connection, number, now=NOW, name="committing")
        again, newer = tasks.mined(connection, "commit", [replace(seen, times=16)], now=NOW)
        assert (number, new, newer) == (again, True, False)
        (view,) = tasks.views(connection, now=NOW)
    assert (view.task.name, view.task.origin, view.evidence[0].times) == ("committing", "mined", 16)
    assert view.per_week == Figure(value=4.0, basis="measured", n=16)
    assert view.minutes == Figure(value=1.5, basis="estimated", n=16)
    assert not view.automated


def test_what_a_task_took_before_and_after_it_had_a_tool(store, jig_home):
    begun = NOW - 30 * DAY
    by_hand = [
        times.Time(task=0, started=begun + n * DAY, seconds=600 + n, source="timer", key=str(n)) for n in range(15)
    ]
    record(
        jig_home,
        *(use(tool="generate", started=NOW - n * DAY, active=20.0) for n in range(5)),
        use(tool="generate", started=NOW - 20 * DAY, active=20.0),  # before it was linked
        use(tool="generate", started=NOW, active=None, outcome="failed", seconds=7.0, surface="mcp"),
    )
    gather.gather(store, jig_home, now=NOW)
    with database.begin(store) as connection:
        number, _ = task_table.put(connection, "endpoint", now=NOW, per_week=99.0, minutes=99.0)
        times.add(connection, [replace(each, task=number) for each in by_hand])
        task_table.link(connection, task_table.Link(task=number, tool="generate", since=begun + 15 * DAY))
        (view,) = tasks.views(connection, now=NOW)
    assert view.automated
    assert len(view.before) == 15
    assert view.minutes == Figure(value=10.12, basis="measured", n=15)
    assert view.per_week == Figure(value=7.0, basis="measured", n=15)
    assert [each.seconds for each in view.after if each.ok] == [20.0] * 5
    assert [(each.seconds, each.basis) for each in view.after if not each.ok] == [(7.0, "estimated")]


def test_what_nobody_said_is_not_measured(store):
    with database.begin(store) as connection:
        task_table.put(connection, "endpoint", now=NOW)
        task_table.put(connection, "other", now=NOW, per_week=2.0)
        none, said = tasks.views(connection, now=NOW)
    assert none.per_week == none.minutes == Figure(value=None, basis="not measured")
    assert said.per_week == Figure(value=2.0, basis="assumed")


def test_the_migrations_make_the_tables_as_they_are_described(store):
    found = sa.inspect(store)
    for table in ledger_tables.use.metadata.sorted_tables:
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys()), table.name
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key], (
            table.name
        )
        described = {tuple(index.columns.keys()) for index in table.indexes}
        assert described <= {tuple(index["column_names"]) for index in found.get_indexes(table.name)}, table.name
