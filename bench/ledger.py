"""What recording costs, and how fast the ledger is read with many uses in it.

    ./dev bench ledger                          a million uses; results go to bench/results/ledger.md
    ./dev bench ledger --events 100000          a quicker look, which writes nothing
    ./dev bench ledger --events 10000000        takes a quarter of an hour; the sums that are read are hardly more rows

Recording is measured in an environment of its own with its bytecode compiled, as users have it. Reading is what the
pages of a dashboard ask, on SQLite and, where its server is installed, on Postgres.

Longer than 250 lines: what is recorded and what is read are two benchmarks that share what uses look like.
"""

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from bench import generate  # noqa: E402
from tests import postgres  # noqa: E402

from jigsmith.base import clock  # noqa: E402
from jigsmith.ledger import gather, spread, uses  # noqa: E402
from jigsmith.store import events  # noqa: E402
from jigsmith.store.event import Event  # noqa: E402
from jigsmith.store.factory import database, rollups  # noqa: E402

RESULTS = ROOT / "bench" / "results" / "ledger.md"
WHOLE = 1_000_000
DAYS, TOOLS, PEOPLE, REPOSITORIES = 365, 40, 200, 12
NOW = datetime(2026, 11, 3, tzinfo=UTC)
APPEND = """
import sys, time
from jigsmith.ledger import spool
from jigsmith.store.event import Event
from datetime import datetime, UTC
took = []
for n in range(int(sys.argv[2])):
    began = time.perf_counter()
    spool.append(sys.argv[1], Event(datetime.now(UTC), 0.1, "tool", "1", "cli", "ok"))
    took.append(time.perf_counter() - began)
print(*took)
"""
REPORT = """
import time, click, pathlib, difflib
began = time.perf_counter()
from jigsmith import track_usage
track_usage("tool", seconds=1.0, outcome="ok")
print(time.perf_counter() - began)
"""


def main() -> int:
    """Measure, and write down what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=WHOLE, help="how many uses are read")
    parser.add_argument("--runs", type=int, default=15, help="how often each is run")
    parser.add_argument("--postgres", help="address of an empty database, instead of a server of its own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jig-bench-") as folder:
        lines = [machine(), "", *recording(Path(folder), options.runs)]
        print("\n".join(lines), flush=True)
        for name, url in stores(Path(folder), options.postgres):
            more = ["", *reading(name, url, Path(folder), count=options.events, runs=options.runs)]
            print("\n".join(more), flush=True)
            lines += more
    if options.events >= WHOLE:
        RESULTS.write_text("\n".join(lines) + "\n")
    return 0


def machine() -> str:
    """Say on what it was measured."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = " / ".join(f"{each:.0f}" for each in os.getloadavg())
    when = f"{clock.now():%Y-%m-%d}, load average {load} from other work, too"
    return f"Measured on {system}; {when}. Milliseconds, unless said otherwise."


def recording(here: Path, runs: int) -> list[str]:
    """Return what it costs to record a use, in each of the ways in which that is done."""
    python = generate.installed_jig(here).parent / "python"
    jig = python.parent / "jig"
    home = here / "home"
    environment = os.environ | {"JIG_HOME": str(home)}

    def told(*words: str | Path) -> list[float]:
        done = subprocess.run([str(word) for word in words], env=environment, cwd=here, check=True, capture_output=True)
        return [1000 * float(word) for word in done.stdout.split()]

    def lasts(*words: str | Path) -> float:
        began = time.perf_counter()
        told(*words)
        return 1000 * (time.perf_counter() - began)

    one = told(python, "-c", APPEND, home, "500")
    reports = [took for _ in range(runs) for took in told(python, "-c", REPORT)]
    alone, tracked = ([lasts(*words) for _ in range(runs)] for words in (["true"], [jig, "track", "--", "true"]))
    rows = [("append one use, after the first", one[1:]), ("`track_usage`, its imports included", reports),
            ("8 processes at once, each append", crowd(python, home, environment)),
            ("a command by itself (`true`)", alone), ("`jig track -- true`", tracked)]  # fmt: skip
    head = ["| recording | median | 95 % | 99 % | most |", "|---|---|---|---|---|"]
    return head + [
        f"| {name} | {statistics.median(t):.2f} | {share(t, 0.95):.2f} | {share(t, 0.99):.2f} | {max(t):.2f} |"
        for name, t in rows
    ]


