"""How fast the dashboard is with a long history: 10 million uses, 25 jobs with 100,000 runs, 2,000 tickets, on SQLite
and on Postgres, with a page open that is live.

    ./dev bench dashboard                                    results go to bench/results/dashboard.json and dashboard.md
    ./dev bench dashboard --runs 10000 --events 100000       a quicker look, which writes nothing
    ./dev bench dashboard --store postgres                   on one of them, which writes nothing

A hundred tasks have a tool each, of which the figures are reckoned aside: the pages that show them are measured once
they are there, and Home is asked for again and again until they are, to see what that costs whoever looks at a page.

The server is a process of its own. Each page is asked for 30 times over HTTP while another page follows what happens:
how long an answer takes, and how much time of a processor it costs the server, which is what a machine with nothing
else to do needs. Chromium then opens each with an empty cache: when it first paints something, and how many bytes come
over the wire, files included.

Longer than 250 lines: what is put into the store, what is asked for and what is painted belong to one server.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import ledger  # noqa: E402 - the same
from playwright.sync_api import Browser, sync_playwright  # noqa: E402 - only a checkout has the tests
from tests import dashboard, postgres, programs  # noqa: E402 - the same

from jigsmith.app.desk import families, places  # noqa: E402 - the same
from jigsmith.app.factory import floor as floors  # noqa: E402 - the same
from jigsmith.base import clock  # noqa: E402 - the same
from jigsmith.ledger import gather  # noqa: E402 - the same
from jigsmith.store.factory import database, tables, tasks, times  # noqa: E402 - the same

RESULTS = ROOT / "bench" / "results"
EVENTS, RUNS, TICKETS, JOBS, TASKS, TIMES = 10_000_000, 100_000, 2_000, 25, 100, 30
STORES = ("SQLite", "Postgres")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
WAITS = "The figures are being reckoned"
LIMITS = {"server_ms": 100.0, "paint_ms": 500.0, "kilobytes": 100.0}
PATHS = (
    "/", "/jobs", "/jobs/web-shop/job-3", "/tickets", "/tickets/1", "/tickets/2", "/families",
    "/families/web-shop/{candidate}", "/templates", "/templates/web-shop/handler", "/uses",
    "/uses?days=365", "/uses?days=365&surface=mcp", "/tools", "/tools?days=365", "/tools/tool 1", "/tasks",
    "/tasks?state=automated", "/tasks/{task}", "/returns", "/metrics", "/review", "/forecast", "/search?q=price",
    "/api/jobs", "/api/runs?limit=100", "/api/uses?days=365", "/api/tools", "/api/tasks", "/api/returns",
    "/api/metrics", "/api/forecast",
)  # fmt: skip


def main() -> None:
    """Run it, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--store", choices=STORES)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve()
        return
    chosen = [given.store] if given.store else STORES
    found = {store: looked_at(store, given.runs, given.events) for store in chosen}
    if (given.runs, given.events, given.store) == (RUNS, EVENTS, None):
        write(found)


def looked_at(store: str, runs: int, events: int) -> list[dict[str, Any]]:
    """Fill a store, and measure the pages that are made from it."""
    with tempfile.TemporaryDirectory() as name, database_of(store, Path(name)) as url:
        home = Path(name) / "home"
        home.mkdir()
        os.environ.update(JIG_HOME=str(home), JIG_DATABASE_URL=url)
        with dashboard.ground(Path(name), home, url=url) as ground:
            fill(ground, runs)
            used(ground, events)
            task = tasked(ground)
            candidate = str(families.last_scan(ground.desk, "web-shop").candidates[0].id)
            families.build(ground.desk, "web-shop", candidate, name="handler")
            with serving() as (address, process):
                paths = [path.format(candidate=candidate, task=task) for path in PATHS]
                found = [reckoned(address, process), *measured(address, process, paths)]
    print(f"\n{store}, load {os.getloadavg()[0]:.0f}\n" + "\n".join(table(found)), flush=True)
    return found


