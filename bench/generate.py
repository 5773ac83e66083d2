"""How long `jig generate` takes beside hygen: two files of a component, and a thousand files in one run.

    ./dev bench generate                        results go to bench/results/generate.json and generate.md
    ./dev bench generate --runs 15

Both make the same files from templates that say the same, each as its users have it: jigsmith in an environment of its
own with its bytecode compiled, hygen from npm. They take turns, so that whatever else the machine does hits both. The
outputs are compared byte for byte before anything is measured.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
HYGEN = "6.2.11"
COMPONENT = """\
import React from 'react';

export interface {P}Props {{
  title: string;
}}

export function {P}(props: {P}Props) {{
  return <section className="{K}">{{props.title}}</section>;
}}
"""
TEST = """\
import {{ render, screen }} from '@testing-library/react';
import {{ {P} }} from './{P}{N}';

test('{K} shows its title', () => {{
  render(<{P} title="{K}" />);
  expect(screen.getByText('{K}')).toBeTruthy();
}});
"""


class Took(NamedTuple):
    """What one run took, in seconds."""

    wall: float
    cpu: float


def main() -> int:
    """Measure both sizes, and write down the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9, help="how often each is run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jig-bench-") as folder:
        here = Path(folder)
        jig, hygen = installed_jig(here), installed_hygen(here)
        rows = [measure(here, count, (jig, hygen), options.runs) for count in (1, 500)]
    record(rows)
    return 0


def installed_jig(here: Path) -> Path:
    """Install the checkout into an environment of its own, bytecode compiled, and return its command."""
    environment = here / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    uv = shutil.which("uv", path=f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}") or "uv"
    command = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", environment / "bin" / "python", ROOT]
    subprocess.run(command, check=True, env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"})
    return environment / "bin" / "jig"


def installed_hygen(here: Path) -> Path:
    """Install hygen from npm and return its command."""
    folder = here / "hygen"
    folder.mkdir()
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, f"hygen@{HYGEN}"]
    subprocess.run(command, check=True)
    return folder / "node_modules" / ".bin" / "hygen"


def measure(here: Path, components: int, commands: tuple[Path, Path], runs: int) -> dict[str, object]:
    """Run both in turn on fresh folders; the files must be the same."""
    project = here / f"project-{components}"
    write_templates(project, components)
    jig, hygen = commands
    ways: dict[str, Callable[[Path], list[str]]] = {
        "jigsmith": lambda out: [str(jig), "generate", "component", "UserCard", "--into", str(out), "--yes"],
        "hygen": lambda out: [str(hygen), "component", "new", "--name", "UserCard", "--out", str(out)],
    }
    took: dict[str, list[Took]] = {name: [] for name in ways}
    for run in range(runs + 1):  # the first is to warm up, and to compare
        made = {}
        for name, words in ways.items():
            out = here / f"out-{components}-{run}-{name}"
            result = timed(words(out), project, here)
            made[name] = tree(out)
            took[name] += [result] if run else []  # what is made stays: file systems are slow where much was deleted
        if made["jigsmith"] != made["hygen"] or len(made["hygen"]) != 2 * components:
            raise SystemExit("The two do not make the same files.")
    return {"files": 2 * components, "runs": runs, **{name: figures(each) for name, each in took.items()}}


def figures(took: list[Took]) -> dict[str, float]:
    """Return minimum and median, in milliseconds."""
    return {
        "wall_min": round(1000 * min(t.wall for t in took), 1),
        "wall_median": round(1000 * statistics.median(t.wall for t in took), 1),
        "cpu_median": round(1000 * statistics.median(t.cpu for t in took), 1),
    }


def timed(words: list[str], project: Path, here: Path) -> Took:
    """Run a command and return what it took, all that it started included."""
    environment = {**os.environ, "JIG_HOME": str(here / "home"), "HYGEN_OVERWRITE": "1", "CI": "1"}
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(words, check=False, cwd=project, env=environment, capture_output=True, text=True)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed: {done.stderr or done.stdout}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(wall, spent)


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, but for records."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".jig" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write_templates(project: Path, components: int) -> None:
    """Write the same template for both: a component and its test, or many numbered ones."""
    mine, theirs = project / ".jig" / "templates" / "component", project / "_templates" / "component" / "new"
    mine.mkdir(parents=True)
    theirs.mkdir(parents=True)
    files = []
    for number in range(components):
        suffix = "" if components == 1 else str(number)
        for text, ending in ((COMPONENT, f"{suffix}.tsx"), (TEST, f"{suffix}.test.tsx")):
            ours = text.format(P="<% name | pascal %>", K="<% name | kebab %>", N=suffix)
            path = f"src/<% name | pascal %>/<% name | pascal %>{ending}"
            files.append({"path": path, "content": ours})
            said = text.format(P="<%= h.changeCase.pascal(name) %>", K="<%= h.changeCase.param(name) %>", N=suffix)
            to = f"<%= out %>/src/<%= h.changeCase.pascal(name) %>/<%= h.changeCase.pascal(name) %>{ending}"
            (theirs / f"f{suffix}-{len(files)}.ejs.t").write_text(f"---\nto: {to}\n---\n{said}")
    marks = {"variable": ["<%", "%>"], "block": ["<%%", "%%>"], "comment": ["<#", "#>"]}
    whole = {"name": "component", "delimiters": marks, "files": files}
    (mine / "template.yaml").write_text(yaml.safe_dump(whole, sort_keys=False))


def record(rows: list[dict[str, object]]) -> None:
    """Write results as JSON and as a table."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    whole = {"machine": machine, "hygen": HYGEN, "rows": rows}
    (RESULTS / "generate.json").write_text(json.dumps(whole, indent=2) + "\n")
    lines = [f"Measured on {machine}, beside hygen {HYGEN}, in turn. Milliseconds.", ""]
    lines += ["| files | tool | wall, least | wall, median | CPU, median |", "|---|---|---|---|---|"]
    for row in rows:
        for tool in ("jigsmith", "hygen"):
            each = row[tool]
            assert isinstance(each, dict)
            figures = f"{each['wall_min']} | {each['wall_median']} | {each['cpu_median']}"
            lines.append(f"| {row['files']} | {tool} | {figures} |")
    (RESULTS / "generate.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
