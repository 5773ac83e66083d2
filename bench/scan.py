"""How `jig scan` grows: time and memory on made-up repositories of 0.1 to 2 million lines, cold, warm, after a commit.

    ./dev bench scan                            all sizes; results go to bench/results/scan.json and scan.md
    ./dev bench scan --most 500000              not beyond half a million lines
    ./dev bench scan --beside 'npx jscpd@5.3.3 --no-gitignore --reporters silent'
                                                another tool on the same trees, for comparison

A repository is half families (services, models, routes, tests) and half code that is like no other, made from a seed.
"""

import argparse
import json
import os
import platform
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
SIZES = (100_000, 250_000, 500_000, 1_000_000, 2_000_000)
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za".split()  # noqa: SIM905
STATEMENTS = (
    "{0} = {1}({2}, {3})", "if {0}.{1} > {3}:", "    {0}.{1}({2}=[{3}, '{4}'])", "for {0} in {1}.{2}({3}):",
    "    yield {0}[{1}], {2} - {3}", "assert {0} is not {1}, '{2} {4}'", "def {0}({1}, {2}={3}):",
    "    return {0} or {1}({2})",
    "with {0}.{1}('{4}') as {2}:", "    {0}: dict[str, {1}] = {{'{4}': {2}}}", "# {0} {1} {4} before {2}", "",
)  # fmt: skip
SERVICE = '''"""The {words} service."""

from base.services import Service, register
from models.{name} import {title}


@register("{name}")
class {title}Service(Service[{title}]):
    model = {title}
    cache_seconds = {number}

    def find(self, key: int) -> {title}:
        found = self.session.get({title}, key)
        if found is None:
            raise self.missing("{words}", key)
        return found

    def remove(self, key: int) -> None:
        with self.session.begin():
            self.session.delete(self.find(key))
        self.events.send("{name}.removed", key=key)
'''


class Measured(NamedTuple):
    """What one run took."""

    cpu: float  # seconds, of the command and all that it started
    wall: float
    peak: float  # MiB, of the largest of its processes


