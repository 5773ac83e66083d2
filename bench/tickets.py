"""How fast the factory works: tickets with a scripted agent, from issue to merge, by several workers.

    ./dev bench tickets                          500 tickets, three workers, SQLite; then the same on Postgres
    ./dev bench tickets --tickets 50 --workers 1 --store sqlite

The agent is a shell script in its box, the reviewer another run of it; gates, pull requests and merges are the real
ones. What is looked at is also whether each ticket ended once: one pull request, one merge, one file in main.
Results go to bench/results/tickets.json and tickets.md.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from jigsmith.app.factory import floor, tickets
from jigsmith.store.factory import database
from jigsmith.store.factory import tickets as rows

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import _workers  # noqa: E402 - only a checkout has it
from tests import postgres  # noqa: E402 - only a checkout has it
from tests.shop import AGENT, APPROVE, git  # noqa: E402 - the same

RESULTS = ROOT / "bench" / "results"
SETTINGS = """
[tickets]
agent = "script"
merge = "auto"
max_pulls = 100
at_once = 8
batch = 10
[agents.script]
kind = "command"
command = "sh ./agent.sh"
[[gates]]
name = "tests"
command = "test -d .git"
"""


def main() -> None:
    """Run it, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tickets", type=int, default=500)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--store", choices=["sqlite", "postgres", "both"], default="both")
    given = parser.parse_args()
    found = []
    with ExitStack() as opened:
        if given.store in {"sqlite", "both"}:
            found.append(measured("sqlite", "", given.tickets, workers=given.workers))
        if given.store in {"postgres", "both"}:
            cluster = opened.enter_context(postgres.cluster())
            found.append(measured("postgres", cluster.create_database("bench"), given.tickets, workers=given.workers))
    write(found)


def measured(name: str, url: str, count: int, *, workers: int) -> dict[str, Any]:
    """Let so many workers work on so many tickets, and say how it went."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "repository", Path(folder) / "home"
        os.environ |= {"JIG_HOME": str(home), floor.DATABASE: url}
        repository(root)
        for number in range(count):
            tickets.add(root, f"Ticket {number}", "Write a file.")
        began = time.monotonic()
        with _workers.at_work(root, workers):
            _workers.wait(lambda: not tickets.listed(root))
        seconds = time.monotonic() - began
        return summary(name, root, url, home=home, seconds=seconds, count=count, workers=workers)


def repository(root: Path) -> None:
    """Make the repository that the tickets are about."""
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / "jig.toml").write_text(SETTINGS)
    (root / "agent.sh").write_text(AGENT % (APPROVE, 'echo 1 > "file-$JIG_SESSION"'))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Begin")


def summary(name: str, root: Path, url: str, *, home: Path, seconds: float, count: int, workers: int) -> dict[str, Any]:
    """Return what came of it."""
    store = database.opened(database.address(home, url))
    with database.reading(store) as connection:
        found = rows.those(connection, repository=str(root.resolve()), limit=100_000)
    store.dispose()
    took = [(each.ended - each.created).total_seconds() for each in found if each.ended]
    files = [path for path in git(root, "ls-tree", "--name-only", "main").splitlines() if path.startswith("file-")]
    return {
        "store": name,
        "workers": workers,
        "tickets": count,
        "done": sum(each.state == "done" for each in found),
        "files in main": len(files),
        "merges": len({each.merged_sha for each in found}),
        "seconds": round(seconds, 1),
        "per minute": round(60 * len(took) / seconds, 1),
        "median wait": round(statistics.median(took), 1) if took else None,
    }


def write(found: list[dict[str, Any]]) -> None:
    """Print the results and keep them."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "tickets.json").write_text(json.dumps({"machine": platform.platform(), "runs": found}, indent=2) + "\n")
    names = list(found[0])
    lines = [
        "# Tickets",
        "",
        f"On {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
    ]
    lines += ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(str(run[name]) for name in names) + " |" for run in found]
    (RESULTS / "tickets.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
