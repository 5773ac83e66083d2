"""What the places of injection talk about: an injection, an edit, a piece of a file, a syntax tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jigsmith.base import errors


class PlaceMissing(errors.InjectFailed):
    """The place an injection names is not in the file. `missing: skip` in a template is about this error alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One text for one place in one file, rendered: no expressions are left in it.

    Exactly one of the places is given: `mark`, `sorted` (after, before), `imports`, `registry`, `key` or `query`.
    """

    id: str
    path: str  # decides the language; named in errors
    text: str
    mark: str | None = None
    sorted: tuple[str, str] | None = None
    imports: bool = False
    registry: str | None = None
    key: str | None = None
    query: str | None = None
    at: str | None = None  # None: the place's own default

    def failed(self, what: str, *, line: int | None = None, do: str | None = None) -> errors.InjectFailed:
        """Return the error that says it about this file (line from 1)."""
        return errors.InjectFailed(what, where=f"{self.path}:{line}" if line else self.path, do=do)

    def missing(self, what: str, *, do: str | None = None) -> PlaceMissing:
        """Return the error that says that the place is not there."""
        return PlaceMissing(what, where=self.path, do=do)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters `start` to `end` of the source become `text`. start == end: a pure insertion."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What an edit put into a file: `text` stands there now, `was` stood there before ("": a pure insertion)."""

    text: str
    was: str = ""


class Node(Protocol):
    """A node of a syntax tree; positions are in characters of the source."""

    @property
    def kind(self) -> str:
        """Tell the grammar's name for it; for a bracket or a keyword, its text."""

    @property
    def start(self) -> int:
        """Tell where it begins."""

    @property
    def end(self) -> int:
        """Tell where it ends, exclusive."""

    @property
    def text(self) -> str:
        """Return its text."""

    @property
    def children(self) -> Sequence[Node]:
        """Return its children in order, brackets, commas and comments among them."""

    @property
    def parent(self) -> Node | None:
        """Return the node it is in; None: the root."""

    def field(self, name: str) -> Node | None:
        """Return the child that the grammar calls so."""


class Trees(Protocol):
    """Where syntax trees come from."""

    def language(self, path: str) -> str | None:
        """Tell the language of a file by its name; None: no grammar for it."""

    def root(self, path: str, source: str) -> Node | None:
        """Parse; None: no grammar for it."""

    def broken(self, path: str, source: str) -> bool:
        """Tell whether the source has a syntax error; False where there is no grammar."""

    def places(self, path: str, source: str, query: str) -> Sequence[Node] | None:
        """Return what `@place` captures; None: no grammar. ValueError: the query is wrong, and why."""
