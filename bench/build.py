"""How much a template saves on an instance it has not seen: leave one out, on packages that other people wrote.

    ./dev bench build                       all families of bench/families.toml; results go to bench/results
    ./dev bench build --family eslint-rule --held-out 3
    ./dev bench build --show faker-phone    print the template, and what it makes of a name alone

Of each family some instances are held out, one at a time: the template is built from the others, the parameters of the
held-out one are fitted, and what is left to type is counted in words, parameter values included (1: nothing is left).
Beside it: copying a sibling and renaming it, on average, and the nearest one. pip and npm fetch the packages once.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from jigsmith.app import build
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build import siblings, sources
from jigsmith.loop.build.fitting import fit

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MOST = 60  # instances of a family that are looked at
LARGEST = 60_000  # bytes of a file
FIGURES = ("sibling", "best", "name_only", "with_params")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Files of a package that are alike."""

    id: str
    package: str
    files: Sequence[str]  # path patterns
    shown: bool = False  # in the README's table


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One instance that was held out; the four figures are shares of its words that need not be typed."""

    name: str
    sibling: float
    best: float
    name_only: float
    with_params: float
    parameters: int
    lines: int  # of the template
    seconds: float  # to build and to fit


def main() -> int:
    """Measure the families asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "bench" / ".corpus", help="where packages are unpacked")
    parser.add_argument("--family", action="append", default=[], metavar="ID")
    parser.add_argument("--held-out", type=int, default=8, metavar="N")
    parser.add_argument("--show", metavar="ID")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    asked = parser.parse_args()
    read = tomllib.loads((ROOT / "bench" / "families.toml").read_text())["family"]
    families = [Family(**f) for f in read]
    if asked.show:
        show(next(f for f in families if f.id == asked.show), asked.corpus)
        return 0
    chosen = [f for f in families if not asked.family or f.id in asked.family]
    results = measured(chosen, asked.corpus, asked.held_out)
    if asked.json:
        asked.json.write_text(encoded(results))
    elif not asked.family:
        write(chosen, results, asked.held_out)
    return 0


def measured(families: Sequence[Family], corpus: Path, held_out: int) -> dict[str, list[Measured]]:
    """Measure each family; print its row when it is done."""
    print(row(("family", "n", "sibling", "best", "name only", "with params", "parameters", "seconds")))
    results: dict[str, list[Measured]] = {}
    with ProcessPoolExecutor(2) as pool:
        for family in families:
            root = fetched(family.package, corpus)
            chance = random.Random(1)  # the same sample each time
            every = instances(root, family.files, chance)
            tests = chance.sample([i.name for i in every], min(held_out, len(every)))
            found = list(pool.map(partial(measure, root, family.files, [i.name for i in every]), tests))
            results[family.id] = found
            middle = [f"{mean(found, figure):.2f}" for figure in FIGURES]
            more = max(m.parameters for m in found), f"{mean(found, 'seconds'):.1f}"
            print(row((family.id, len(every), *middle, *more)), flush=True)
    for figure in FIGURES:
        print(f"mean {figure}: {statistics.mean(mean(found, figure) for found in results.values()):.3f}")
    print(f"above the best sibling: {sum(map(beats, results.values()))} of {len(results)}")
    return results


def measure(root: Path, patterns: Sequence[str], among: Sequence[str], name: str) -> Measured:
    """Hold one instance out."""
    every = [i for i in sources.find(root, patterns) if i.name in among]
    mine = next(i for i in every if i.name == name)
    others = [i for i in every if i.name != name]
    began = time.process_time()
    template = build.template_of(root, "bench", patterns, others)
    fitted = fit.fit(template, name, mine.raw(root)).params
    seconds = time.process_time() - began
    actual = text_of(mine)
    copies = siblings.copied(actual, name, [(o.name, text_of(o)) for o in others])
    return Measured(
        name=name,
        sibling=statistics.mean(copies),
        best=max(copies),
        name_only=siblings.saved(made(template, name, {}), actual),
        with_params=siblings.saved(made(template, name, fitted), actual, fit.typed(fitted)),
        parameters=len(template.parameters),
        lines=sum((f.content or "").count("\n") for f in template.files),
        seconds=seconds,
    )


