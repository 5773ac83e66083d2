"""The folder of a template that was built: what is in it, and whether it may be written again."""

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app import usage
from jigsmith.app.generating import injecting
from jigsmith.app.records import history, instances, recovery
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, emit, locking, parameters, records, render
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import write as writing
from jigsmith.loop.build import page, proof
from jigsmith.loop.detect import records as detect

SUMS = "built.sha256"  # what was written there, as `sha256sum --check` reads it
DO = "Nothing was written. Build it under another name with --as, or move that away."


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What a template is to be made of."""

    patterns: Sequence[str]  # paths from the root; of blocks `path#first line`
    among: Collection[str] | None = None  # the only files that belong to it; None: all that match
    blocks: Sequence[detect.Instance] = ()  # the instances, where they are pieces of files


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A template and what its proof says."""

    template: str
    version: str
    path: str  # the folder of the template, from the root
    patterns: Sequence[str]
    files: Sequence[str]
    injects: Sequence[str] = ()  # where it puts lines into files that are there, in words
    parameters: Mapping[str, Any]
    instances: Sequence[proof.Proven]
    exact: int  # instances that come out byte for byte
    lines: int  # lines of all instances
    made_lines: int  # lines of them that come out of the template
    residue_lines: int  # lines that it does not make, and lines that it makes too many
    lost: Sequence[str]  # lines that all instances share and the template lost: none, or it is a bug
    written: bool
    contents: Mapping[str, str]  # the texts of the template's files, by path
    left_out: Mapping[str, str]  # by path: why a file that the pattern matches, or a block, is no instance
    marks: Mapping[str, str] = field(default_factory=dict)  # by file, with the line: the comment that is put there
    made: Sequence[render.Rendered] = field(default=(), repr=False)  # all files of its folder
    edits: Sequence[changes.Change] = field(default=(), repr=False)  # of files of the project: the marks


def of(template: formats.Template, proven: Sequence[proof.Proven], **given: Any) -> Built:
    """What was built; `given` is what differs between files and blocks."""
    return Built(
        template=template.name,
        version=template.version,
        path=folder(template.name),
        parameters=msgspec.to_builtins(template.parameters),
        instances=proven,
        exact=sum(p.exact for p in proven),
        lines=sum(p.lines for p in proven),
        made_lines=sum(p.made_lines for p in proven),
        residue_lines=sum(p.residue_lines for p in proven),
        lost=sorted({line for p in proven for line in p.lost}),
        written=False,
        made=files(template, proven),
        **given,
    )


def check_name(name: str) -> None:
    """ParameterInvalid: it cannot be the name of a template."""
    if not records.NAME.fullmatch(name):
        raise errors.ParameterInvalid(
            f"{name!r} cannot be the name of a template", do="Use letters, digits, `-` and `_`."
        )


def next_version(root: Path, name: str) -> str:
    """The version of a template that is built now."""
    try:
        before = formats.load(formats.find(root, name)).version
    except errors.JigError:
        return "1.0.0"
    major, _, rest = before.partition(".")
    minor = rest.partition(".")[0]
    return f"{major}.{int(minor) + 1}.0" if major.isdigit() and minor.isdigit() else "1.0.0"


def write(root: Path, built: Built) -> Built:
    """Write the folder of a template that was built, and its marks; `jig undo` takes both back.

    WouldOverwrite: somebody wrote a template of that name by hand, or has edited the one that was built, or a file that
    gets a mark was changed since.
    """
    refuse_hiding(root, built.template)
    home = places.home()
    recovery.recover(root, home)
    with locking.alone(root):
        planned = [*changes.plan(root, built.made, known(root, built.template)), *built.edits]
        refuse_conflicts(planned)
        about = history.About("build", built.template)
        with history.recorded(root, home, about, planned), writing.written(root, planned):
            pass
    lines = sum((f.data or b"").count(b"\n") for f in built.made)
    usage.current().wrote(files=len(built.made), lines=lines)
    return dataclasses.replace(built, written=True)


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
    made += _goldens(template, proven, here)
    sums = "".join(f"{changes.sha(changes.content_of(f))}  {f.path.removeprefix(here + '/')}\n" for f in made)
    return [*made, render.Rendered(path=f"{here}/{SUMS}", data=sums.encode())]


def _goldens(template: formats.Template, proven: Sequence[proof.Proven], here: str) -> Iterator[render.Rendered]:
    """The record of each instance; those of one name, such as blocks in several files, are numbered from the second."""
    times: Counter[str] = Counter()
    for each in proven:
        key = instances.key(each.name)
        times[key.casefold()] += 1
        number = f"~{times[key.casefold()]}" if times[key.casefold()] > 1 else ""
        expect = {f.path: changes.sha(changes.content_of(f)) for f in render.render(template, each.name, each.params)}
        expect |= injecting.hashes(template, parameters.complete(template, each.name, each.params))
        raw = {"name": each.name, "parameters": dict(each.params), "expect": expect, "exact": each.exact}
        yield render.Rendered(path=f"{here}/tests/{key}{number}.yaml", data=emit.write(raw).encode())


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
    """WouldOverwrite, if somebody edited what is there, or wrote it; also where the old text would be built again: the
    edited file would not be what the proof is about.
    """
    edited = [dataclasses.replace(c, action="conflict") for c in planned if c.action == "unchanged" and c.reason]
    try:
        changes.refuse_conflicts([*planned, *edited])
    except errors.WouldOverwrite as error:
        raise errors.WouldOverwrite(error.what, do=DO) from error