@contextmanager
def database_of(store: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database."""
    if store == "SQLite":
        yield f"sqlite:///{folder / 'home' / database.FILE}"
        return
    with postgres.cluster(durable=True) as cluster:
        yield database.address(folder, cluster.create_database("bench"))


def used(ground: dashboard.Ground, count: int) -> None:
    """Put so many uses into the store, with their sums."""
    store = ground.desk.floor.store
    ledger.fill(store, count, until=clock.now())
    gather.rebuild(store, now=clock.now())
    with database.begin(store) as connection:
        connection.execute(sa.text("ANALYZE"))


def tasked(ground: dashboard.Ground) -> int:
    """Put tasks into the store, each timed by hand forty times before its tool came; return the number of one."""
    chance, now, number = random.Random(4), clock.now(), 0
    came = now - timedelta(weeks=40)
    with database.begin(ground.desk.floor.store) as connection:
        for index in range(TASKS):
            number, _ = tasks.put(connection, f"task {index}", now=came, per_week=5.0, minutes=20.0)
            times.add(connection, [
                times.Time(task=number, started=came - timedelta(days=each), seconds=chance.lognormvariate(7, 0.4),
                           source="hand", key=str(each))
                for each in range(1, 41)
            ])  # fmt: skip
            tool = f"tool {index % ledger.TOOLS}"
            tasks.link(connection, tasks.Link(task=number, tool=tool, since=came))
            times.build(connection, times.Build(tool=tool, kind="build", at=came, seconds=20_000.0, source="hand",
                                                key=str(index), who="p-1"))  # fmt: skip
    return number


def reckoned(address: str, process: int) -> dict[str, Any]:
    """Ask for Home until the figures are there for the first time, and say what that took meanwhile."""
    with httpx.Client(base_url=address, headers={"accept-encoding": "gzip"}, timeout=60) as client:
        began, before, took = time.perf_counter(), busy(process), list[float]()
        while time.perf_counter() - began < 300:
            took.append(timed(client, "/"))
            if len(took) % 20 == 0 and WAITS not in client.get("/returns").raise_for_status().text:
                break
            time.sleep(0.02)
        whole, cost = time.perf_counter() - began, busy(process) - before
    print(f"figures after {whole:.1f} s, {len(took)} times Home, {cost:.0f} ms of the server's processor", flush=True)
    return {"path": f"/ while figures are reckoned ({whole:.0f} s)", **summed_up(took[1:]), "first_ms": took[0]}


def serve() -> None:
    """Serve what is in $JIG_HOME until somebody closes the standard input."""
    with floors.opened() as opened, dashboard.served(places.Desk(floor=opened, put=lambda *_, **__: True)) as address:
        print(address, flush=True)
        sys.stdin.read()


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """Serve it in a process of its own, and yield its address and its number."""
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip(), process.pid
        process.stdin.close()


def busy(process: int) -> float:
    """Return how many milliseconds of a processor a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def fill(ground: dashboard.Ground, count: int) -> None:
    """Put so many runs and tickets into the store, and the jobs into jig.toml."""
    chance, now, root = random.Random(3), clock.now(), str(ground.root)
    names = [f"job-{number}" for number in range(JOBS)]
    lines = [
        f'[[jobs]]\nname = "{name}"\nschedule = "0 {index % 24} * * *"\ncommand = "true"\n'
        for index, name in enumerate(names)
    ]
    with (ground.root / "jig.toml").open("a") as file:
        file.write("\n" + "\n".join(lines))

    def runs() -> Iterator[dict[str, Any]]:
        for index in range(count):
            at = now - timedelta(minutes=5 * (count - index))
            took = timedelta(seconds=chance.uniform(1, 300))
            state = chance.choices(["succeeded", "failed", "skipped"], [95, 4, 1])[0]
            yield {"id": f"job:{root}:{index}", "repository": root, "job": names[index % JOBS], "trigger": "schedule",
                   "due": at, "state": state, "queued": at, "started": at, "ended": at + took,
                   "said": "x" * 400}  # fmt: skip

    def tickets() -> Iterator[dict[str, Any]]:
        for index in range(TICKETS):
            state = "done" if index % 50 else "queued"
            yield {"repository": root, "source": f"many#{index}", "title": f"Ticket {index}", "body": "Do it. " * 40,
                   "state": state, "since": now, "created": now, "updated": now}  # fmt: skip

    with database.begin(ground.desk.floor.store) as connection:
        connection.execute(sa.insert(tables.run), list(runs()))
        connection.execute(sa.insert(tables.ticket), list(tickets()))
        connection.execute(sa.text("ANALYZE"))


def measured(address: str, process: int, paths: list[str]) -> list[dict[str, Any]]:
    """Ask for each page again and again, then open it in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.chromium(), args=["--no-sandbox"])
        follower = browser.new_page()
        follower.goto(f"{address}/")
        follower.wait_for_timeout(2_000)  # the browser itself takes a processor until then
        found = [asked(address, process, path) for path in paths]
        follower.close()
        for each in found:
            if " while " not in each["path"] and not each["path"].startswith("/api/"):
                each.update(painted(browser, address, each["path"]))
        browser.close()
    return found


def asked(address: str, process: int, path: str) -> dict[str, Any]:
    """Ask for a page over one connection, and say how long it took until it was there."""
    with httpx.Client(base_url=address, headers={"accept-encoding": "gzip"}, timeout=60) as client:
        first = timed(client, path)
        before = busy(process)
        took = [timed(client, path) for _ in range(TIMES)]
        cost = (busy(process) - before) / TIMES
    return {"path": path, "processor_ms": round(cost, 1), "first_ms": round(first, 1), **summed_up(took)}


def summed_up(took: list[float]) -> dict[str, float]:
    """Return what answers took, in milliseconds."""
    ordered = sorted(took)
    p95 = ordered[int(0.95 * len(ordered))]
    return {"median_ms": round(statistics.median(took), 1), "p95_ms": round(p95, 1), "most_ms": round(ordered[-1], 1)}


def timed(client: httpx.Client, path: str) -> float:
    """Return how many milliseconds an answer takes."""
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000


def painted(browser: Browser, address: str, path: str) -> dict[str, Any]:
    """Open a page five times with an empty cache: the median first paint, and the bytes of it all."""
    paints, size = [], 0
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"{address}{path}", wait_until="load")
        while not (paint := page.evaluate(PAINT)):
            page.wait_for_timeout(50)
        paints.append(paint)
        size = page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".filter(each => !each.name.includes('/live/')).reduce((sum, each) => sum + each.transferSize, 0)"
        )
        context.close()
    return {"paint_ms": round(statistics.median(paints), 1), "kilobytes": round(size / 1000, 1)}


def table(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| page | processor | first | median | p95 | most | first paint | whole page |"
    yield "|---|---|---|---|---|---|---|---|"
    names = ("processor_ms", "first_ms", "median_ms", "p95_ms", "most_ms", "paint_ms", "kilobytes")
    for each in found:
        cells = [f"{each[name]} {'KB' if name == 'kilobytes' else 'ms'}" if name in each else "" for name in names]
        yield f"| `{each['path']}` | {' | '.join(cells)} |"


def write(found: dict[str, list[dict[str, Any]]]) -> None:
    """Write the results."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = " / ".join(f"{each:.0f}" for each in os.getloadavg())
    limits = (
        f"Limits: {LIMITS['server_ms']:.0f} ms at the server, {LIMITS['paint_ms']:.0f} ms until the first paint, "
        f"{LIMITS['kilobytes']:.0f} KB with all files (compressed)."
    )
    lines = [
        f"# The dashboard with {EVENTS:,} uses, {RUNS:,} runs and {TICKETS:,} tickets",
        f"{machine}; {clock.now():%Y-%m-%d}; load average {load}, from other work, too; one page is live. {limits}",
    ]
    for store, pages in found.items():
        lines += [f"## {store}", "\n".join(table(pages))]
    (RESULTS / "dashboard.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    (RESULTS / "dashboard.json").write_text(json.dumps({"machine": machine, "stores": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
