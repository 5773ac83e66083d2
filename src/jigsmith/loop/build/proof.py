"""Proof: every instance fitted and regenerated, compared byte by byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.engines.trees import syntax
from jigsmith.loop.build.fitting import fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What the template makes of one instance."""

    name: str
    params: Mapping[str, Any]
    exact: bool
    made_lines: int  # lines of the instance that come out of the template
    residue_lines: int  # lines to add or take away after generating
    lines: int  # lines of the instance
    unparsed: str | None = (
        None  # where what its name alone makes has a syntax error, `path:line`, and the real file none
    )
    lost: Sequence[str] = ()  # lines that all instances share and the render lacks: a bug of the template


def prove(template: formats.Template, name: str, files: Mapping[str, bytes], shared: Sequence[str]) -> Proven:
    """Fits one instance and compares; `shared` are the lines that all instances have."""
    found = fit.fit(template, name, files)
    made = b"\n".join(r.data or b"" for r in render.render(template, name, found.params))
    rendered = {line.strip() for line in made.decode("utf-8", "replace").splitlines()}
    return Proven(
        name=name,
        params=found.params,
        exact=found.exact,
        made_lines=found.made_lines,
        residue_lines=found.residue_lines,
        lines=sum(len(data.splitlines()) for data in files.values()),
        unparsed=unparsed(template, name, files),
        lost=[line for line in shared if line not in rendered],
    )


def unparsed(template: formats.Template, name: str, files: Mapping[str, bytes]) -> str | None:
    """Where what the name alone makes of a file does not parse, although the file itself does: `path:line`."""
    for made in render.render(template, name, {}):
        real = files.get(made.path)
        line = syntax.first_error(made.path, made.data) if made.data is not None and real is not None else None
        if line and real is not None and syntax.first_error(made.path, real) is None:
            return f"{made.path}:{line}"
    return None


def shared_lines(instances: Sequence[Mapping[str, bytes]]) -> list[str]:
    """The lines, without their indentation, that every instance has."""
    common: set[str] | None = None
    for files in instances:
        lines = {x.strip() for data in files.values() for x in data.decode("utf-8", "replace").splitlines()}
        common = lines if common is None else common & lines
    return sorted(line for line in common or () if line)
