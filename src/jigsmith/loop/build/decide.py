"""Which parameters a template has: of all possible ones, those that save most words, within what a reader can bear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jigsmith.engines.templates import names as styles
from jigsmith.loop.build import cells, naming, options, plan

MOST = 12  # parameters of a template
MOST_FIELDS = 6  # fields of an item
MOST_PARTS = 24  # options that one list of parts may hold
SINGLE = 3  # up to so many options are parameters of their own
NEUTRAL = 5  # parameters that save nothing but show what has to be written
LEAST_VALUE, LEAST_LOOP = 4.0, 8.0  # words that a parameter must save over all instances
RARELY = 0.15  # share of the instances that have a value at all, below which it is no parameter
LONG = 12  # words; a longer value is no parameter, it is text to write

Kind = Literal["string", "boolean", "list", "parts"]


@dataclass(slots=True, eq=False)
class Parameter:
    """A parameter of the template, or a field of an item."""

    name: str
    kind: Kind
    saves: float
    default: Any  # text (may be an expression), bool, or list of items
    values: Mapping[int, Any]  # by occurrence
    fields: list[Parameter] = field(default_factory=list)
    loop: plan.Loop | None = None
    choices: list[str] = field(default_factory=list)
    derived: bool = False  # the default is an expression of the name


@dataclass(slots=True, eq=False)
class _Possible:
    saves: float
    source: cells.Value | plan.Loop | plan.Flag | list[plan.Flag]
    fields: list[Parameter] = field(default_factory=list)


def decide(scope: plan.Scope, block: plan.Block, taken: naming.Names, prefix: str = "") -> list[Parameter]:
    """Decides everything in the scope; returns its parameters, most saving first."""
    most = MOST_FIELDS if prefix else MOST
    flags = _options(scope, block, 2 if prefix else MOST_PARTS)
    possible = [_Possible(saves, flag) for flag, saves in flags]
    if len(flags) > SINGLE:
        possible = [_Possible(sum(saves for _, saves in flags), [flag for flag, _ in flags])]
    shown = list(visible(block))
    found = cells.decide([c for line in shown for c in line_cells(line)], scope)
    possible += [_Possible(v.saves, v) for v in found if _worth_it(v, scope)]
    for loop in (p for p in parts(block) if isinstance(p, plan.Loop)):
        possible.append(_loop(loop))
    chosen = _within(possible, most)
    kept = [p.source for p in chosen if isinstance(p.source, plan.Flag)]
    kept += [flag for p in chosen if isinstance(p.source, list) for flag in p.source]
    _drop_flags(scope, {id(flag) for flag in kept})
    parameters = [_parameter(p, scope, taken, prefix) for p in _bases_first(chosen)]
    _close_gaps(block)
    return parameters


def _options(scope: plan.Scope, block: plan.Block, most: int) -> list[tuple[plan.Flag, float]]:
    """The options of the scope: first for the lines that are there anyway, then for those that an option brings."""
    flags: list[tuple[plan.Flag, float]] = []
    seen: set[int] = set()
    while len(flags) < most:
        lines = [line for line in visible(block) if id(line) not in seen]
        found = options.choose(lines, scope, most - len(flags))
        if not found:
            break
        seen.update(map(id, lines))
        flags.extend(found)
    _only_beside(block, scope)
    used = {id(line.flag) for line in scope.lines}
    return [(flag, saves) for flag, saves in flags if id(flag) in used]


def _only_beside(block: plan.Block, scope: plan.Scope) -> None:
    """A line that is there when an option is off reads well only beside one that is there when it is on."""
    lines = [p for p in block.parts if isinstance(p, plan.Line) and p.keep]
    for index, line in enumerate(lines):
        beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
        if line.negated and not any(x.flag is line.flag and not x.negated for x in beside):
            _by_majority(line, scope)
        for part in line.parts:
            if isinstance(part, plan.Nested):
                _only_beside(part.body, scope)


def _by_majority(line: plan.Line, scope: plan.Scope) -> None:
    line.flag, line.negated = None, False
    line.keep = scope.mostly(line.members, line.population)


def parts(block: plan.Block) -> Iterator[plan.Line | plan.Loop]:
    """The lines and loops that are rendered, outermost first; not what is inside of loops."""
    for part in block.parts:
        if isinstance(part, plan.Line) and not part.keep:
            continue
        yield part
        if isinstance(part, plan.Line):
            for inner in part.parts:
                if isinstance(inner, plan.Nested):
                    yield from parts(inner.body)


def visible(block: plan.Block) -> Iterator[plan.Line]:
    """The lines that may be rendered: those kept, and below them also those that an option could bring."""
    for part in block.parts:
        if isinstance(part, plan.Loop):
            continue
        yield part
        if part.keep:
            for inner in part.parts:
                if isinstance(inner, plan.Nested):
                    yield from visible(inner.body)


def line_cells(line: plan.Line) -> list[plan.Cell]:
    return [p for p in line.parts if isinstance(p, plan.Cell)] if line.keep else []


def _worth_it(value: cells.Value, scope: plan.Scope) -> bool:
    """Whether a value may be a parameter: it saves words and is there often enough; or it saves nothing, but nearly all
    have it, each its own, and short.
    """
    filled = [v for v in value.values.values() if v]
    share = len(filled) / max(1, len(scope.occurrences))
    if value.saves >= LEAST_VALUE:
        return share >= RARELY
    lengths = sorted(map(plan.count_words, filled))
    short = bool(lengths) and lengths[len(lengths) // 2] <= LONG and not any("\n" in v for v in filled)
    usual = len(filled) >= max(2, 0.6 * len(value.values)) and share >= 0.25
    return value.saves > -LEAST_VALUE and usual and short


def _loop(loop: plan.Loop) -> _Possible:
    fields = decide(loop.scope, plan.Block([loop.line]), naming.Names(), prefix="item")
    if not fields:
        return _Possible(-1.0, loop)
    matched = 0.75 * loop.line.words * len(loop.scope.occurrences)
    return _Possible(matched + sum(f.saves for f in fields) - loop.line.words, loop, fields)


def _within(possible: list[_Possible], most: int) -> list[_Possible]:
    ranked = sorted(possible, key=lambda p: -p.saves)
    saving = [p for p in ranked if p.saves >= (LEAST_LOOP if isinstance(p.source, plan.Loop) else LEAST_VALUE)][:most]
    neutral = [p for p in ranked if p not in saving and isinstance(p.source, cells.Value)]
    neutral.sort(key=lambda p: (all(c.prose for c, _ in p.source.cells), -len(p.source.values)))
    return [*saving, *neutral[: min(NEUTRAL, most - len(saving))]]


def _bases_first(chosen: list[_Possible]) -> list[_Possible]:
    """In the same order, but each parameter after the one that it follows by default."""
    values = {id(p.source): p for p in chosen}
    for possible in chosen:
        source = possible.source
        if isinstance(source, cells.Value) and source.base and id(source.base[0]) not in values:
            source.base = None
    followers = [p for p in chosen if isinstance(p.source, cells.Value) and p.source.base]
    return [p for p in chosen if p not in followers] + followers


def _drop_flags(scope: plan.Scope, chosen: set[int]) -> None:
    for line in scope.lines:
        if line.flag is not None and id(line.flag) not in chosen:
            _by_majority(line, scope)


def _close_gaps(block: plan.Block) -> None:
    """Where nothing would stand in the midst of code: the most common text in a long line, else no line."""
    for line in list(visible(block)):
        if not line.keep:
            continue
        gaps = [c for c in line.cells() if c.gapes()]
        if (any(not c.prose for c in gaps) and line.words < LONG) or (gaps and not _tells(line)):
            line.keep = False
        for cell in gaps:
            if not cell.prose:
                cell.default = Counter(cell.texts[o] for o in cell.present()).most_common(1)[0][0]


def _tells(line: plan.Line) -> bool:
    texts = [p.text for p in line.parts if isinstance(p, plan.Literal)]
    return any(t[:1].isalpha() and t.lower() not in naming.DULL for t in texts) or any(
        c.expression for c in line.cells()
    )


def _parameter(possible: _Possible, scope: plan.Scope, taken: naming.Names, prefix: str) -> Parameter:
    if isinstance(possible.source, list):
        return _parts(possible.source, possible.saves, scope, taken)
    if isinstance(possible.source, plan.Flag):
        return _flag(possible.source, possible.saves, scope, taken, prefix)
    if isinstance(possible.source, plan.Loop):
        return _list(possible.source, possible, taken, prefix)
    return _string(possible.source, taken, prefix)


def _parts(flags: list[plan.Flag], saves: float, scope: plan.Scope, taken: naming.Names) -> Parameter:
    """Many options as one list of parts."""
    name = taken.fresh(["parts", "sections"])
    words = naming.Names()
    keys: list[str] = []
    for flag in flags:
        lines = [line for line in scope.lines if line.flag is flag]
        keys.append(words.fresh([n.removeprefix("with_") for n in naming.of_flag(lines)]))
        flag.name = f'"{keys[-1]}" in {name}'
    default = [k for k, flag in zip(keys, flags, strict=True) if flag.default]
    values = {o: [k for k, f in zip(keys, flags, strict=True) if o in f.on] for o in scope.occurrences}
    return Parameter(name, "parts", saves, default, values, choices=keys)


def _flag(flag: plan.Flag, saves: float, scope: plan.Scope, taken: naming.Names, prefix: str) -> Parameter:
    lines = [line for line in scope.lines if line.flag is flag]
    name = taken.fresh(naming.of_flag([line for line in lines if not line.negated] or lines))
    flag.name = f"{prefix}.{name}" if prefix else name
    return Parameter(name, "boolean", saves, flag.default, {o: o in flag.on for o in scope.occurrences})


def _string(value: cells.Value, taken: naming.Names, prefix: str) -> Parameter:
    base, _ = value.cells[0]
    shown = next((c for c, _ in value.cells if c.before), base)
    candidates = _form_names(value) if value.expression else naming.of_cell(shown)
    value.name = taken.fresh(candidates, [p for p in reversed(base.path) if p])
    reference = f"{prefix}.{value.name}" if prefix else value.name
    for cell, chain in value.cells:
        cell.expression = cells.expression(reference, chain)
        cell.optional = not (value.default or value.expression or value.base) and not all(cell.texts.values())
    default = value.expression or value.default
    if value.base:
        default = cells.expression(value.base[0].name, value.base[1])
    derived = bool(value.expression or value.base)
    return Parameter(value.name, "string", value.saves, default, value.values, derived=derived)


def _form_names(value: cells.Value) -> list[str]:
    style = value.expression.rpartition(" | ")[2]
    classes = any(c.before[-1:] in (("class",), ("interface",)) for c, _ in value.cells)
    return ["class_name"] * classes + [f"{style}_name" if style in styles.STYLES and style != "raw" else "spelling"]


def _list(loop: plan.Loop, possible: _Possible, taken: naming.Names, prefix: str) -> Parameter:
    name = taken.fresh(naming.of_loop(loop))
    loop.name, loop.chosen = f"{prefix}.{name}" if prefix else name, True
    values = {o: [_item(i, possible.fields) for i in items] for o, items in loop.items.items()}
    values |= {o: [] for o in loop.population if o not in values}
    return Parameter(name, "list", possible.saves, [], values, possible.fields, loop)


def _item(occurrence: int, fields: list[Parameter]) -> dict[str, Any]:
    """The fields of an item that differ from their defaults."""
    found = {f.name: f.values.get(occurrence, f.default) for f in fields}
    return {k: v for k, v in found.items() if v != next(f.default for f in fields if f.name == k)}
