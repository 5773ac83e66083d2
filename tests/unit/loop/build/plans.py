"""Plans made up, and what each says by itself: the other way to the text that its template must render."""

from typing import Any

from hypothesis import strategies as st

from jigsmith.engines.templates import names
from jigsmith.loop.build import plan

NOBODY: frozenset[int] = frozenset()
FLAGS = [plan.Flag(NOBODY, name=name) for name in ("cached", "logged", '"head" in parts')]
OUTER, INNER = ("port", "host | upper"), ("item.key", "item.key | pascal", "item.kind")
TEXT = st.sampled_from(["x", "{", "}", "call", "{{", "${{ a }}", "{%", "%}", "#", "'", '"', "<<", "[[", "\\", "é"])
SPACE = st.sampled_from(["", " ", "  "])
BREAK = st.sampled_from(["\n", "\n    ", "\n\n", "\n\t"])


def value(expression, values):
    """What a cell's expression comes to."""
    path, _, style = expression.partition(" | ")
    for key in path.split("."):
        values = values[key]
    return names.apply(values, [style] if style else [])


def is_on(line, values):
    if line.flag is None:
        return True
    name = line.flag.name
    on = "head" in values["parts"] if " in " in name else values[name]
    return on != line.negated


def said(block, values):
    """The text that a plan says."""
    return "".join(
        said_loop(part, values) if isinstance(part, plan.Loop) else said_parts(part.parts, values)
        for part in block.parts
        if isinstance(part, plan.Loop) or (part.keep and is_on(part, values))
    )


def said_parts(parts, values):
    text = ""
    for part in parts:
        if isinstance(part, plan.Nested):
            text += "".join(p.space + p.text for p in (part.open,) if p) + said(part.body, values)
            text += "".join(p.space + p.text for p in (part.close,) if p)
        elif isinstance(part, plan.Literal):
            text += part.space + part.text
        elif part.expression is None:
            text += part.space + part.default if part.default else ""
        else:
            here = value(part.expression, values)
            text += "" if part.optional and not here else part.space + here
    return text


def said_loop(loop, values):
    if not loop.chosen:
        return ""
    items = values[loop.name]
    text = ""
    for index, item in enumerate(items):
        last = index == len(items) - 1
        text += loop.spaces[bool(index)] + said_parts(loop.line.parts, {**values, "item": item})
        text += loop.separator.text if loop.separator.after_last or not last else ""
    return text


def shown(expression, space, default="", *, optional=False):
    """A cell with its expression decided; None: it has none, and the default stands there."""
    return plan.Cell({}, space, False, (), (), expression=expression, default=default, optional=optional)


def cells(expressions):
    filled = st.builds(shown, st.sampled_from(expressions), SPACE, optional=st.booleans())
    return st.one_of(filled, st.builds(shown, st.none(), SPACE, st.sampled_from(["", "none"])))


LITERALS = st.builds(plan.Literal, TEXT, SPACE)


def inline(expressions):
    """Parts of a row that stand on its line."""
    return st.lists(st.one_of(LITERALS, cells(expressions)), max_size=4)


@st.composite
def lines(draw, expressions, depth=1):
    """A row on a line of its own, maybe optional, maybe with a group."""
    parts = [plan.Literal(draw(TEXT), draw(BREAK)), *draw(inline(expressions))]
    if depth and draw(st.booleans()):
        parts.append(draw(groups(expressions, depth - 1)))
    flag = draw(st.one_of(st.none(), st.sampled_from(FLAGS)))
    return plan.Line(NOBODY, NOBODY, parts, (), draw(st.integers(0, 5)) > 0, flag, draw(st.booleans()))


@st.composite
def groups(draw, expressions, depth):
    """Lines indented below; lines in brackets; or items in brackets on one line."""
    kind = draw(st.sampled_from(["indented", "bracketed", "inline"]))
    if kind == "inline":
        rows = draw(st.lists(inline(expressions), max_size=3))
        body: list[Any] = [plan.Line(NOBODY, NOBODY, parts, ()) for parts in rows if parts]
        if draw(st.booleans()):
            body = [draw(loops(across=False))]
        return plan.Nested(plan.Literal("(", ""), plan.Block(body), plan.Literal(")", ""))
    body = draw(st.lists(lines(expressions, depth), max_size=3))
    if draw(st.booleans()):
        body.insert(draw(st.integers(0, len(body))), draw(loops(across=True)))
    if kind == "indented":
        return plan.Nested(None, plan.Block(body), None)
    return plan.Nested(plan.Literal("[", " "), plan.Block(body), plan.Literal("]", "\n"))


@st.composite
def loops(draw, *, across):
    """A list, each item on a line of its own or all on one."""
    first = plan.Literal(draw(TEXT), "")
    line = plan.Line(NOBODY, NOBODY, [first, *draw(inline(INNER))], ())
    space = draw(BREAK) if across else ""
    separator = draw(st.sampled_from([plan.Separator(), plan.Separator(","), plan.Separator(",", after_last=False)]))
    scope = plan.Scope([], {}, {})
    spaces = (space, space) if across else (draw(SPACE), draw(SPACE))
    return plan.Loop({}, scope, line, spaces, separator, NOBODY, "entries", draw(st.integers(0, 5)) > 0)


@st.composite
def blocks(draw):
    """The text of a file: lines, a list among them, and a line feed at the end."""
    first = plan.Line(NOBODY, NOBODY, [plan.Literal(draw(TEXT), "\n"), *draw(inline(OUTER))], ())
    parts = [first, *draw(st.lists(lines(OUTER), max_size=4))]
    if draw(st.booleans()):
        parts.insert(draw(st.integers(1, len(parts))), draw(loops(across=True)))
    return plan.Block([*parts, plan.Line(NOBODY, NOBODY, [plan.Literal("", "\n")], ())])


ITEMS = st.fixed_dictionaries({"key": st.sampled_from(["id", "size"]), "kind": st.sampled_from(["", "int", "a, b"])})
VALUES = st.fixed_dictionaries(
    {
        "port": st.sampled_from(["", "80", "{{ x }}"]),
        "host": st.sampled_from(["", "db"]),
        "cached": st.booleans(),
        "logged": st.booleans(),
        "parts": st.sampled_from([[], ["head"]]),
        "entries": st.lists(ITEMS, max_size=3),
    }
)