def crowd(python: Path, home: Path, environment: dict[str, str]) -> list[float]:
    """Return what each append takes while eight processes append at once; none may be lost."""
    before = len(uses.read(home))
    command = [str(python), "-c", APPEND, str(home), "200"]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(8)]
    found = [1000 * float(word) for process in running for word in process.communicate()[0].split()]
    if len(uses.read(home)) - before != 1600:
        raise SystemExit("Uses were lost.")
    return found


def share(values: list[float], part: float) -> float:
    """Return the value that this part of them does not exceed."""
    return sorted(values)[int(part * (len(values) - 1))]


@contextmanager
def server(given: str | None) -> Iterator[str]:
    """Start a Postgres, where none was given."""
    if given:
        yield given
        return
    with postgres.cluster(durable=True) as cluster:
        yield cluster.create_database("bench")


def stores(here: Path, given: str | None) -> Iterator[tuple[str, str]]:
    """Yield the databases by name and address."""
    yield "SQLite", database.address(here)
    if given or postgres.available():
        with server(given) as url:
            yield "Postgres", database.address(here, url)


def reading(name: str, url: str, here: Path, *, count: int, runs: int) -> list[str]:
    """Return how long it takes to take uses in, to make their sums, and to ask what pages ask."""
    engine = database.opened(url)
    taken = taking_in(engine, here / f"gathered-{name}", min(count, 100_000))
    began = time.perf_counter()
    fill(engine, count)
    filled = time.perf_counter() - began
    began = time.perf_counter()
    gather.rebuild(engine, now=NOW)
    built = time.perf_counter() - began
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("ANALYZE"))
        sums = [
            connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
            for table in ("use_day", "use_week", "use_spread", "use_person")
        ]
    lines = [
        (
            f"{name}: {count:,} uses of {TOOLS} tools in {DAYS} days, put there in {filled:.0f} s. Taking uses in "
            f"from a machine: {taken:,.0f} a second, with their sums. All sums anew: {built:.0f} s. They "
            f"are {sums[0]:,} rows by day, {sums[1]:,} by week and repository, {sums[2]:,} by length, "
            f"{sums[3]:,} by person."
        ),
        "",
        "| asked | median | most |",
        "|---|---|---|",
    ]
    for what, ask in asked().items():
        took = [timed(engine, ask) for _ in range(runs)]
        lines.append(f"| {what} | {statistics.median(took):.1f} | {max(took):.1f} |")
    engine.dispose()
    return lines


def asked() -> dict[str, Callable[[sa.Connection], object]]:
    """Return what pages ask."""
    today = NOW.date()
    year, month = (
        {"since": today - timedelta(days=364), "until": today},
        {"since": today - timedelta(29), "until": today},
    )
    return {
        "all tools, a month": lambda c: rollups.tools(c, **month),
        "all tools, a year": lambda c: rollups.tools(c, **year),
        "templates, ways in and repositories, a year": lambda c: (
            rollups.templates(c, **year), rollups.shares(c, **year)
        ),
        "all days, a year": lambda c: rollups.days(c, **year),
        "one tool's days, 90 days": lambda c: rollups.days(c, since=today - timedelta(89), until=today, tool="tool 3"),
        "one repository's tools, a month": lambda c: rollups.tools(c, **month, repository="example.com/o/r1"),
        "p50 and p95 of all tools, a month": lambda c: percentiles(c, month),
        "p50 and p95 of all tools, a year": lambda c: percentiles(c, year),
        "who uses each tool, a month": lambda c: rollups.people(c, **month),
        "how many use each tool, a year": lambda c: rollups.heads(c, since=year["since"]),
    }  # fmt: skip


