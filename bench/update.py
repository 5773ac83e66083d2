"""How `jig update` grows: time and memory on 100 to 5,000 instances of two files, of which half were edited.

    ./dev bench update                  all sizes; results go to bench/results/update.json and update.md
    ./dev bench update --most 1000      not beyond a thousand instances

The template changes a line in both files of each instance. In every second instance a person has changed another line,
and in every twentieth has deleted a file, which leaves a conflict. What is measured are the commands as they are typed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jigsmith.app import generate

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
SIZES = (100, 1_000, 5_000)
TEMPLATE = '''\
name: part
version: 1.0.0
files:
  - id: code
    path: src/{{ name | snake }}.py
    content: |
      """{{ name | title }}."""

      first = 1
      second = 2


      def {{ name | snake }}(number):
          """Add to a number what belongs to it."""
          return first + second + number
  - id: test
    path: tests/test_{{ name | snake }}.py
    content: |
      from src.{{ name | snake }} import {{ name | snake }}


      def test_{{ name | snake }}():
          assert {{ name | snake }}(1) == 4
'''
NEWER = TEMPLATE.replace("1.0.0", "1.1.0").replace("first = 1", "first = 10").replace("== 4", "== 13")
COMMANDS = {
    "dry run": ("update", "--dry-run"),
    "update": ("update", "--yes"),
    "abort": ("update", "--abort"),
    "check": ("check",),
}


def main() -> int:
    """Measure all sizes and write down the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="instances of the largest project")
    rows = []
    options = parser.parse_args()
    for size in (size for size in SIZES if size <= options.most):
        with tempfile.TemporaryDirectory(prefix="jig-bench-") as folder:
            rows.append(measure(Path(folder), size))
            print(json.dumps(rows[-1]), flush=True)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "update.json").write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")
    (RESULTS / "update.md").write_text(page(machine, rows))
    return 0


def measure(folder: Path, size: int) -> dict[str, Any]:
    """Return the figures for one size: of each command wall and CPU seconds, and MiB."""
    os.environ["JIG_HOME"] = str(folder / "home")
    root = folder / "project"
    make(root, size)
    row: dict[str, Any] = {"instances": size, "files": 2 * size}
    for what, words in COMMANDS.items():
        began = time.monotonic()
        command = [sys.executable, "-m", "jigsmith", *words]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        child = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            raise SystemExit(f"jig {' '.join(words)} ended with {child.returncode}")
        cpu = used.ru_utime + used.ru_stime
        row[what] = [round(time.monotonic() - began, 2), round(cpu, 2), round(used.ru_maxrss / 1024)]
    return row


def make(root: Path, size: int) -> None:
    """Make a project with so many instances, edited as people do, and a template that has changed since."""
    template = root / ".jig" / "templates" / "part" / "template.yaml"
    template.parent.mkdir(parents=True)
    template.write_text(TEMPLATE)
    for number in range(size):
        generate.generate(root, "part", f"part {number}")
        if number % 2:
            code = root / "src" / f"part_{number}.py"
            code.write_text(code.read_text().replace("second + number", "second * number"))
        if number % 20 == 0:
            (root / "tests" / f"test_part_{number}.py").unlink()
    template.write_text(NEWER)


def page(machine: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the results as a page."""
    text = [
        "# Growth of `jig update`",
        "",
        f"`./dev bench update`, {machine}. Of each command wall and CPU in seconds, and peak memory in MiB. The",
        "machine had other work to do: compare, and take no figure for itself.",
        "",
        "| instances | files | " + " | ".join(f"{what}: wall | CPU | MiB" for what in COMMANDS) + " |",
        "|---:|---:|" + "---:|" * 3 * len(COMMANDS),
    ]
    for row in rows:
        figures = " | ".join(str(figure) for what in COMMANDS for figure in row[what])
        text.append(f"| {row['instances']:,} | {row['files']:,} | {figures} |")
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    sys.exit(main())
