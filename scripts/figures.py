"""Print the README's table of three repositories: `.venv/bin/python scripts/figures.py FOLDER`.

FOLDER holds the packages, unpacked: `npm pack`, `pip download --no-deps`. Each is copied, made a git repository,
scanned, and its family built and proved. Takes minutes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FAMILIES = {
    "moto==5.2.5": ["moto/{name}/urls.py"],
    "apache-airflow-providers-amazon==9.39.0": ["airflow/providers/amazon/aws/triggers/{name}.py"],
    "stylelint@17.16.0": ["package/lib/rules/{name}/index.mjs"],
}


def main() -> int:
    """Print one row for each package."""
    print("| package | files, lines | scan | rank | instances | template | parameters | proof |")
    print("|---|---|---|---|---|---|---|---|")
    for package, patterns in FAMILIES.items():
        with tempfile.TemporaryDirectory() as folder:
            print(row(Path(sys.argv[1]) / package, patterns, Path(folder)), flush=True)
    return 0


def row(package: Path, patterns: list[str], folder: Path) -> str:
    """Scan a copy of the package, build its family, and return what came out."""
    root = folder / "package"
    shutil.copytree(package, root, ignore=shutil.ignore_patterns(".git", ".jig"))
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "--force", "--all"], [*author, "commit", "-q", "-m", "As published"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    found = jig(root, "scan", "--top", "100")
    chosen = [word for pattern in patterns for word in ("--from", pattern)]
    built = jig(root, "build", *chosen, "--as", "family", "--yes")
    size = sum(len(text.splitlines()) for text in built["contents"].values())
    kept = 100 * built["made_lines"] / built["lines"]
    cells = (
        package.name,
        f"{found['files']:,}, {found['lines']:,}",
        f"{found['found']} families",
        rank(found["candidates"], patterns),
        len(built["instances"]),
        f"{size} lines",
        len(built["parameters"]),
        f"{built['exact']} byte for byte; of {built['lines']:,} lines {max(kept, 0):.0f} % come out",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def jig(root: Path, *words: str) -> dict[str, Any]:
    """Run jig and return its JSON."""
    command = [sys.executable, "-m", "jigsmith", *words, "--json"]
    environment = os.environ | {"JIG_HOME": str(root.parent / "home")}
    done = subprocess.run(command, cwd=root, env=environment, check=True, stdout=subprocess.PIPE)
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def rank(candidates: list[dict[str, Any]], patterns: list[str]) -> int | str:
    """Return the place of the first candidate that has all these patterns, or most of their files."""
    for place, candidate in enumerate(candidates, start=1):
        if set(patterns) <= set(candidate["patterns"]):
            return place
    return "not found"


if __name__ == "__main__":
    sys.exit(main())
