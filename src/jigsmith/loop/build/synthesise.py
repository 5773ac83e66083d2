"""Synthesis of a template from the instances of a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jigsmith.engines.templates import format as formats
from jigsmith.engines.trees import generalise, rows
from jigsmith.loop.build import decide, declare, emit, layout, naming, plan
from jigsmith.loop.build import marks as name_marks


@dataclass(frozen=True, slots=True)
class Source:
    """One instance of a family: its name and its texts, one for each path pattern, with line feeds only."""

    name: str
    texts: tuple[str | None, ...]  # None: this instance has no such file


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Template texts and the parameters that they use."""

    contents: tuple[str, ...]
    delimiters: tuple[formats.Delimiters | None, ...]  # of each text; None: the usual ones
    parameters: dict[str, formats.Parameter]
    when: tuple[str | None, ...]  # for each text, the option that brings its file; None: it is always there
    values: dict[str, Mapping[int, Any]]  # of each parameter, in the instances


def synthesise(sources: Sequence[Source]) -> Synthesis:
    """The template of these instances."""
    scope, files = _plan(sources)
    taken = naming.Names()
    optional = {
        i: _file_option(sources, i, taken) for i in range(len(files)) if any(s.texts[i] is None for s in sources)
    }
    blocks = [plan.Block(list(hedge.parts)) for hedge in files]
    chosen = decide.decide(scope, plan.Block([p for b in blocks for p in b.parts]), taken)
    written = [emit.pieces(b) for b in blocks]
    marks = [emit.delimiters(pieces) for pieces in written]
    contents = tuple(emit.text(p, m).removeprefix("\n") for p, m in zip(written, marks, strict=True))
    parameters = {p.name: _declared(p) for p in [*optional.values(), *chosen]}
    delimiters = tuple(None if m == emit.DELIMITERS[0] else m for m in marks)
    when = tuple(optional[i].name if i in optional else None for i in range(len(files)))
    values = {p.name: p.values for p in [*optional.values(), *chosen]}
    return Synthesis(contents, delimiters, parameters, when, values)


def _plan(sources: Sequence[Source]) -> tuple[plan.Scope, list[plan.Block]]:
    occurrences = generalise.Occurrences(len(sources))
    generaliser = generalise.Generaliser(occurrences, telling=name_marks.NAME_KEYS)
    sizes = [sum(plan.count_words(t) for t in s.texts if t) for s in sources]
    planner = layout.Planner(occurrences, [s.name for s in sources], sizes)
    scope = planner.scope(range(len(sources)))
    blocks: list[plan.Block] = []
    for index in range(len(sources[0].texts)):
        trees = {i: _tree(text, s.name) for i, s in enumerate(sources) if (text := s.texts[index]) is not None}
        blocks.append(planner.block(generaliser.hedge(trees), scope))
    return scope, blocks


def _file_option(sources: Sequence[Source], index: int, taken: naming.Names) -> declare.Parameter:
    """The option that brings a file which only some instances have."""
    having = {i: s.texts[index] is not None for i, s in enumerate(sources)}
    name = taken.fresh([f"with_file_{index + 1}"])
    return declare.Parameter(name, "boolean", 0.0, 2 * sum(having.values()) > len(having), having)


def _tree(text: str, name: str) -> rows.Group:
    whole = "\n" + text
    return rows.parse(whole, name_marks.marks(whole, name))


def _declared(parameter: declare.Parameter) -> formats.Parameter:
    if parameter.kind == "boolean":
        return formats.Parameter(type="boolean", default=parameter.default)
    if parameter.kind == "parts":
        return formats.Parameter(type="list", choices=list(parameter.choices), default=parameter.default)
    if parameter.kind == "list":
        items = {f.name: _declared(f) for f in parameter.fields}
        return formats.Parameter(type="list", default=parameter.default, items=items or None)
    return formats.Parameter(default=parameter.default, examples=_examples(parameter.values))


def _examples(values: Mapping[int, Any]) -> list[Any]:
    seen = [v for v in values.values() if v]
    return list(dict.fromkeys(seen))[:3]
