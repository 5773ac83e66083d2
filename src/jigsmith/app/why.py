"""Why: which template a file comes from, with which parameters, and whose each line of it is."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.app.generating import injecting
from jigsmith.app.records import bases, history, instances, moved
from jigsmith.base import errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file, and whose it is."""

    number: int
    text: str
    whose: Literal["template", "yours"]
    """`template`: it is as the template made it; `yours`: somebody wrote it or changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One instance that has to do with a file."""

    template: str
    version: str
    name: str
    parameters: dict[str, object]
    kind: Literal["made", "injected"]
    """Whether the template makes the file, or puts something into it."""
    policy: str
    lines: Sequence[int]
    """Those that are the template's, by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Where a file comes from."""

    path: str
    origins: Sequence[Origin]
    lines: Sequence[Line]


def why(root: Path, path: str) -> Why:
    """Which templates made a file or put something into it, and whose each line is.

    InstanceMissing: no instance has to do with it. FileUnreadable: it is not there, or no text.
    """
    relative = _relative(root, path)
    origins: list[Origin] = []
    try:
        data, link = history.now(root, relative)
    except errors.PathEscapes as error:
        do = "Name a file of this project, from the folder in which you are."
        raise errors.FileUnreadable("not a file of this project", where=path, do=do) from error
    if data is None and link is None:
        raise errors.FileUnreadable("there is no such file", where=path)
    lines = _lines(data)
    every = [record for template in instances.templates(root) for record in instances.list_all(root, template)]
    for record in every:
        origins += _origins(root, record, (relative, relative), lines)
    for record, was in [] if origins else _moved_to(root, every, relative):
        origins += _origins(root, record, (was, relative), lines)
    if not origins:
        do = "`jig check` lists what was generated; `jig adopt` records what was written by hand."
        raise errors.InstanceMissing(f"{relative} was not generated from a template", where=str(root), do=do)
    theirs = {number for origin in origins for number in origin.lines}
    shown = [Line(number=n, text=text, whose="template" if n in theirs else "yours") for n, text in enumerate(lines, 1)]
    return Why(path=relative, origins=origins, lines=shown)


def _relative(root: Path, path: str) -> str:
    """The path from the root, for one that is given from the folder in which the command runs."""
    return os.path.relpath(Path(path).absolute(), root.absolute()).replace(os.sep, "/")


def _lines(data: bytes | None) -> list[str]:
    """The lines of a file, as editors count them."""
    text = (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def _moved_to(
    root: Path, every: Sequence[instances.Record], relative: str
) -> Iterator[tuple[instances.Record, str]]:  # fmt: skip
    """The instances of which somebody has moved a file here, with where it was."""
    moves = moved.Moves(root)
    for record in every:
        gone = [path for path in record.files if not os.path.lexists(root / path)]
        base = _base(root, record, gone[0]) if gone else None
        made = {each.at or each.path: each.data for each in base.files} if base else {}
        yield from ((record, was) for was, now in moves.find({p: made.get(p) for p in gone}).items() if now == relative)


def _base(root: Path, record: instances.Record, path: str) -> bases.Base | None:
    """The base of an instance. FileUnreadable: it is damaged, and the file is one of that instance."""
    try:
        return bases.read(root, record.template, record.name)
    except errors.FileUnreadable:
        if path in record.files:
            raise
        return None


def _origins(
    root: Path, record: instances.Record, places: tuple[str, str], lines: Sequence[str]
) -> list[Origin]:  # fmt: skip
    """What an instance has to do with a file, by where it was recorded and where it is."""
    path, now = places
    base = _base(root, record, path)
    made = [each for each in base.files if (each.at or each.path) == path] if base else []
    put = [each for each in base.put if each.path == now] if base else []
    found = [_origin(record, ("made", each.policy), _same(_lines(each.data), lines)) for each in made]
    if path in record.files and not made:
        found.append(_origin(record, ("made", "merge"), []))
    if put:
        numbers = {number for each in put for number in _within(injecting.shown(each), lines)}
        found.append(_origin(record, ("injected", "merge"), sorted(numbers)))
    return found


def _origin(record: instances.Record, kind: tuple[Literal["made", "injected"], str], lines: Sequence[int]) -> Origin:
    return Origin(
        template=record.template,
        version=record.version,
        name=record.name,
        parameters=dict(record.parameters),
        kind=kind[0],
        policy=kind[1],
        lines=lines,
    )


def _same(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """The numbers of the lines that are as they were."""
    import difflib  # noqa: PLC0415 - start-up time: only to look at one file

    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [block.b + number + 1 for block in blocks for number in range(block.size)]


def _within(put: str, lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that hold what was put in: where it stands as a whole, however it is indented; else the
    lines of it that are there once.
    """
    wanted = [_bare(line) for line in put.splitlines() if line.strip()]
    bare = [_bare(line) for line in lines]
    for start in range(len(bare) - len(wanted) + 1):
        if wanted and bare[start : start + len(wanted)] == wanted:
            return list(range(start + 1, start + 1 + len(wanted)))
    return [number for number, line in enumerate(bare, 1) if line in wanted and bare.count(line) == 1]


def _bare(line: str) -> str:
    return line.strip().rstrip(",;")