def made(template: formats.Template, name: str, params: Mapping[str, object]) -> str:
    """All files that the template makes, one after the other."""
    return "\n".join((r.data or b"").decode() for r in render.render(template, name, params))


def text_of(instance: sources.Instance) -> str:
    """All files of the instance, one after the other."""
    return "\n".join(t.text if t else "" for t in instance.texts)


def instances(root: Path, patterns: Sequence[str], chance: random.Random) -> list[sources.Instance]:
    """The instances that have all files, not empty and not huge: a sample of them, where there are many."""
    every = [i for i in sources.find(root, patterns) if whole(i)]
    return sorted(chance.sample(every, MOST), key=lambda i: i.name) if len(every) > MOST else every


def whole(instance: sources.Instance) -> bool:
    """Whether the instance has all files, none of them empty or huge."""
    sizes = [len(t.text.encode()) if t else 0 for t in instance.texts]
    return not instance.name.startswith("_") and all(0 < size <= LARGEST for size in sizes)


def fetched(package: str, corpus: Path) -> Path:
    """The folder of a package (`pypi:NAME==VERSION`, `npm:NAME@VERSION`), fetched when it is not there."""
    kind, spec = package.split(":", 1)
    root = corpus / re.sub(r"[^\w.@=-]+", "_", spec)
    if root.exists():
        return root
    with tempfile.TemporaryDirectory() as folder:
        options = ["-q", "--no-deps", "--only-binary", ":all:", "-d", folder]
        pip = [shutil.which("pip3") or "pip", "download", *options, spec]
        npm = ["npm", "pack", "--silent", spec]
        subprocess.run(pip if kind == "pypi" else npm, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(folder).iterdir())
        part = root.with_name(root.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        if archive.suffix == ".whl":
            zipfile.ZipFile(archive).extractall(part)
        else:
            shutil.unpack_archive(archive, part, filter="data")
        part.rename(root)
    return root


def show(family: Family, corpus: Path) -> None:
    """Print the template of a family, and what it makes of a name alone."""
    root = fetched(family.package, corpus)
    template = build.template_of(root, "bench", family.files, instances(root, family.files, random.Random(1)))
    print(formats.dump(template))
    for file in template.files:
        print(f"----- {file.path}\n{file.content}")
    for rendered in render.render(template, "PurpleWidget", {}):
        print(f"===== {rendered.path}\n{(rendered.data or b'').decode()}")


def mean(found: Iterable[Measured], figure: str) -> float:
    """The mean of one figure."""
    return statistics.mean(getattr(m, figure) for m in found)


def beats(found: Sequence[Measured]) -> bool:
    """Whether the template is better than the best sibling."""
    return mean(found, "with_params") > mean(found, "best")


def row(cells: Sequence[object]) -> str:
    """One line of the table on the terminal."""
    return f"{cells[0]!s:28}" + "".join(f"{cell!s:>12}" for cell in cells[1:])


def encoded(results: Mapping[str, list[Measured]]) -> str:
    """The results as JSON."""
    return json.dumps({f: [asdict(m) for m in found] for f, found in results.items()}, indent=1) + "\n"


def write(families: Sequence[Family], results: Mapping[str, list[Measured]], held_out: int) -> None:
    """Write the results down."""
    (RESULTS / "build.json").write_text(encoded(results))
    lines = [
        "# What a template saves on an instance it has not seen",
        "",
        f"`./dev bench build`: {held_out} instances of each family held out, one at a time; the share of their words",
        "that need not be typed. The families of the README's table are in bold: the method was worked out on those.",
        "",
        "| family | typical sibling | best sibling, in hindsight | template, name alone | template with parameters |",
        "|---|---:|---:|---:|---:|",
    ]
    for family in families:
        figures = " | ".join(f"{mean(results[family.id], figure):.2f}" for figure in FIGURES)
        lines.append(f"| {f'**{family.id}**' if family.shown else family.id} | {figures} |")
    for label, shown in (("mean of those in bold", True), ("mean of the others", False)):
        found = [results[f.id] for f in families if f.shown == shown]
        figures = " | ".join(f"{statistics.mean(mean(f, figure) for f in found):.3f}" for figure in FIGURES)
        lines.append(f"| {label} | {figures} |")
    (RESULTS / "build.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
