"""Image optimisation without loss: PNG by oxipng, JPEG by jpegtran, each where it is installed."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from jigsmith.flows.jobs.builtins import programs
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Proposal, Result

SQUEEZE = (
    "import oxipng, sys\n"
    "for path in sys.argv[1:]:\n"
    "    oxipng.optimize(path, level=4, strip=oxipng.StripChunks.safe())\n"
)
AT_ONCE = 50  # files for each call


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of optimise-images."""

    paths: tuple[str, ...] = ("**/*.png", "**/*.jpg", "**/*.jpeg")  # of files that git knows
    least: float = 0.02  # a file that shrinks by less than this share stays as it is


def run(desk: Desk, settings: Settings) -> Result:
    """Makes images smaller without loss (PNG by oxipng: `pip install jigsmith[images]`; JPEG by jpegtran)."""
    kinds: dict[str, list[Path]] = {"png": [], "jpeg": []}
    for path in _known(desk, settings):
        kinds["png" if path.suffix.lower() == ".png" else "jpeg"].append(path)
    before = {path: path.read_bytes() for paths in kinds.values() for path in paths}
    missing = []
    if kinds["png"] and not _png(desk, kinds["png"]):
        missing.append(f"{len(kinds['png'])} PNG: oxipng is not installed (`pip install jigsmith[images]`)")
    if kinds["jpeg"] and not _jpeg(desk, kinds["jpeg"]):
        missing.append(f"{len(kinds['jpeg'])} JPEG: jpegtran is not installed")
    rows = []
    for path, data in before.items():
        now = path.stat().st_size
        if now >= len(data) * (1 - settings.least):
            path.write_bytes(data)
        else:
            name = str(path.relative_to(desk.tree))
            rows.append((name, f"{len(data):,}", f"{now:,}", f"{now / len(data) - 1:+.0%}"))
    return _result(desk, rows, missing, saved=sum(len(data) - path.stat().st_size for path, data in before.items()))


def _result(desk: Desk, rows: Sequence[tuple[str, ...]], missing: list[str], *, saved: int) -> Result:
    parts = [f"Not measured: {each}." for each in missing]
    parts += [programs.table(("image", "bytes", "now", "change"), rows)] if rows else []
    parts += ["" if rows or missing else "Every image is as small as it can be."]
    summary = "\n\n".join(part for part in parts if part)
    title = f"Make {len(rows)} image{'s' * (len(rows) != 1)} smaller, without loss"
    head = desk.commit("", title) if rows else desk.base
    proposals = [Proposal(head=head, title=title, body=summary)] if head != desk.base else []
    reading = None if missing else float(saved)
    return Result(good=not missing, summary=summary, readings={"saved bytes": reading}, proposals=proposals)


def _known(desk: Desk, settings: Settings) -> list[Path]:
    """Return the images that git knows and that fit the patterns."""
    listed = desk.shell.run(["git", "ls-files", "-z", *(f":(glob,icase){each}" for each in settings.paths)], quiet=True)
    names = [name for name in listed.out.split("\0") if name]
    return [path for name in names if (path := desk.tree / name).is_file() and not path.is_symlink()]


def _png(desk: Desk, paths: list[Path]) -> bool:
    """Make PNGs smaller; False: oxipng is not installed."""
    if importlib.util.find_spec("oxipng") is None:
        return False
    for start in range(0, len(paths), AT_ONCE):
        desk.shell.run([sys.executable, "-I", "-c", SQUEEZE, *map(str, paths[start : start + AT_ONCE])])
    return True


def _jpeg(desk: Desk, paths: list[Path]) -> bool:
    """Make JPEGs smaller; False: jpegtran is not installed."""
    program = programs.where(desk, "jpegtran")
    if not program:
        return False
    for path in paths:
        made = path.with_suffix(".jpegtran")
        words = ["-copy", "none", "-optimize", "-progressive", "-outfile", str(made), str(path)]
        if desk.shell.run([program, *words]).good and made.stat().st_size < path.stat().st_size:
            made.replace(path)
        made.unlink(missing_ok=True)
    return True
