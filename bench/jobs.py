"""How much a look of the scheduler costs, with many jobs, a long queue and a long past; and a whole run of a job.

    ./dev bench jobs                                results go to bench/results/jobs.md; takes some minutes
    ./dev bench jobs --past 0,100000                a quicker look
    ./dev bench jobs --url postgresql://...         beside SQLite, on an empty database of Postgres

The rows of the past are made; the looks and the runs are real. CPU seconds are of this process, without its children.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from jigsmith.app.factory import floor, jobs, nightly
from jigsmith.flows.jobs import ticking
from jigsmith.flows.jobs.records import World
from jigsmith.store.factory import database, runs, tables

RESULTS = Path(__file__).resolve().parent / "results" / "jobs.md"
JOBS, QUEUED, LOOKS, RUNS = 200, 10_000, 15, 20
NOW = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
BATCH = 20_000
WHO = {f"GIT_{who}_{what}": "bench" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def main() -> None:
    """Measure, print and write the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--past", default="0,100000,1000000")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    sizes = [int(each) for each in given.past.split(",")]
    urls = ["", *([given.url] if given.url else [])]
    lines = ["# Jobs", "", *(line for url in urls for line in looks(url, sizes)), *whole_runs()]
    report = "\n".join(lines) + "\n"
    print(report)
    RESULTS.write_text(report, encoding="utf-8")


def looks(url: str, sizes: Sequence[int]) -> Iterator[str]:
    """Yield the table of what a look costs."""
    kind = "Postgres" if url else "SQLite"
    yield f"| {JOBS} jobs, {kind} | nothing queued | {QUEUED:,} queued | `jig jobs list` | `jig jobs history` |"
    yield "|---|---:|---:|---:|---:|"
    text = "".join(f'[[jobs]]\nname = "j{n}"\nschedule = "0 2 * * *"\ncommand = "true"\n' for n in range(JOBS))
    with tempfile.TemporaryDirectory() as home, opened(Path(home), text, url) as (found, root):
        world = nightly.world(found, root)
        look(world)
        there = 0
        for size in sizes:
            fill(found.store, root, state=runs.SUCCEEDED, numbers=range(there, size))
            there = size
            empty = timed(lambda: look(world))
            fill(found.store, root, state=runs.QUEUED, numbers=range(QUEUED))
            look(world)  # tells once what did not run
            long = timed(lambda: look(world))
            listed = timed(lambda: jobs.listed(found, root, now=NOW))
            history = timed(lambda: jobs.history(found, root, "j7"))
            with database.begin(found.store) as connection:
                connection.execute(sa.delete(tables.run).where(tables.run.c.state == runs.QUEUED))
            yield f"| {size:,} past runs | {empty} | {long} | {listed} | {history} |"
    yield ""
    yield f"Milliseconds of wall clock, and of CPU in brackets: the median of {LOOKS}."
    yield ""


def whole_runs() -> Iterator[str]:
    """Yield what a whole run costs: clone, command, log, state, clean-up."""
    text = '[[jobs]]\nname = "one"\ncommand = "true"\n'
    with tempfile.TemporaryDirectory() as home, opened(Path(home), text, "") as (found, root):
        seconds = [nightly.run(found, root, "one", echo=lambda _: None).seconds or 0.0 for _ in range(RUNS)]
    yield f"A whole run of `true` by hand: {statistics.median(seconds) * 1000:.0f} ms (median of {RUNS}, SQLite)."


@contextmanager
def opened(home: Path, text: str, url: str) -> Iterator[tuple[floor.Floor, Path]]:
    """Open a floor with a repository that has these jobs."""
    root = home / "project"
    root.mkdir()
    (root / "jig.toml").write_text(text)
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *words], cwd=root, env=os.environ | WHO, check=True)
    os.environ |= {"JIG_HOME": str(home), floor.DATABASE: url}
    with floor.opened(root) as found:
        yield found, root


def look(world: World) -> None:
    """Look once, as `jig serve` does each second; what is put into the queue goes nowhere."""
    ticking.tick(world, lambda *_, **__: True, known=lambda _: "queued", now=NOW)


def fill(store: sa.Engine, root: Path, *, state: str, numbers: range) -> None:
    """Make runs, a minute between one and the next."""
    for start in range(numbers.start, numbers.stop, BATCH):
        rows = [made(root, state, number) for number in range(start, min(start + BATCH, numbers.stop))]
        with database.begin(store) as connection:
            connection.execute(sa.insert(tables.run), rows)


def made(root: Path, state: str, number: int) -> dict[str, object]:
    """Return the row of a run."""
    at = NOW - timedelta(minutes=3 + number)
    run = runs.Run(
        id=f"{state}{number}", repository=str(root), job=f"j{number % JOBS}", trigger="schedule", due=at, state=state,
        queued=at, started=at, ended=None if state == runs.QUEUED else at + timedelta(seconds=9),
    )  # fmt: skip
    return asdict(run)


def timed(what: Callable[[], object]) -> str:
    """Return how long something takes: wall clock and CPU in milliseconds."""
    walls, cpus = [], []
    for _ in range(LOOKS):
        wall, cpu = time.perf_counter(), time.process_time()
        what()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return f"{statistics.median(walls):.0f} ({statistics.median(cpus):.0f})"


if __name__ == "__main__":
    main()
