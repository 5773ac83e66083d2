"""How fast three-way merging is, and how often git makes the same of it.

    ./dev bench merge                       results go to bench/results/merge.md
    ./dev bench merge --with merge3         beside the package merge3, when it is installed

The files are made: functions of six lines, of which four are alike. Each side replaces, deletes and adds some lines.
"""

import argparse
import importlib
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from jigsmith.engines.templates.merging import structural, text

RESULTS = Path(__file__).resolve().parent / "results" / "merge.md"
CODE = "def get_N(x):\n    y = x\n    if y > N:\n        return y\n    return None\n\n"
LABELS = ("yours", "before", "template")
Texts = tuple[str, str, str]
Merge = Callable[[Texts], tuple[str, int]]


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--with", dest="also", choices=["merge3"])
    also = parser.parse_args().also
    with tempfile.TemporaryDirectory() as folder:
        ways: dict[str, Merge] = {"jigsmith": by_us, "git merge-file": lambda texts: by_git(Path(folder), texts)}
        if also:
            ways[also] = by_merge3
        report = "\n".join(["# Merging", "", *speeds(ways), "", *agreement(ways), "", *documents(), ""])
    print(report)
    RESULTS.write_text(report, encoding="utf-8")


def by_us(texts: Texts) -> tuple[str, int]:
    """What this project makes of it."""
    merged = text.merge(*texts, labels=LABELS)
    return merged.text, merged.conflicts


def by_git(folder: Path, texts: Texts) -> tuple[str, int]:
    """What git makes of it, files written and process started."""
    names = ("base", "ours", "theirs")
    for name, content in zip(names, texts, strict=True):
        (folder / name).write_text(content, encoding="utf-8")
    labels = [word for label in LABELS for word in ("-L", label)]
    command = ["git", "merge-file", "-p", "--zdiff3", *labels, "ours", "base", "theirs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    return done.stdout, done.returncode


def by_merge3(texts: Texts) -> tuple[str, int]:
    """What the package merge3 makes of it."""
    package = importlib.import_module("merge3")
    merge = package.Merge3(*(each.splitlines(keepends=True) for each in texts))
    conflicts = sum(region[0] == "conflict" for region in merge.merge_regions())
    return "".join(merge.merge_lines(name_a="yours", name_b="template")), conflicts


def edited(rng: random.Random, base: Sequence[str], pool: Sequence[str], edits: int) -> str:
    """The lines with some edits in them."""
    lines = list(base)
    for _ in range(edits):
        at = rng.randint(0, len(lines))
        lines[at : at + rng.randint(0, 3)] = rng.sample(pool, rng.randint(0, 3))
    return "".join(lines)


def sides(rng: random.Random, size: int, edits: int) -> Texts:
    """A base of so many lines, and two sides with so many edits each."""
    pool = [f"{line}\n" for number in range(size // 5 + 20) for line in CODE.replace("N", str(number)).split("\n")]
    base = pool[:size]
    return "".join(base), edited(rng, base, pool, edits), edited(rng, base, pool, edits)


def speeds(ways: dict[str, Merge]) -> list[str]:
    """The table of times, in milliseconds for one merge."""
    rows = ["| ms for one merge | " + " | ".join(ways) + " |", "|---|" + "---:|" * len(ways)]
    for name, size, edits, count in (
        ("60 lines, 2 edits a side (median of 1,000)", 60, 2, 1000),
        ("2,000 lines, 5 edits a side (median of 20)", 2000, 5, 20),
        ("2,000 lines, 300 edits a side (median of 5)", 2000, 300, 5),
        ("20,000 lines, 300 edits a side (median of 3)", 20_000, 300, 3),
    ):
        rng = random.Random(size + edits)
        cases = [sides(rng, size, edits) for _ in range(count)]
        rows.append(f"| {name} | " + " | ".join(f"{median(way, cases):.2f}" for way in ways.values()) + " |")
    return rows


def median(way: Merge, cases: Sequence[Texts]) -> float:
    """Of the times of all cases, in milliseconds."""
    times = []
    for case in cases:
        start = time.perf_counter()
        way(case)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def agreement(ways: dict[str, Merge], count: int = 1000) -> list[str]:
    """The table of how often each makes of it what git does."""
    rng = random.Random(7)
    few = [f"{letter}\n" for letter in "abcd"]
    kinds: dict[str, list[Texts]] = {"code": [sides(rng, 60, 2) for _ in range(count)], "lines of four letters": []}
    for _ in range(count):
        base = rng.choices(few, k=12)
        kinds["lines of four letters"].append(("".join(base), edited(rng, base, few, 2), edited(rng, base, few, 2)))
    rows = [
        f"| {count} merges | clean with git | of these | the same | other text | a conflict | clean, git not |",
        "|---|---:|---|---:|---:|---:|---:|",
    ]
    for kind, cases in kinds.items():
        git = [ways["git merge-file"](case) for case in cases]
        clean = sum(not conflicts for _, conflicts in git)
        for name in [name for name in ways if name != "git merge-file"]:
            pairs = list(zip((ways[name](case) for case in cases), git, strict=True))
            same = sum(not theirs[1] and ours == theirs for ours, theirs in pairs)
            other = sum(not theirs[1] and not ours[1] and ours != theirs for ours, theirs in pairs)
            lax = sum(bool(theirs[1]) and not ours[1] for ours, theirs in pairs)
            rows.append(f"| {kind} | {clean} | {name} | {same} | {other} | {clean - same - other} | {lax} |")
    return rows


def documents() -> list[str]:
    """The table of key-wise merges, in milliseconds."""
    rows = ["| ms for one merge by keys: 40 tables of 5 keys, one changed by each side | |", "|---|---:|"]
    shapes: dict[structural.Kind, tuple[str, str]] = {
        "json": (
            "{\n%s\n}\n",
            '  "tN": {\n    "a": 1,\n    "b": [1, 2],\n    "c": "x",\n    "d": "y",\n    "e": "z"\n  }',
        ),
        "yaml": ("%s\n", "tN:\n  a: 1\n  b: [1, 2]\n  c: x\n  d: y\n  e: z"),
        "toml": ("%s\n", '[tN]\na = 1\nb = [1, 2]\nc = "x"\nd = "y"\ne = "z"'),
    }
    for kind, (around, one) in shapes.items():
        base = around % (",\n" if kind == "json" else "\n").join(one.replace("N", str(n)) for n in range(40))
        ours, theirs = base.replace("1, 2", "1, 2, 3", 1), base[::-1].replace("z", "w", 1)[::-1]
        times = []
        for _ in range(11):
            start = time.perf_counter()
            merged = structural.merge(base, ours, theirs, kind=kind)
            times.append((time.perf_counter() - start) * 1000)
        rows.append(f"| {kind}{', conflict' if merged.conflicts else ''} | {statistics.median(times):.1f} |")
    return rows


if __name__ == "__main__":
    main()