def main() -> int:
    """Measure all sizes and write down the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="lines of the largest repository")
    parser.add_argument("--beside", help="another command that takes a folder, measured on the same trees")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run; the least of each figure counts")
    options = parser.parse_args()
    rows = []
    for size in (size for size in SIZES if size <= options.most):
        with tempfile.TemporaryDirectory(prefix="jig-bench-") as folder:
            rows.append(measure(Path(folder), size, options))
            print(json.dumps(rows[-1]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    (RESULTS / "scan.json").write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")
    (RESULTS / "scan.md").write_text(page(machine, rows, options.beside))
    return 0


def measure(folder: Path, size: int, options: argparse.Namespace) -> dict[str, float]:
    """Return the figures for one size."""
    root = folder / "repository"
    size_bytes = make(root, size)
    jig = [sys.executable, "-m", "jigsmith", "scan", str(root), "--json"]
    took: dict[str, list[Measured]] = {"cold": [], "warm": [], "commit": [], "other": []}
    for turn in range(options.runs):
        environment = os.environ | {"JIG_HOME": str(folder / f"home{turn}"), "PYTHONPATH": str(ROOT / "src")}
        took["cold"].append(run(jig, environment))
        took["warm"].append(run(jig, environment))
        (root / f"changed{turn}.py").write_text("".join(lines(random.Random(-turn), 40)))
        commit(root, "one more")
        took["commit"].append(run(jig, environment))
        if options.beside:
            took["other"].append(run([*shlex.split(options.beside), str(root)], environment))
    shutil.rmtree(root)
    row: dict[str, float] = {"lines": size, "megabytes": round(size_bytes / 1e6, 1)}
    for what, measured in took.items():
        if measured:
            cpu, wall, peak = (min(column) for column in zip(*measured, strict=True))
            row |= {f"{what}_cpu": round(cpu, 2), f"{what}_wall": round(wall, 2), f"{what}_mib": round(peak)}
    return row


def run(command: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run a command and measure it."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=dict(environment))
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{shlex.join(command)} ended with {child.returncode}")
    return Measured(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)


def make(root: Path, size: int) -> int:
    """Make a repository of about so many lines with one commit; return its bytes."""
    dice = random.Random(size)
    written = count = number = 0
    while count < size:
        for path, text in files(dice, number):
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            written, count = written + len(text), count + text.count("\n")
        number += 1
    subprocess.run(["git", "init", "-q", root], check=True)
    commit(root, "all")
    return written


def files(dice: random.Random, number: int) -> Iterator[tuple[str, str]]:
    """Yield the files of one thing: a service like the others, and code that is like no other."""
    parts = [dice.choice(SYLLABLES) + dice.choice(SYLLABLES) for _ in range(2)]
    name = f"{parts[0]}_{parts[1]}{number}"
    title = "".join(part.capitalize() for part in parts) + str(number)
    text = SERVICE.format(name=name, title=title, words=" ".join(parts), number=dice.randrange(900))
    area = f"area{number // 200}"
    yield f"{area}/services/{name}.py", text + "".join(lines(dice, 40))
    yield (
        f"{area}/models/{name}.py",
        text.replace("Service", "Model").replace("session", "table") + "".join(lines(dice, 20)),
    )
    yield f"{area}/lib/{name}.py", "".join(lines(dice, dice.randrange(60, 300)))


def lines(dice: random.Random, count: int) -> Iterator[str]:
    """Yield lines of code that mean nothing."""
    for _ in range(count):
        words = [dice.choice(SYLLABLES) + dice.choice(SYLLABLES) + dice.choice(SYLLABLES) for _ in range(4)]
        yield dice.choice(STATEMENTS).format(*words[:3], dice.randrange(1000), words[3]) + "\n"


def commit(root: Path, subject: str) -> None:
    """Commit everything."""
    git = [
        "git",
        "-C",
        str(root),
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@localhost",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", subject], check=True)


def page(machine: str, rows: Sequence[Mapping[str, float]], beside: str | None) -> str:
    """Return the results as a page."""
    least, largest = rows[0], rows[-1]
    per_line = [1e6 * (b["cold_cpu"] - a["cold_cpu"]) / (b["lines"] - a["lines"]) for a, b in pairwise(rows)]
    text = [
        "# Growth of `jig scan`",
        "",
        f"`./dev bench scan`, {machine}. CPU and wall in seconds, peak memory of the largest process in MiB; of",
        "several runs the least of each. The machine had other work to do: compare, and take no figure for itself.",
        "",
        "| lines | MB | cold CPU | wall | MiB | warm CPU | wall | after one commit CPU | wall | MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    columns = (
        "megabytes",
        "cold_cpu",
        "cold_wall",
        "cold_mib",
        "warm_cpu",
        "warm_wall",
        "commit_cpu",
        "commit_wall",
        "commit_mib",
    )
    text += ["| " + " | ".join([f"{row['lines']:,}", *(f"{row[c]:,}" for c in columns)]) + " |" for row in rows]
    if per_line:
        steps = ", ".join(f"{value:.1f}" for value in per_line)
        growth = largest["cold_mib"] - least["cold_mib"]
        text += [
            "",
            f"From each size to the next, a further line costs {steps} microseconds of CPU: it grows with the lines.",
        ]
        text += [f"From the least to the largest, memory grows by {growth:.0f} MiB."]
    if "other_cpu" in largest:
        name = " ".join(Path(word).name for word in shlex.split(beside or ""))
        text += ["", f"On the same trees in the same run, `{name}`:", ""]
        text += ["| lines | CPU | wall | MiB |", "|---:|---:|---:|---:|"]
        text += [
            f"| {row['lines']:,} | {row['other_cpu']} | {row['other_wall']} | {row['other_mib']:,} |" for row in rows
        ]
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    sys.exit(main())
