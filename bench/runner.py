"""How fast the runner drains a queue, how soon a flow starts, and what a long history does to both.

    ./dev bench runner                                     results go to bench/results/runner.md; takes half an hour
    ./dev bench runner --jobs 1000 --history 0,10000       a quicker look, which writes nothing

Three workers, each a process, on SQLite and on a Postgres that is started for it (fsync on). A job is a flow of one
step that adds a line to a file; from that file is read when each began, and that none was lost or done twice. The
history is copies of a flow that really ran, spread over the ninety days before.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for the Postgres of the tests

from tests import postgres  # noqa: E402

from jigsmith.engines.runner import client, engine, inside, records  # noqa: E402
from jigsmith.store.factory import database  # noqa: E402

RESULTS = ROOT / "bench" / "results" / "runner.md"
WORKERS, QUEUE = 3, "bench"
PROBES, BETWEEN = 60, 0.25  # flows that are put into an empty queue one by one, and seconds between them
DAYS, STRIDE = 90, 7_919_017  # how long ago flows ended, and milliseconds between one and the next
MOMENTS = {
    "created_at", "updated_at", "started_at_epoch_ms", "completed_at", "completed_at_epoch_ms", "retention_timestamp",
}  # fmt: skip
BATCH = 10_000  # past flows that one statement makes


@dataclass(frozen=True, kw_only=True)
class Place:
    """A database of either kind."""

    home: Path
    url: str

    @property
    def flows(self) -> str:
        """Where the flows are."""
        return client.address(self.home, self.url)

    def opened(self) -> sa.Engine:
        """The factory's tables."""
        return database.opened(database.address(self.home, self.url))


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was measured."""

    store: str
    history: int
    jobs: int
    enqueued: float  # flows a second
    drained: float  # flows a second
    starts: Sequence[float]  # seconds from enqueueing to the first line of the flow
    wrong: int  # flows lost or done twice


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=0, help="flows to drain; 0: 10,000 at first, 1,000 with a history")
    parser.add_argument("--history", default="0,10000,100000,1000000")
    parser.add_argument("--store", default="sqlite,postgres")
    asked = parser.parse_args()
    rows = []
    for store in asked.store.split(","):
        with place(store) as where:
            rows += measure(where, store, [int(word) for word in asked.history.split(",")], asked.jobs)
    report = "\n".join(["# The runner", "", *table(rows), ""])
    print(report)
    if not asked.jobs:
        RESULTS.write_text(report, encoding="utf-8")


def measure(where: Place, store: str, histories: Sequence[int], jobs: int) -> Iterator[Result]:
    """Drain and probe with each length of history, on the same database."""
    past = 0
    for history in histories:
        with at_work(where):
            outside = client.Client(where.flows)
            if not past:
                outside.enqueue("job", "seed", id="seed", queue=QUEUE)
                outside.wait("seed", 60)
            outside.close()
        fill(where, past, history)
        past = max(past, history)
        with at_work(where):
            count = jobs or (10_000 if not history else 1_000)
            yield run(where, store, history, count)


def run(where: Place, store: str, history: int, jobs: int) -> Result:
    """Put flows into the queue, one by one and then many, and see how they fare."""
    outside = client.Client(where.flows)
    log = where.home / "log"
    log.write_text("")
    asked = {}
    for number in range(PROBES):
        name = f"p{history}-{number}"
        asked[name] = time.time()
        outside.enqueue("job", name, id=name, queue=QUEUE)
        time.sleep(BETWEEN)
    outside.wait(name, 60)
    began = dict(lines(log))
    starts = sorted(began[name] - at for name, at in asked.items())
    log.write_text("")
    names = [f"d{history}-{number}" for number in range(jobs)]
    first = time.time()
    for name in names:
        outside.enqueue("job", name, id=name, queue=QUEUE)
    enqueued = jobs / (time.time() - first)
    while len(lines(log)) < jobs:
        time.sleep(1)
    done = [name for name, _ in lines(log)]
    drained = jobs / (max(at for _, at in lines(log)) - first)
    for name in names:
        outside.wait(name, 60)
    outside.close()
    wrong = len(done) - len(set(done)) + len(set(names) - set(done))
    result = Result(
        store=store, history=history, jobs=jobs, enqueued=enqueued, drained=drained, starts=starts, wrong=wrong
    )
    print(json.dumps({**{key: getattr(result, key) for key in ("store", "history", "drained", "wrong")}}), flush=True)
    return result


def lines(log: Path) -> list[tuple[str, float]]:
    """The flows that began, and when."""
    return [(name, float(at)) for name, at in (line.split() for line in log.read_text(encoding="utf-8").splitlines())]


def fill(where: Place, have: int, want: int) -> None:
    """Copy the flow `seed` until there are so many past flows."""
    store = inside.connected(where.flows)
    schema = None if store.dialect.name == "sqlite" else inside.SCHEMA
    now = int(time.time() * 1000)
    for start in range(have, want, BATCH):
        with store.begin() as connection:
            for name in ("workflow_status", "workflow_input", "workflow_output", "operation_outputs"):
                copy(connection, sa.Table(name, sa.MetaData(), schema=schema, autoload_with=connection), start, now)
    if schema:
        with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    store.dispose()


def copy(connection: sa.Connection, table: sa.Table, start: int, now: int) -> None:
    """Add copies of what `seed` has in a table, with other ids and times."""
    numbers = sa.select(sa.literal(start).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < start + BATCH - 1))
    wide = sa.cast(numbers.c.n, sa.BigInteger)
    past = sa.literal(now, sa.BigInteger) - wide * STRIDE % sa.literal(DAYS * 86_400_000, sa.BigInteger)
    values: list[Any] = []
    for column in table.columns:
        if column.name == "workflow_uuid":
            values.append(sa.literal("past-") + sa.cast(numbers.c.n, sa.Text))
        elif column.name in MOMENTS:
            values.append(past)
        else:
            values.append(column)
    rows = sa.select(*values).select_from(table.join(numbers, sa.true())).where(table.c.workflow_uuid == "seed")
    connection.execute(sa.insert(table).from_select([column.name for column in table.columns], rows))


@contextmanager
def place(store: str) -> Iterator[Place]:
    """An empty database."""
    with tempfile.TemporaryDirectory() as folder:
        if store == "sqlite":
            yield Place(home=Path(folder), url="")
        else:
            with postgres.cluster(durable=True) as cluster:
                yield Place(home=Path(folder), url=cluster.create_database("bench"))


@contextmanager
def at_work(where: Place) -> Iterator[None]:
    """Workers, each a process of its own."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    where.opened().dispose()
    workers = [context.Process(target=work, args=(where, stop)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    time.sleep(5)
    try:
        yield
    finally:
        stop.set()
        for worker in workers:
            worker.join()


def work(where: Place, stop: Any) -> None:
    """Be one worker."""
    store = where.opened()
    runner = engine.Engine(where.flows, store=store, settings=records.Settings())

    def write(name: str) -> None:
        with (where.home / "log").open("a", encoding="utf-8") as lines:
            lines.write(f"{name} {time.time()}\n")

    runner.flow("job", lambda name: runner.step("write", lambda: write(name)))
    runner.queue(QUEUE)
    runner.start()
    stop.wait()
    runner.stop()
    store.dispose()


def table(rows: Sequence[Result]) -> Iterator[str]:
    """The results as Markdown."""
    yield f"{WORKERS} workers; times from putting a flow into an empty queue to its first line, {PROBES} flows."
    yield ""
    yield "| database | past flows | flows | in, a second | out, a second | start p50, s | p95, s | lost or twice |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        cuts = statistics.quantiles(row.starts, n=20)
        yield (
            f"| {row.store} | {row.history:,} | {row.jobs:,} | {row.enqueued:.0f} | {row.drained:.0f} "
            f"| {statistics.median(row.starts):.2f} | {cuts[-1]:.2f} | {row.wrong} |"
        )


if __name__ == "__main__":
    main()
