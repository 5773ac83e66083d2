"""Tools: all that is to be said about a template when it is handed to people and agents, from what is recorded."""

import difflib
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.app import templates
from jigsmith.app.generating import hooks
from jigsmith.app.records import instances
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import paths, render
from jigsmith.loop.deploy import records, schema

MOST = 20
"""Recorded instances that are looked at."""
MAX_BYTES = 500_000
Tool = records.Tool
parameter_schema = schema.of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instance:
    """A recorded instance beside what is in the project."""

    name: str
    params: Mapping[str, Any]
    files: Mapping[str, str]
    """By the path that the template makes: that path as it stands in the template."""
    own: Mapping[str, Sequence[str]]
    """By path, of those that are there: the lines that do not come from the template."""
    lines: int
    """Of the files that are there, as the template makes them."""

    @property
    def own_share(self) -> float:
        """How many lines of its own it has for each line that the template makes, to a tenth; 0: it is made exactly."""
        own = sum(map(len, self.own.values()))
        return max(0.1, round(own / max(1, self.lines), 1)) if own else 0.0


def tool(root: Path, template: formats.Loaded, start: str) -> Tool:
    """What is known about a template: its recorded instances, an example, and what people do by hand afterwards."""
    recorded = list(_recorded(root, template))
    looked_at = [found for name, params in recorded[:MOST] if (found := _look(root, template, name, params))]
    return Tool(
        template=template,
        start=start,
        names=sorted(dict.fromkeys(name for name, _ in recorded), key=lambda name: name.startswith("_")),
        example=_example(looked_at) if template.files else _example_of_lines(template),
        by_hand=_by_hand(template, looked_at),
        hooks=hooks.listed(template),
    )


def _recorded(root: Path, template: formats.Loaded) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The name and the parameters of each recorded instance: those of the template's own tests, then the others."""
    seen = set()
    for golden in templates.goldens(template):
        seen.add(golden.name)
        yield golden.name, golden.parameters
    for record in instances.list_all(root, template.name):
        if record.name not in seen:
            yield record.name, record.parameters


def _look(root: Path, template: formats.Loaded, name: str, params: Mapping[str, Any]) -> _Instance | None:
    """The instance beside the project; None: the template does not make it any more, or nothing of it is there."""
    try:
        made = render.render(template, name, params)
        origins = _origins(template, name, params)
        own = {file.path: _own_lines(root, file) for file in made if file.data is not None}
    except errors.JigError:
        return None
    there = {path: lines for path, lines in own.items() if lines is not None}
    if not there:
        return None
    files = {file.path: origins.get(file.path, file.path) for file in made}
    lines = sum((file.data or b"").count(b"\n") for file in made if file.path in there)
    return _Instance(name=name, params=params, files=files, own=there, lines=lines)


def _origins(template: formats.Loaded, name: str, params: Mapping[str, Any]) -> dict[str, str]:
    """By path that is made: that path as it stands in the template."""
    found = {}
    for file in template.files:
        alone = formats.Template(
            **{key: getattr(template, key) for key in formats.Template.__struct_fields__} | {"files": [file]}
        )
        for made in render.render(alone, name, params):
            found[made.path] = file.path
    return found


def _own_lines(root: Path, file: render.Rendered) -> Sequence[str] | None:
    """The lines that the file in the project has besides what the template makes; None: it is not there."""
    place = paths.jail_file(root, file.path)
    if not place.is_file() or place.stat().st_size > MAX_BYTES:
        return None
    try:
        there = place.read_bytes().decode().splitlines()
        made = (file.data or b"").decode().splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found = difflib.unified_diff(made, there, n=0, lineterm="")
    return [line[1:] for line in found if line.startswith("+") and not line.startswith("+++ ")]


def _example(looked_at: Sequence[_Instance]) -> records.Example | None:
    """The instance that shows most with least: all its files, few lines of its own, some parameters, and short ones."""

    def order(each: _Instance) -> tuple[Any, ...]:
        return -len(each.own), each.own_share, abs(len(each.params) - 2), len(repr(each.params)), each.name

    best = min(looked_at, key=order, default=None)
    if best is None:
        return None
    own = [line for lines in best.own.values() for line in lines]
    return records.Example(name=best.name, params=dict(best.params), files=list(best.files), own_lines=own)


def _example_of_lines(template: formats.Loaded) -> records.Example | None:
    """The same of a template that only puts lines into files: a recorded one that it makes exactly."""
    recorded = [golden for golden in templates.goldens(template) if golden.exact]
    best = min(recorded, key=lambda each: (abs(len(each.parameters) - 2), len(repr(each.parameters))), default=None)
    if best is None:
        return None
    files = [path.partition("#")[0] for path in best.expect]
    return records.Example(name=best.name, params=dict(best.parameters), files=files)


def _by_hand(template: formats.Loaded, looked_at: Sequence[_Instance]) -> list[records.ByHand]:
    """The files of the template in which instances have lines of their own, in the order of the template."""
    found = []
    for file in template.files:
        counts = [len(lines) for each in looked_at for path, lines in each.own.items() if each.files[path] == file.path]
        some = [count for count in counts if count]
        if some:
            lines = round(statistics.median(some))
            found.append(records.ByHand(path=file.path, instances=len(some), of=len(counts), lines=lines))
    return found
