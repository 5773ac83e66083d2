"""The folder of a template that was built: what is in it, and whether it may be written again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jigsmith.app import instances
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, emit, render
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import page, proof

SUMS = "built.sha256"  # what was written there, as `sha256sum --check` reads it
DO = "Nothing was written. Build it under another name with --as, or move that away."


def folder(name: str) -> str:
    """The folder of the template `name`, from the root."""
    return f"{places.FOLDER}/templates/{name}"


def files(template: formats.Template, proven: Sequence[proof.Proven]) -> list[render.Rendered]:
    """All files of the template's folder, the record of them last."""
    here = folder(template.name)
    made = [
        render.Rendered(path=f"{here}/template.yaml", data=formats.dump(template).encode()),
        render.Rendered(path=f"{here}/README.md", data=page.page(template, proven).encode()),
    ]
    made += [
        render.Rendered(path=f"{here}/{f.source}", data=(f.content or "").encode()) for f in template.files if f.source
    ]
    made += [_golden(template, p, here) for p in proven]
    sums = "".join(f"{changes.sha(changes.content_of(f))}  {f.path.removeprefix(here + '/')}\n" for f in made)
    return [*made, render.Rendered(path=f"{here}/{SUMS}", data=sums.encode())]


def _golden(template: formats.Template, proven: proof.Proven, here: str) -> render.Rendered:
    expect = {f.path: changes.sha(changes.content_of(f)) for f in render.render(template, proven.name, proven.params)}
    raw = {"name": proven.name, "parameters": dict(proven.params), "expect": expect, "exact": proven.exact}
    return render.Rendered(path=f"{here}/tests/{instances.key(proven.name)}.yaml", data=emit.write(raw).encode())


def refuse_hiding(root: Path, name: str) -> None:
    """WouldOverwrite: the project has a template of that name in another place, which the new one would hide."""
    try:
        there = formats.find(root, name)
    except errors.TemplateMissing:
        return
    if there.parent in (root / places.FOLDER / "templates", root / "templates") and there != root / folder(name):
        where = there.relative_to(root).as_posix()
        raise errors.WouldOverwrite(f"there is a template `{name}` in {where}, which this would hide", do=DO)


def known(root: Path, name: str) -> Mapping[str, str]:
    """The hash of each file in the folder as `jig build` wrote it, by path; empty: it wrote nothing there.

    A file that a checkout gave other line endings counts as it was written.
    """
    here = root / folder(name)
    try:
        lines = (here / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = [(path, was) for was, _, path in (line.partition("  ") for line in lines)]
    return {f"{folder(name)}/{path}": _as_there(here / path, was) for path, was in [*pairs, (SUMS, "")]}


def _as_there(place: Path, was: str) -> str:
    try:
        data = place.read_bytes() if place.is_file() and not place.is_symlink() else None
    except OSError:
        data = None
    if data is None:
        return was
    unedited = place.name == SUMS or was in (changes.sha(data), changes.sha(data.replace(b"\r\n", b"\n")))
    return changes.sha(data) if unedited else was


def refuse_conflicts(planned: Sequence[changes.Change]) -> None:
    """WouldOverwrite, if somebody edited what is there, or wrote it."""
    try:
        changes.refuse_conflicts(planned)
    except errors.WouldOverwrite as error:
        raise errors.WouldOverwrite(error.what, do=DO) from error
