"""Why: which template a file comes from, with which parameters, and whose each line of it is."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.app import bases, history, instances
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
    data, _ = history.now(root, relative)
    if data is None:
        raise errors.FileUnreadable("there is no such file", where=path)
    lines = data.decode("utf-8", "replace").splitlines()
    for template in instances.templates(root):
        for record in instances.list_all(root, template):
            origins += _origins(root, record, relative, lines)
    if not origins:
        do = "`jig check` lists what was generated; `jig adopt` records what was written by hand."
        raise errors.InstanceMissing(f"{relative} was not generated from a template", where=str(root), do=do)
    theirs = {number for origin in origins for number in origin.lines}
    shown = [Line(number=n, text=text, whose="template" if n in theirs else "yours") for n, text in enumerate(lines, 1)]
    return Why(path=relative, origins=origins, lines=shown)


def _relative(root: Path, path: str) -> str:
    """The path from the root, for one that is given from the folder in which the command runs."""
    return os.path.relpath(Path(path).absolute(), root.absolute()).replace(os.sep, "/")


def _origins(root: Path, record: instances.Record, path: str, lines: Sequence[str]) -> list[Origin]:
    base = bases.read(root, record.template, record.name)
    found = []
    for made in base.files if base else ():
        if (made.at or made.path) == path:
            old = (made.data or b"").decode("utf-8", "replace").splitlines()
            found.append(_origin(record, ("made", made.policy), _same(old, lines)))
    put = [each for each in base.put if each.path == path] if base else []
    if put:
        old = [line for each in put for line in each.text.splitlines()]
        found.append(_origin(record, ("injected", "merge"), _within(old, lines)))
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


def _within(put: Sequence[str], lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that hold what was put in, wherever they are and however they are indented."""
    wanted = {line.strip().rstrip(",;") for line in put if line.strip()}
    return [number for number, line in enumerate(lines, 1) if line.strip().rstrip(",;") in wanted]
