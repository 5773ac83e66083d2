"""Statements: what a whole text uses, with the names that loops, `set`, `with` and macros add on the way."""

from collections.abc import Callable, Iterator, Sequence

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import known, scanning, shapes, values
from jigsmith.engines.templates.linting import seen as seeing
from jigsmith.engines.templates.linting.nodes import Node
from jigsmith.engines.templates.linting.reading import Reader

_CLOSING = frozenset({"endfor", "endwith", "endmacro", "endcall", "endblock"})
_ELSEWHERE = frozenset({"include", "import", "from", "extends"})
_ASKING = frozenset({"defined", "undefined", "default", "d"})
_EXPRESSION = frozenset({"if", "elif", "do", "autoescape"})


class Text:
    """Follows the tags of one text."""

    def __init__(self, inside: values.Values, skipped: Callable[[scanning.Tag], bool]) -> None:
        self.inside = inside
        self.skipped = skipped
        """Whether a tag is none of ours, and has been spoken of."""

    def follow(self, text: str, marks: records.Delimiters | None) -> None:
        """Follow a whole text. Unreadable: it is not what we can take apart."""
        found = list(scanning.tags(text, marks))
        read = [(tag, list(_expressions(tag))) for tag in found if not self.skipped(tag)]
        for _, nodes in read:
            for node in nodes:
                self.inside.guarded.update(seeing.guarded(node))
        for tag, _ in read:
            self.tag(tag)

    def tag(self, tag: scanning.Tag) -> None:
        """Follow one tag."""
        reader = Reader(tag.words)
        if tag.kind == "variable":
            self.inside.consume(reader.whole())
            return
        keyword = reader.name()
        if keyword in _CLOSING:
            if len(self.inside.frames) > 1:
                self.inside.frames.pop()
        elif keyword in _ELSEWHERE:
            do = "Name the other template under `includes` or `extends` of template.yaml."
            self.inside.say(("error", "syntax", f"`{keyword}` finds nothing: a text sees no other files"), tag.line, do)
        elif keyword in _EXPRESSION:
            self.inside.shape(reader.whole())
        else:
            handler: Callable[[Reader], None] = getattr(self, f"_{keyword}", _nothing)
            handler(reader)

    def push(self, names: dict[str, shapes.Shape]) -> None:
        """Begin a part of the text with names of its own."""
        self.inside.frames.append(names)

    def _for(self, reader: Reader) -> None:
        targets = _targets(reader)
        reader.need("in")
        shape = self.inside.shape(reader.operation(0))
        if len(targets) == 1:
            names = {targets[0]: shapes.item_of(shape)}
        else:
            self.inside.seen.whole(shape)
            names = dict.fromkeys(targets, shapes.ANY)
        self.push({**names, "loop": shapes.ANY})
        if reader.take("if"):
            self.inside.shape(reader.expression())

    def _set(self, reader: Reader) -> None:
        targets = _targets(reader)
        if reader.take("."):
            reader.name()
            targets = []
        shape = shapes.TEXT
        if reader.take("="):
            shape = self.inside.shape(reader.whole())
        elif reader.take("|"):
            self._filter(reader)
        if len(targets) == 1:
            self.inside.frames[-1][targets[0]] = shape
        else:
            self.inside.seen.whole(shape)
            self.inside.frames[-1].update(dict.fromkeys(targets, shapes.ANY))

    def _with(self, reader: Reader) -> None:
        names: dict[str, shapes.Shape] = {}
        while reader.word.kind != "end":
            targets = _targets(reader)
            reader.need("=")
            shape = self.inside.shape(reader.expression())
            names.update(dict.fromkeys(targets, shape))
            reader.take(",")
        self.push(names)

    def _macro(self, reader: Reader) -> None:
        name = reader.name()
        self.inside.frames[-1][name] = shapes.ANY
        self.push({**self._signature(reader), name: shapes.ANY, "caller": shapes.ANY})

    def _call(self, reader: Reader) -> None:
        names = self._signature(reader) if reader.is_next("(") else {}
        self.inside.consume(reader.whole())
        self.push(names)

    def _signature(self, reader: Reader) -> dict[str, shapes.Shape]:
        names: dict[str, shapes.Shape] = {}
        reader.need("(")
        while not reader.take(")"):
            names[reader.name()] = shapes.ANY
            if reader.take("="):
                self.inside.consume(reader.expression())
            reader.take(",")
        return names

    def _filter(self, reader: Reader) -> None:
        line, name = reader.word.line, reader.name()
        self.inside.shape(Node("filter", line, name, (Node("constant", line, ""), *reader.arguments())))

    def _block(self, reader: Reader) -> None:
        reader.name()
        self.push({"self": shapes.ANY, "super": shapes.ANY})


def _nothing(_reader: Reader) -> None:
    """Statements that take no values: `else`, `endif`, `break`."""


def _targets(reader: Reader) -> list[str]:
    bracket = reader.take("(")
    found = [reader.name()]
    while reader.take(","):
        if not (bracket and reader.is_next(")")):
            found.append(reader.name())
    if bracket:
        reader.need(")")
    return found


def _expressions(tag: scanning.Tag) -> Iterator[Node]:
    """The expressions of a tag that may ask whether a name is there."""
    reader = Reader(tag.words)
    if tag.kind == "variable" or reader.name() in ("if", "elif"):
        yield reader.whole()


def by_engine(inside: values.Values, text: str, marks: records.Delimiters | None) -> None:
    """What only the engine can tell of a text: the names it needs. What is there of them is used as a whole."""
    lines: Sequence[str] = text.split("\n")
    for name in sorted(known.undeclared(text, marks)):
        line = next((number for number, each in enumerate(lines, 1) if name in each), 1)
        inside.consume(Node("name", line, name))
