"""A factory to look at: a repository with jobs, months of runs, tickets in each state, a family and a template.

What is in it was put there by the store's own functions, as flows do it; git, logs and files are real.
"""

import importlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests import ledger_ground
from tests.shop import git

from jigsmith.app import scan
from jigsmith.app.desk import keeping, places
from jigsmith.app.factory import floor as floors
from jigsmith.base import clock
from jigsmith.engines.forge import local
from jigsmith.faces.web import gate, guards, server
from jigsmith.ledger import gather, uses
from jigsmith.store import events
from jigsmith.store.factory import database, runs, tickets, work

JOBS = {
    "tests": ("0 2 * * *", "echo testing; sleep 0.2; echo done"),
    "update-dependencies": ("30 2 * * 1", "npm update && npm test"),
    "backup": ("0 */4 * * *", "sh ./backup.sh"),
    "link-check": ("15 5 * * *", "python -m linkcheck docs"),
    "docs": ("0 6 * * *", "make docs"),
    "optimise-images": ("0 4 * * 0", "oxipng -r assets"),
    "release-notes": ("", "python scripts/notes.py"),
    "security-audit": ("45 1 * * *", "pip-audit -r requirements.txt"),
}
HANDLER = '''"""The {lower} page."""

from shop.http import Response, route
from shop.store import {title}Store


@route("/{lower}s/<id>")
def show_{lower}(id: str) -> Response:
    """Show one {lower}."""
    found = {title}Store().get(id)
    if found is None:
        return Response(404, "There is no such {lower}.")
    return Response(200, found.as_json())


@route("/{lower}s")
def list_{lower}s(page: int = 1) -> Response:
    """List them, {size} on a page."""
    return Response(200, [each.as_json() for each in {title}Store().page(page, size={size})])
'''
LOG = (
    "\x1b[1mcollecting ...\x1b[0m 214 items\n"
    "tests/test_prices.py \x1b[32m....................\x1b[0m\n"
    "tests/test_orders.py \x1b[32m........\x1b[31mF\x1b[32m...\x1b[0m\n"
    "\x1b[31m\x1b[1mFAILED\x1b[0m tests/test_orders.py::test_rounds_up - assert Decimal('2.49') == Decimal('2.5')\n"
    "<script>alert('from a log')</script>\n\x1b]0;a title\x07\n"
    "\x1b[31m1 failed\x1b[0m, \x1b[32m213 passed\x1b[0m in 41.20s\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What was made."""

    desk: places.Desk
    root: Path
    tickets: dict[str, int]  # by state
    asked: list[str]  # runs that were put into the queue

    @property
    def repository(self) -> str:
        """Its short name."""
        return self.root.name


@contextmanager
def ground(folder: Path, home: Path, *, history: int = 60, url: str = "") -> Iterator[Ground]:
    """Make it below a folder; $JIG_HOME has to be `home`."""
    root = folder / "web-shop"
    project(root)
    store, kept = database.opened(url or database.address(home)), keeping.Kept()
    try:
        floor = floors.Floor(store=store, url=url or database.address(home), home=home, worker="here:1")
        floor.add(root)
        asked: list[str] = []

        def put(flow: str, *args: str, id: str, queue: str, key: str | None = None, delay: float = 0.0) -> bool:  # noqa: A002
            asked.append(id)
            return True

        desk = places.Desk(floor=floor, put=put, kept=kept)
        past(floor, root, history)
        ledger_ground.fill(floor, root)
        used(floor, root)
        yield Ground(desk=desk, root=root, asked=asked, tickets=work_to_do(floor, root))
    finally:
        kept.close(patience=60)
        store.dispose()


@contextmanager
def served(desk: places.Desk, **rules: Any) -> Iterator[str]:
    """Serve the dashboard on a free port, and yield its address without a slash at the end."""
    importlib.import_module("anyio._backends._asyncio")  # pytest rewrites it, which two threads may not do at once
    fast = guards.Rate(burst=1e6, second=1e6)
    given: dict[str, Any] = {"host": "127.0.0.1", "key": b"k" * 32, "rate": fast, "logins": fast}
    with server.serving(desk, gate.Rules(**given | rules), port=0) as address:
        yield address.rstrip("/")


def project(root: Path) -> None:
    """Write the repository, with jobs and with code that repeats."""
    (root / "shop" / "handlers").mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    for index, title in enumerate(["Order", "Customer", "Invoice", "Product", "Voucher", "Supplier"]):
        text = HANDLER.format(lower=title.lower(), title=title, size=20 + 10 * (index % 3))
        (root / "shop" / "handlers" / f"{title.lower()}.py").write_text(text)
    lines = [
        f'[[jobs]]\nname = "{name}"\nschedule = "{schedule}"\ntimezone = "UTC"\ncommand = """{command}"""\n'
        for name, (schedule, command) in JOBS.items()
    ]
    (root / "jig.toml").write_text("\n".join(lines) + '\n[tickets]\nmerge = "ask"\n')
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Begin")
    (root / "shop" / "prices.py").write_text("def total(lines):\n    return round(sum(lines), 2)\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Add prices")
    git(root, "checkout", "--quiet", "-b", "jig/1-round")
    (root / "shop" / "prices.py").write_text(
        "from decimal import ROUND_UP, Decimal\n\n\ndef total(lines):\n"
        '    return sum(lines).quantize(Decimal("0.01"), rounding=ROUND_UP)\n'
    )
    git(root, "commit", "--quiet", "--all", "--message", "Round prices up")
    git(root, "checkout", "--quiet", "main")
    scan.scan(root)


def past(floor: floors.Floor, root: Path, history: int) -> None:
    """Let the jobs have run so often."""
    chance, now = random.Random(7), clock.now()
    (root / ".jig" / "logs" / "tests").mkdir(parents=True)
    (root / ".jig" / "logs" / "tests" / "last.log").write_text(LOG)
    (root / ".jig" / "logs" / "docs").mkdir(parents=True)
    (root / ".jig" / "logs" / "docs" / "now.log").write_text("building 14 pages\n")
    with database.begin(floor.store) as connection:
        for name in JOBS:
            made = [] if name == "release-notes" else list(some_runs(root, name, history, chance))
            added = [runs.add(connection, run) for run in made]
            assert all(added)
            looked = now - timedelta(hours=9) if name == "backup" else now
            runs.look(connection, str(root), name, was=None, until=looked)
        runs.pause(connection, str(root), "optimise-images", paused=True)
        failed = runs.those(connection, repository=str(root), job="tests", states=("failed",))
        runs.failing(connection, failed[min(1, len(failed) - 1)])
        began = now - timedelta(seconds=48)
        runs.add(connection, runs.Run(
            id=f"job:{root}:docs:{began:%Y-%m-%dT%H:%M:%SZ}", repository=str(root), job="docs", trigger="hand",
            due=began, state="running", queued=began, started=began, worker="here:1", log=".jig/logs/docs/now.log",
        ))  # fmt: skip


def used(floor: floors.Floor, root: Path) -> None:
    """Let tools have been used, and gather that."""
    chance, made = random.Random(5), []
    for index in range(120):
        tool, template = chance.choice([("scan", ""), ("generate", "handler"), ("generate", "page"), ("build", "")])
        at, surface = clock.now() - timedelta(hours=7 * index), chance.choice(["cli", "mcp"])
        made.append(uses.Event(
            at, chance.lognormvariate(0, 1), tool, "1", surface,
            "failed" if index % 9 == 0 else "ok", files_written=2, lines_written=40, template=template,
            who=f"p-{index % 3}", repository=str(root), active=1.0,
        ))  # fmt: skip
    with events.opened(floor.home) as local:
        events.append(local, made)
    gather.gather(floor.store, floor.home, now=clock.now())


def some_runs(root: Path, name: str, history: int, chance: random.Random) -> Iterator[runs.Run]:
    """Yield the runs of a job, one a day."""
    usual = chance.uniform(5, 400)
    for index in range(history, 0, -1):
        at = (clock.now() - timedelta(days=index)).replace(hour=2, minute=0, second=0, microsecond=0)
        bad = {"tests": index < 3 or index == 17, "backup": index in {9, 31}}.get(name, chance.random() < 0.02)
        skipped = chance.random() < 0.03 and not bad
        took = timedelta(seconds=usual * chance.uniform(0.8, 1.3) * (1 + (history - index) / history / 3))
        yield runs.Run(
            id=f"job:{root}:{name}:{at:%Y-%m-%dT%H:%M:%SZ}", repository=str(root), job=name, trigger="schedule",
            due=at, state="skipped" if skipped else "failed" if bad else "succeeded", queued=at,
            started=None if skipped else at, ended=at if skipped else at + took, worker="here:1",
            exit_code=None if skipped else int(bad), commit="4f2c91ab77",
            log=".jig/logs/tests/last.log" if name == "tests" else "",
            said="the run before had not ended" if skipped else "",
        )  # fmt: skip


QUESTION = """Should a total be rounded once, or each line of it?
Lines are rounded in invoices.py, totals in prices.py; the two differ by up to 3 cents an order."""
TICKETS = {
    "blocked": ("Round prices up, as the tax office wants it", QUESTION),
    "waiting": ("Let customers change their address", "Gates passed and the review approves. Merge it?"),
    "working": ("Show the stock on the product page", ""),
    "reviewing": ("Send invoices as PDF", ""),
    "queued": ("Fix the flaky test of orders", ""),
    "done": ("Use the new logo", ""),
    "failed": ("Move to the new payment API", ""),
}
HAPPENED = (
    ("taken in", "issue 1, labelled by alice"),
    ("moved", "an agent is free"),
    ("said", "I read prices.py first."),
    ("tool", "Edit shop/prices.py"),
    ("said", "<img src=x onerror=alert(1)> is in the fixtures."),
)
FINDING = '[{"path": "shop/prices.py", "line": 4, "message": "Say why it is rounded up."}]'
VERDICTS = (
    ("tests", "passed", "", "[]"),
    ("coverage", "passed", "91.4 % of lines, as before", "[]"),
    ("review", "needs-person", "One finding is left.", FINDING),
)


def work_to_do(floor: floors.Floor, root: Path) -> dict[str, int]:
    """Make a ticket in each state."""
    now, made = clock.now(), {}
    head, base = git(root, "rev-parse", "jig/1-round"), git(root, "rev-parse", "main")
    forge = local.Local(floor.store, root, me="alice", now=clock.now)
    for title, _ in TICKETS.values():
        forge.open_issue(title=title, body="As the title says.", labels=["claude-task"], key=title)
    with database.begin(floor.store) as connection:
        for index, (state, (title, question)) in enumerate(TICKETS.items()):
            at = now - timedelta(hours=2 + 5 * index)
            changed = state in {"waiting", "reviewing", "done"}
            number = tickets.add(
                connection, repository=str(root), source=f"claude-task#{index + 1}", state=state, now=at, title=title,
                body="As the title says. **Markdown** and <b>HTML</b> are shown as they are.", author="alice",
                labelled_by="alice", agent="claude", question=question, base="main", base_sha=base,
                head_sha=head if changed else "", branch="jig/1-round" if changed else "",
                blocked_on="question" if state == "blocked" else "", goes_on="working", repairs=index % 3,
                ended=at if state in {"done", "failed"} else None,
            )  # fmt: skip
            made[state] = int(number)
            happened(connection, root, int(number), state=state, at=at)
            if changed:
                judged(connection, int(number), head, at=at)
    return made


def happened(connection: sa.Connection, root: Path, number: int, *, state: str, at: datetime) -> None:
    """Write what happened to a ticket, and what it cost."""
    for step, (kind, text) in enumerate(HAPPENED):
        work.note(connection, number, kind, text, now=at + timedelta(minutes=step))
    if state == "queued":
        return
    attempt = work.Attempt(
        id=f"{number}.1.author", ticket=number, repository=str(root), role="author", agent="claude", session="s",
        isolation="bwrap", started=at, cost=0.42 * number, tokens_in=81_000 * number, tokens_out=5_200,
    )  # fmt: skip
    ended = replace(attempt, ended=at + timedelta(minutes=9), outcome="completed")
    work.begin(connection, attempt if state == "working" else ended)


def judged(connection: sa.Connection, number: int, head: str, *, at: datetime) -> None:
    """Write what gates said of a ticket."""
    work.judge(
        connection,
        [
            work.Judged(
                ticket=number, sha=head, head=head, gate=name, outcome=outcome, why=why, seconds=12.4, at=at,
                findings=findings,
            )
            for name, outcome, why, findings in VERDICTS
        ],
    )  # fmt: skip
