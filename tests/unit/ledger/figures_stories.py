"""Tasks and times for tests of figures: done by hand at first, then with a tool."""

import random
from datetime import UTC, datetime, timedelta

from jigsmith.ledger import tasks
from jigsmith.ledger.figures import Figure
from jigsmith.store.factory import tasks as table
from jigsmith.store.factory.times import Build

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
CAME = NOW - timedelta(weeks=10)


def sample(when, minutes, *, ok=True, basis="measured"):
    return tasks.Sample(started=when, seconds=60.0 * minutes, basis=basis, ok=ok)


def view(name="endpoint", *, before=(), after=(), per_week=3.0, tool="crud", share=None, since=CAME, **more):
    """A task with its times in minutes, by hand one a day up to `since`, with the tool one every other day."""
    task = table.Task(
        id=hash(name) % 10_000, repository="", name=name, what="", origin="hand", state="open", per_week=None,
        minutes=None, proposal="{}", created=since - timedelta(weeks=12), updated=since,
    )  # fmt: skip
    links = (table.Link(task=task.id, tool=tool, since=since, share=share),) if tool else ()
    by_hand = [sample(since - timedelta(days=len(before) - n), m) for n, m in enumerate(before)]
    with_it = [
        m if isinstance(m, tasks.Sample) else sample(since + timedelta(days=2 * n, hours=1), m)
        for n, m in enumerate(after)
    ]
    often = Figure(per_week, "measured", 30) if per_week else Figure(None, "not measured", formula="never counted")
    long = Figure(sum(before) / len(before), "measured", len(before)) if before else Figure(None, "not measured")
    return tasks.View(
        task=task,
        tools=links,
        evidence=(),
        per_week=often,
        minutes=long,
        before=tuple(by_hand),
        after=tuple(with_it),
        counted=tuple(map(tasks.single, with_it)),
        **more,
    )


def around(mean, count, seed=1):
    """Times that scatter by a tenth."""
    chance = random.Random(seed)
    return [mean * chance.uniform(0.9, 1.1) for _ in range(count)]


def build(hours, *, tool="crud", kind="build", at=CAME, cost=None, who="ada"):
    return Build(
        tool=tool, kind=kind, at=at, seconds=3600.0 * hours, source="hand", key=f"{kind}{at}", cost=cost, who=who
    )
