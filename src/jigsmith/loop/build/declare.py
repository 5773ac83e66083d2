"""Declaring: what was chosen to be a parameter gets its name, its default and its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jigsmith.engines.templates import expressions
from jigsmith.engines.templates import names as styles
from jigsmith.loop.build import cells, forms, naming, plan

Kind = Literal["string", "boolean", "list", "parts"]


@dataclass(slots=True, eq=False)
class Parameter:
    """A parameter of the template, or a field of an item."""

    name: str
    kind: Kind
    saves: float
    default: Any  # text (of a template), bool, or list of items
    values: Mapping[int, Any]  # by occurrence
    expected: Mapping[int, Any] = field(default_factory=dict)  # what the default comes to in each occurrence
    fields: Sequence[Parameter] = ()
    loop: plan.Loop | None = None
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Declarer:
    """Declares the parameters of one scope."""

    scope: plan.Scope
    taken: naming.Names
    prefix: str = ""  # what references begin with: the loop's variable

    def _reference(self, name: str) -> str:
        return f"{self.prefix}.{name}" if self.prefix else name

    def parts(self, flags: Sequence[plan.Flag], saves: float) -> Parameter:
        """Many options as one list of parts."""
        name = self.taken.fresh(["parts", "sections"])
        words = naming.Names()
        keys = [words.fresh([n.removeprefix("with_") for n in self._flag_names(flag)]) for flag in flags]
        for key, flag in zip(keys, flags, strict=True):
            flag.name = f'"{key}" in {name}'
        default = [k for k, flag in zip(keys, flags, strict=True) if flag.default]
        values = {o: [k for k, f in zip(keys, flags, strict=True) if o in f.on] for o in self.scope.occurrences}
        return Parameter(name, "parts", saves, default, values, choices=keys)

    def flag(self, flag: plan.Flag, saves: float) -> Parameter:
        """An option of its own."""
        name = self.taken.fresh(self._flag_names(flag))
        flag.name = self._reference(name)
        return Parameter(name, "boolean", saves, flag.default, {o: o in flag.on for o in self.scope.occurrences})

    def _flag_names(self, flag: plan.Flag) -> list[str]:
        lines = [line for line in self.scope.lines if line.flag is flag]
        return naming.of_flag([line for line in lines if not line.negated] or lines)

    def string(self, value: cells.Value) -> Parameter:
        """A text, and its cells as expressions of it."""
        base, _ = value.cells[0]
        shown = next((c for c, _ in value.cells if c.before), base)
        candidates = _form_names(value) if value.form else naming.of_cell(shown)
        value.name = self.taken.fresh(candidates, naming.qualifiers(base.path))
        for cell, chain in value.cells:
            cell.expression, cell.affixes = forms.expression(self._reference(value.name), chain), ("", "")
            cell.optional = not (value.default or value.form or value.base) and not all(cell.texts.values())
        for cell, chain in value.inner:
            cell.expression = forms.expression(self._reference(value.name), chain)
        form = value.form or value.guess
        default = form.template() if form else expressions.literal(value.default)
        if value.base:
            default = f"{{{{ {forms.expression(value.base[0].name, value.base[1])} }}}}"
        return Parameter(value.name, "string", value.saves, default, value.values, value.expected)

    def list(self, loop: plan.Loop, saves: float, fields: Sequence[Parameter]) -> Parameter:
        """A list, with the fields of its items."""
        name = self.taken.fresh(naming.of_loop(loop), [p for p in reversed(loop.line.path) if p])
        loop.name, loop.chosen = self._reference(name), True
        values = {o: [_item(i, fields) for i in items] for o, items in loop.items.items()}
        values |= {o: [] for o in loop.population if o not in values}
        return Parameter(name, "list", saves, [], values, fields=fields, loop=loop)


def _form_names(value: cells.Value) -> list[str]:
    """Names for what is by default a form of the instance's name: after what it names, or how it is written."""
    style = value.form.chain[-1] if value.form else ""
    classes = any(c.before[-1:] in (("class",), ("interface",)) for c, _ in value.cells)
    around = styles.split(f"{value.form.before} {value.form.after}") if value.form else []
    written = f"{style}_name" if style in styles.STYLES and style != "raw" else "spelling"
    return ["class_name"] * classes + ["_".join([*around, "name"])] * bool(around) + [written]


def _item(occurrence: int, fields: Sequence[Parameter]) -> dict[str, Any]:
    """The fields of an item that differ from their defaults."""
    found = {}
    for each in fields:
        usual = each.expected.get(occurrence, each.default)
        value = each.values.get(occurrence, usual)
        if value != usual:
            found[each.name] = value
    return found
