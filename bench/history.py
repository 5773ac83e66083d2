"""How fast histories are mined: made-up histories of 10,000 to a million lines, in the form of bash and of zsh.

    ./dev bench history                    all sizes; results go to bench/results/history.md
    ./dev bench history --most 100000      not beyond a hundred thousand lines, and nothing is written

What is measured is the command as it is typed, `jig scan --history --dry-run --json`, with the start of Python. How
many of the planted routines were found is told beside it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for the histories of the tests

from tests import histories  # noqa: E402

RESULTS = ROOT / "bench" / "results" / "history.md"
SIZES = (10_000, 100_000, 300_000, 1_000_000)


class Row(NamedTuple):
    """What was measured."""

    shell: str
    lines: int
    different: int  # lines
    cpu: float  # seconds
    wall: float
    peak: float  # MiB
    found: int
    planted: int  # of those that were found


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=0, help="lines of the longest history")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run; the least of each figure counts")
    asked = parser.parse_args()
    rows = []
    for size in SIZES:
        if not asked.most or size <= asked.most:
            rows += measure(size, asked.runs)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    report = "\n".join(["# Mining histories", "", machine, "", *table(rows), ""])
    print(report)
    if not asked.most:
        RESULTS.write_text(report, encoding="utf-8")


def measure(size: int, runs: int) -> Iterator[Row]:
    """Make a history and mine it, in the form of each shell."""
    lines = list(histories.Person(size).types(size))
    different = len({line.text for line in lines})
    for shell in ("bash", "zsh"):
        with tempfile.TemporaryDirectory(prefix="jig-bench-") as folder:
            home = Path(folder)
            histories.write(lines, home, shell)
            environment = os.environ | {"HOME": folder, "JIG_HOME": str(home / "jig"), "PYTHONPATH": str(ROOT / "src")}
            figures = [run(home, shell, environment) for _ in range(runs)]
            cpu, wall, peak = (min(each[at] for each in figures) for at in range(3))
            steps = [candidate["steps"] for candidate in figures[0][3]]
            yield Row(shell, len(lines), different, cpu, wall, peak, len(steps), planted(steps))


def run(home: Path, shell: str, environment: dict[str, str]) -> tuple[float, float, float, list[dict[str, list[str]]]]:
    """Mine once; return CPU and wall seconds, MiB and the candidates."""
    words = [sys.executable, "-m", "jigsmith", "scan", "--history", "--allow", shell, "--source", shell]
    out = home / "out.json"
    began = time.monotonic()
    with out.open("wb") as file:
        child = subprocess.Popen(
            [*words, "--dry-run", "--json", "--top", "1000"],
            cwd=home,
            env=environment,
            stdout=file,
            stdin=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"it ended with {child.returncode}")
    wall = time.monotonic() - began
    found = json.loads(out.read_text(encoding="utf-8"))["candidates"]
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, found


def planted(found: Sequence[Sequence[str]]) -> int:
    """Return how many of the planted routines are among what was found."""
    programs = {tuple(step.split()[0] for step in steps) for steps in found}
    return sum(tuple(step.split()[0] for step in routine) in programs for routine in histories.ROUTINES)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The results as Markdown."""
    yield "`jig scan --history --dry-run --json`, the start of Python included; the least of the runs."
    yield ""
    yield f"| history | lines | different | CPU, s | wall, s | MiB | found | planted of {len(histories.ROUTINES)} |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        yield (
            f"| {row.shell} | {row.lines:,} | {row.different:,} | {row.cpu:.2f} | {row.wall:.2f} | {row.peak:.0f} "
            f"| {row.found} | {row.planted} |"
        )


if __name__ == "__main__":
    main()
