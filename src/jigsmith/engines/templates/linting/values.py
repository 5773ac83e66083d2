"""Values: which parameters and fields an expression takes, and which of them are not there."""

from collections.abc import Callable, Iterable, Sequence

from jigsmith.engines.templates import expressions
from jigsmith.engines.templates.linting import findings, known, shapes
from jigsmith.engines.templates.linting import seen as seeing
from jigsmith.engines.templates.linting.nodes import Node

Say = Callable[[tuple[findings.Severity, findings.Kind, str], int, str], None]
"""Told what is wrong, on which line of the text, and what to do."""
_DECLARE = "Declare it under `parameters`, or correct its name."
_EQUAL = frozenset({"==", "!="})
_EQUALS = frozenset({"eq", "equalto", "==", "ne", "!="})
_PLAIN = frozenset({"text", "number", "boolean"})


class Values:
    """Follows expressions in one text; `frames` are the names that can be used, the innermost last."""

    def __init__(
        self, seen: seeing.Seen, names: dict[str, shapes.Shape], say: Say, guarded: Iterable[str] = ()
    ) -> None:
        self.seen = seen
        self.frames: list[dict[str, shapes.Shape]] = [names]
        self.say = say
        self.guarded: set[str] = set()
        self.asking = False
        """Whether it is asked if a value is there, before it is taken."""

    def names(self) -> list[str]:
        """All that can be used here."""
        return [name for frame in self.frames for name in frame]

    def consume(self, node: Node) -> None:
        """Follow an expression whose value goes into the text, or somewhere else as a whole."""
        self.seen.whole(self.shape(node))

    def shape(self, node: Node) -> shapes.Shape:
        """Follow an expression; returns what is known of its value."""
        found: shapes.Shape = getattr(self, f"_{node.kind}")(node)
        return found

    def _constant(self, _node: Node) -> shapes.Shape:
        return shapes.ANY

    def _name(self, node: Node) -> shapes.Shape:
        name = str(node.value)
        for frame in reversed(self.frames):
            if name in frame:
                return self._used(frame[name])
        if name in known.FUNCTIONS:
            return shapes.ANY
        severity: findings.Severity = "warning" if name in self.guarded else "error"
        do = expressions.nearest(name, self.names()) or _DECLARE
        self.say((severity, "undeclared", f"`{name}` is not declared"), node.line, do)
        return shapes.ANY

    def _used(self, shape: shapes.Shape) -> shapes.Shape:
        if shape.key:
            self.seen.used[shape.key] += 1
        return shape

    def _attribute(self, node: Node) -> shapes.Shape:
        return self._field(self.shape(node.parts[0]), str(node.value), node.line)

    def _field(self, shape: shapes.Shape, name: str, line: int) -> shapes.Shape:
        if shape.fields is not None and name in shape.fields:
            return self._used(shape.fields[name])
        if name.isdigit() and shape.kind == "list":
            return shapes.item_of(shape)
        if shape.fields is not None:
            do = expressions.nearest(name, shape.fields) or f"The fields are {', '.join(shape.fields)}."
            self.say(("warning" if self.asking else "error", "field", f"there is no field `{name}`"), line, do)
        elif shape.kind in _PLAIN or shape.kind == "list":
            what = f"a {shape.kind} has no field `{name}`"
            self.say(("error", "field", what), line, "Use a filter, or give the parameter `items`.")
        return shapes.ANY

    def _item(self, node: Node) -> shapes.Shape:
        base = self.shape(node.parts[0])
        for index in node.parts[1:]:
            self.consume(index)
        value = node.parts[-1].value if node.parts[-1].kind == "constant" else None
        if isinstance(value, str):
            return self._field(base, value, node.line)
        if base.kind == "table":
            self.seen.whole(base)
            return shapes.ANY
        return shapes.item_of(base)

    def _slice(self, node: Node) -> shapes.Shape:
        for bound in node.parts[1:]:
            self.consume(bound)
        return self.shape(node.parts[0])

    def _call(self, node: Node) -> shapes.Shape:
        what, *arguments = node.parts
        for argument in arguments:
            self.consume(argument)
        if what.kind == "attribute":
            base = self.shape(what.parts[0])
            if base.kind != "any":
                said = f"values have no methods such as `{what.value}`"
                self.say(("error", "function", said), node.line, _instead(str(what.value)))
            return shapes.ANY
        if what.kind == "name" and what.value not in self.names() and what.value not in known.FUNCTIONS:
            do = expressions.nearest(str(what.value), [*known.FUNCTIONS, *self.names()]) or _functions()
            self.say(("error", "function", f"there is no function `{what.value}`"), node.line, do)
            return shapes.ANY
        self.shape(what)
        return shapes.ANY

    def _keyword(self, node: Node) -> shapes.Shape:
        self.consume(node.parts[0])
        return shapes.ANY

    def _list(self, node: Node) -> shapes.Shape:
        for part in node.parts:
            self.consume(part)
        return shapes.ANY

    _dict = _list

    def _if(self, node: Node) -> shapes.Shape:
        self.shape(node.parts[1])
        return self._merged([self.shape(part) for part in (node.parts[0], *node.parts[2:])])

    def _operation(self, node: Node) -> shapes.Shape:
        if node.value in ("and", "or", "+"):
            return self._merged([self.shape(part) for part in node.parts])
        if node.value == "not":
            self.shape(node.parts[0])
            return shapes.Shape("boolean")
        found = [self.shape(part) for part in node.parts]
        if node.value in _EQUAL:
            self._compared(found, node.parts)
        elif node.value in ("in", "not in"):
            self._among(found, node.parts)
        for shape in found:
            self.seen.whole(shape)
        return shapes.ANY

    def _merged(self, found: Sequence[shapes.Shape]) -> shapes.Shape:
        """What is known of a value that is one of several, or several together."""
        compound = list({id(shape): shape for shape in found if shape.kind in ("list", "table")}.values())
        if len(compound) == 1:
            return compound[0]
        for shape in compound:
            self.seen.whole(shape)
        return shapes.ANY

    def _compared(self, found: Sequence[shapes.Shape], parts: Sequence[Node]) -> None:
        for shape, other in ((found[0], parts[1]), (found[1], parts[0])):
            if other.kind == "constant":
                self._with_value(shape, other.value, other.line)

    def _among(self, found: Sequence[shapes.Shape], parts: Sequence[Node]) -> None:
        left, right = parts
        if right.kind == "list" and all(part.kind == "constant" for part in right.parts):
            for number, part in enumerate(right.parts):
                self._with_value(found[0], part.value, part.line, again=number > 0)
        elif left.kind == "constant" and found[1].kind == "list":
            self._with_value(found[1], left.value, left.line)

    def _with_value(self, shape: shapes.Shape, value: object, line: int, *, again: bool = False) -> None:
        """A value that is written there is compared with one of a parameter."""
        if shape.key:
            self.seen.compared[shape.key] += not again
            self.seen.values.setdefault(shape.key, set()).add(value)
        choices = shape.parameter.choices if shape.parameter else []
        if choices and not any(value == each and type(value) is type(each) for each in choices):
            do = expressions.nearest(str(value), map(str, choices))
            listed = ", ".join(map(str, choices))
            what = f"`{'.'.join(shape.key)}` is never {value!r}: its choices are {listed}"
            self.say(("error", "choice", what), line, do or "Correct the value, or add it to the choices.")

    def _filter(self, node: Node) -> shapes.Shape:
        name = str(node.value)
        base = self._asked(node.parts[0]) if name in ("default", "d") else self.shape(node.parts[0])
        self._check_filter(name, node.line)
        for argument in node.parts[1:]:
            self.consume(argument)
        if name in ("default", "d"):
            return base
        looked = self._by_field(name, base, node)
        if looked is not None:
            return looked
        if not shapes.keeps_items(name):
            self.seen.whole(base)
        return shapes.filtered(base, name)

    def _asked(self, node: Node) -> shapes.Shape:
        """Follow an expression of which nobody minds that it is not there."""
        before, self.asking = self.asking, True
        found = self.shape(node)
        self.asking = before
        return found

    def _check_filter(self, name: str, line: int) -> None:
        if not known.is_filter(name):
            do = expressions.nearest(name, known.filters()) or f"Known are: {', '.join(sorted(known.filters()))}."
            self.say(("error", "filter", f"there is no filter `{name}`"), line, do)

    def _by_field(self, name: str, base: shapes.Shape, node: Node) -> shapes.Shape | None:
        """Filters that take the name of a field: `selectattr("type", ...)`, `map(attribute="name")`."""
        item, asked = shapes.item_of(base), _field_named(name, node)
        if asked is None or base.kind != "list":
            return None
        found = item
        for part in asked.split("."):
            found = self._field(found, part, node.line)
        if name in ("selectattr", "rejectattr") and len(node.parts) > 3 and node.parts[2].value in _EQUALS:
            other = node.parts[3]
            if other.kind == "constant":
                self._with_value(found, other.value, other.line)
        if name == "map":
            return shapes.Shape("list", found)
        if name == "groupby":
            self.seen.whole(item)
        return shapes.filtered(base, name)

    def _test(self, node: Node) -> shapes.Shape:
        name = str(node.value)
        asking = name in ("defined", "undefined")
        found = [self._asked(part) if asking else self.shape(part) for part in node.parts]
        if not known.is_test(name):
            do = expressions.nearest(name, known.tests()) or f"Known are: {', '.join(sorted(known.tests()))}."
            self.say(("error", "test", f"there is no test `{name}`"), node.line, do)
        elif len(node.parts) > 1 and name in _EQUALS:
            self._compared(found, node.parts)
        elif len(node.parts) > 1 and name == "in":
            self._among(found, node.parts[:2])
        return shapes.Shape("boolean")


def _field_named(name: str, node: Node) -> str | None:
    """The name of the field by which a filter goes."""
    given = [part.parts[0] for part in node.parts[1:] if part.kind == "keyword" and part.value == "attribute"]
    given += list(node.parts[1:2]) if name in ("selectattr", "rejectattr", "groupby") else []
    value = given[0].value if given and given[0].kind == "constant" else None
    return value if isinstance(value, str) else None


def _instead(method: str) -> str:
    return f"Use the filter `{method}`." if known.is_filter(method) else "Use a filter."


def _functions() -> str:
    return f"There are {', '.join(f'`{name}`' for name in known.FUNCTIONS)}; all else is done with filters."
