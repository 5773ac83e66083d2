"""How fast workers drain a long queue of runs of jobs, and whether each run ran exactly once.

    ./dev bench drain                                 10,000 runs of 100 jobs, three workers, on SQLite and on Postgres
    ./dev bench drain --runs 500 --store sqlite       a quicker look

Each run is a whole one: a clean clone of the repository, the command in it, its log, its state, and the clone's end.
The command writes the name of its run into a file, so that a run that ran twice would be seen. Results go to
bench/results/drain.md.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from jigsmith.app.factory import floor, nightly
from jigsmith.base import clock
from jigsmith.engines.runner import client
from jigsmith.flows.jobs import ticking
from jigsmith.store.factory import database, runs, tables

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import _workers  # noqa: E402 - only a checkout has it
from tests import postgres  # noqa: E402 - only a checkout has it
from tests.shop import git  # noqa: E402 - the same

RESULTS = ROOT / "bench" / "results" / "drain.md"
JOBS = 100
ABOUT = """{jobs} jobs, {workers} workers, six runs at once; each run is a clone, a command, a log and a clean-up.
{processors} processors; the load at the end is in the last column."""


def main() -> None:
    """Run it, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--store", choices=["sqlite", "postgres", "both"], default="both")
    given = parser.parse_args()
    lines = [
        "# Draining a queue of runs of jobs",
        "",
        ABOUT.format(jobs=JOBS, workers=given.workers, processors=os.cpu_count()),
        "",
        "| store | runs | put in, a second | drained, a second | succeeded | lost | twice | load |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    with ExitStack() as opened:
        if given.store in {"sqlite", "both"}:
            lines.append(drained("SQLite", "", given.runs, workers=given.workers))
        if given.store in {"postgres", "both"}:
            cluster = opened.enter_context(postgres.cluster(durable=True))
            lines.append(drained("Postgres", cluster.create_database("drain"), given.runs, workers=given.workers))
    report = "\n".join(lines) + "\n"
    print(report)
    RESULTS.write_text(report, encoding="utf-8")


def drained(name: str, url: str, count: int, *, workers: int) -> str:
    """Fill the queue, let workers drain it, and return the line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        root, home, ran = Path(folder) / "repository", Path(folder) / "home", Path(folder) / "ran"
        os.environ |= {"JIG_HOME": str(home), floor.DATABASE: url}
        repository(root, ran)
        with floor.opened(root) as here:
            began = time.monotonic()
            fill(here, root, count)
            filled = time.monotonic() - began
            began = time.monotonic()
            with _workers.at_work(root, workers):
                _workers.wait(partial(is_empty, here.store))
            took = time.monotonic() - began
            with database.reading(here.store) as connection:
                found = connection.execute(sa.select(tables.run.c.id, tables.run.c.state)).all()
        times = Counter(ran.read_text().split())
    succeeded = sum(state == runs.SUCCEEDED for _, state in found)
    lost, twice = count - len(times), sum(number > 1 for number in times.values())
    speeds = f"{count / filled:.0f} | {count / took:.1f}"
    return f"| {name} | {count:,} | {speeds} | {succeeded:,} | {lost} | {twice} | {os.getloadavg()[0]:.1f} |"


def repository(root: Path, ran: Path) -> None:
    """Make a repository whose jobs write the names of their runs."""
    root.mkdir()
    text = "[store]\nruns_at_once = 6\n"
    text += "".join(f'[[jobs]]\nname = "j{n}"\ncommand = \'echo "$JIG_RUN" >> "{ran}"\'\n' for n in range(JOBS))
    (root / "jig.toml").write_text(text)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Begin")


def fill(here: floor.Floor, root: Path, count: int) -> None:
    """Ask for so many runs, as people do by hand."""
    world = nightly.world(here, root)
    with database.begin(here.store) as connection:
        made = [
            runs.Run(
                id=f"r{number}", repository=str(root), job=f"j{number % JOBS}", trigger="hand", due=clock.now(),
                state=runs.QUEUED, queued=clock.now(),
            )
            for number in range(count)
        ]  # fmt: skip
        for each in made:
            runs.add(connection, each)
    here.add(root)
    put = client.Client(client.address(here.home, "" if here.url.startswith("sqlite") else here.url))
    for each in made:
        key = f"{world.repository}:{each.job}"
        put.enqueue(ticking.FLOW, each.repository, each.id, id=each.id, queue=ticking.QUEUE, key=key)
    put.close()


def is_empty(store: sa.Engine) -> bool:
    """Tell whether no run is open."""
    with database.reading(store) as connection:
        return not connection.scalar(sa.select(sa.exists().where(tables.run.c.state.in_(runs.OPEN))))


if __name__ == "__main__":
    main()