def percentiles(connection: sa.Connection, span: dict[str, Any]) -> list[float | None]:
    """Return p50 and p95 of all tools."""
    found = rollups.lengths(connection, **span).values()
    return [spread.percentile(each, part) for each in found for part in (0.5, 0.95)]


def timed(engine: sa.Engine, ask: Callable[[sa.Connection], object]) -> float:
    """Return how long a question takes."""
    began = time.perf_counter()
    with database.reading(engine) as connection:
        ask(connection)
    return 1000 * (time.perf_counter() - began)


def taking_in(engine: sa.Engine, home: Path, count: int) -> float:
    """Return how many uses a second are gathered from a machine."""
    chance = random.Random(1)
    with events.opened(home) as connection:
        events.append(connection, [event(chance) for _ in range(count)])
    began = time.perf_counter()
    gather.gather(engine, home, now=NOW)
    return count / (time.perf_counter() - began)


def event(chance: random.Random) -> Event:
    """Return a use as they come: a few tools make most of them, and lengths are spread widely."""
    return Event(
        started=NOW - timedelta(seconds=chance.randrange(DAYS * 86_400)),
        seconds=chance.lognormvariate(0, 1.5),
        tool=f"tool {min(int(chance.expovariate(0.15)), TOOLS - 1)}",
        version="1",
        surface=chance.choice(("cli", "cli", "mcp", "job")),
        outcome=chance.choice(("ok",) * 9 + ("failed",)),
        who=f"p-{chance.randrange(PEOPLE)}",
        repository=f"example.com/o/r{chance.randrange(REPOSITORIES)}",
        active=1.0,
        cost=0.01,
        tokens=10,
    )


def fill(engine: sa.Engine, count: int, *, until: datetime = NOW) -> None:
    """Put uses straight into the table, in the order in which they came."""
    names = (
        "source", "key", "started", "seconds", "tool", "version", "surface", "outcome", "who", "repository", "template",
        "active", "tokens", "cost",
    )  # fmt: skip
    raw: Any = engine.raw_connection()
    cursor = raw.cursor()
    if engine.dialect.name == "postgresql":
        with cursor.copy(f"COPY tool_use ({', '.join(names)}) FROM STDIN") as copy:
            for each in rows(count, until):
                copy.write_row(each)
    else:
        marks = ",".join("?" * len(names))
        cursor.execute("BEGIN")
        cursor.executemany(f"INSERT INTO tool_use ({', '.join(names)}) VALUES ({marks})", rows(count, until))
    raw.commit()
    raw.close()


def rows(count: int, until: datetime) -> Iterator[tuple[object, ...]]:
    """Yield uses as rows of the table, like those of `event`; a hundred thousand are made at once."""
    chance, chunk = np.random.default_rng(2), 100_000
    end, step = int(until.timestamp() * 1_000_000), DAYS * 86_400_000_000 / count
    surfaces, outcomes = ("cli", "cli", "mcp", "job"), ("ok",) * 9 + ("failed",)
    for begin in range(0, count, chunk):
        size = min(chunk, count - begin)
        seconds = chance.lognormal(0, 1.5, size).tolist()
        tools = np.minimum(chance.exponential(1 / 0.15, size), TOOLS - 1).astype(int).tolist()
        picks = chance.integers(0, (4, 10, PEOPLE, REPOSITORIES), (size, 4)).tolist()
        for at, (length, tool, (how, end_of, who, where)) in enumerate(zip(seconds, tools, picks, strict=True), begin):
            yield (
                "bench", f"{at:09}", end - int((count - at) * step), length, f"tool {tool}", "1", surfaces[how],
                outcomes[end_of], f"p-{who}", f"example.com/o/r{where}", f"template {tool}" if tool < 9 else "", 1.0,
                10, 0.01,
            )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
