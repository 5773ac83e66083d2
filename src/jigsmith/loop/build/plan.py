"""The plan of a template: the pattern of a family with, at each place, what will stand there.

A scope is the instance as a whole, or one item of a list: its cells, optional columns and lists become its parameters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

WORD = re.compile(r"\w+|[^\w\s]")


def count_words(text: str) -> int:
    """Words and punctuation marks: the unit in which work is counted."""
    return len(WORD.findall(text))


def coded(text: str, codes: dict[str, str]) -> str:
    """The text with one character for each word, for comparing; `codes` holds those given out, and gets new ones."""
    return "".join(codes.setdefault(w, chr(0x100 + len(codes))) for w in WORD.findall(text))


@dataclass(slots=True, eq=False)
class Literal:
    """Text that is the same in all instances."""

    text: str
    space: str
    support: float = 1.0  # share of the scope's occurrences that have it
    there: frozenset[int] = frozenset()  # the occurrences that have it


@dataclass(slots=True, eq=False)
class Cell:
    """A place whose text differs; empty text: nothing stands there in that occurrence."""

    texts: dict[int, str]
    space: str
    named: bool  # it holds a form of the instance's name in most occurrences
    before: tuple[str, ...]  # the tokens before it in its row, nearest last
    path: tuple[str, ...]  # what the enclosing rows start with, outermost first
    after: str = ""  # the token after it
    expression: str | None = None  # decided: what is rendered there; None: nothing
    affixes: tuple[str, str] = ("", "")  # decided: text right before and after the expression, of the same word
    default: str = ""  # decided: literal text when there is no expression
    optional: bool = False  # the expression may be empty, and takes its space and the words around it with it
    lead: str = ""  # words before it that are there only with it, white space included
    tail: str = ""  # and words after it
    begins: str = ""  # the line feed of the line that it begins, which is there anyway
    beside: frozenset[int] = frozenset()  # the occurrences that have both words beside it
    prose: bool = False  # it stands in a string or a comment, where a gap leaves the code valid

    def present(self) -> list[int]:
        """The occurrences in which something stands there."""
        return [o for o, text in self.texts.items() if text]

    def usual(self) -> str:
        """What more than half have there of those that have the words beside it; empty for none."""
        counted = Counter(self.texts[o] for o in self.beside or self.texts)
        text, count = counted.most_common(1)[0] if counted else ("", 0)
        return text if 2 * count > counted.total() else ""

    def gapes(self) -> bool:
        """Whether nothing is rendered where most rows have something."""
        phrase = bool(self.lead or self.tail)
        return (
            self.expression is None and not self.default and not phrase and 2 * len(self.present()) >= len(self.texts)
        )


@dataclass(slots=True, eq=False)
class Flag:
    """An option: whether some columns are there."""

    on: frozenset[int]  # occurrences in which it is on
    name: str = ""
    default: bool = False


@dataclass(slots=True, eq=False)
class Nested:
    """A group with its brackets."""

    open: Literal | None
    body: Block
    close: Literal | None
    space: str = ""  # before its first row, in most instances
    ended: bool = True  # whether its last row has a separator after it, in most instances


Part = Literal | Cell | Nested


@dataclass(slots=True, eq=False)
class Line:
    """A column of rows: its parts, where it stands, and whether it is rendered."""

    members: frozenset[int]
    population: frozenset[int]
    parts: list[Part]
    path: tuple[str, ...]
    keep: bool = True  # decided: rendered at all
    flag: Flag | None = None  # decided: rendered when the flag is on (or off, when negated)
    negated: bool = False
    words: float = 0.0  # literal words that the line saves where it is right
    says: float = 1.0  # those as a share of the words that its rows have on average

    def begins_line(self) -> bool:
        """Whether it stands on lines of its own."""
        first = self.parts[0] if self.parts else None
        if isinstance(first, Cell) and first.begins:
            return True
        opened = first.open if isinstance(first, Nested) else first
        return opened is not None and "\n" in opened.space

    def nested(self) -> list[Nested]:
        """The groups within the line."""
        return [p for p in self.parts if isinstance(p, Nested)]

    def cells(self) -> list[Cell]:
        """The cells of the line itself, not of what is nested in it."""
        return [p for p in self.parts if isinstance(p, Cell)]


@dataclass(slots=True, eq=False)
class Loop:
    """A list: rows of one shape in any number."""

    items: dict[int, list[int]]
    scope: Scope
    line: Line
    spaces: tuple[str, str]  # before the first item, before the others
    separator: Separator
    population: frozenset[int]
    name: str = ""
    chosen: bool = False  # decided: it becomes a parameter


@dataclass(frozen=True, slots=True)
class Separator:
    """The punctuation after an item."""

    text: str = ""
    after_last: bool = True


@dataclass(slots=True, eq=False)
class Block:
    """The lines and loops of a group."""

    parts: list[Line | Loop]


@dataclass(slots=True, eq=False)
class Scope:
    """What takes parameters: the instance, or an item of a list."""

    occurrences: list[int]
    names: dict[int, str]  # the instance's name for each occurrence
    weights: dict[int, float]  # what a word counts there: each instance as much as any other, however long it is
    cells: list[Cell] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def mostly(self, members: Iterable[int], population: Iterable[int]) -> bool:
        """Whether the members weigh more than half of the population."""
        return 2 * sum(self.weights[o] for o in members) > sum(self.weights[o] for o in population)


def rendered(block: Block) -> Iterator[Line | Loop]:
    """The lines and loops that are rendered, outermost first; not what is inside of loops."""
    for part in block.parts:
        if isinstance(part, Loop):
            yield part
        elif part.keep:
            yield part
            for nested in part.nested():
                yield from rendered(nested.body)


def visible(block: Block) -> Iterator[Line]:
    """The lines that may be rendered: those kept and what is in them, and those that an option could bring."""
    for part in block.parts:
        if isinstance(part, Line):
            yield part
            for nested in part.nested() if part.keep else ():
                yield from visible(nested.body)
