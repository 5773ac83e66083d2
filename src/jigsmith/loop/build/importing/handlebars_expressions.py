"""Expressions of Handlebars as trees: paths in contexts that blocks open, and helpers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jigsmith.loop.build.importing import dialect
from jigsmith.loop.build.importing.handlebars_words import Words
from jigsmith.loop.build.importing.syntax import Attr, Const, Expr, Filter, Item, Name, Untranslatable

Resolve = Callable[[str], Expr]
"""Gives the expression for a variable of the outermost context."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What names mean in a part of a text."""

    this: Expr | None = None
    """The item or the table it is about; None: the parameters."""
    names: Mapping[str, Expr] = field(default_factory=dict)
    index: Expr | None = None
    key: Expr | None = None
    word: str = ""
    """The word of the block, `if` and so on."""
    ends: str = ""
    """The statement that ends it."""


class Expressions:
    """Reads what stands in tags; `frames` has the contexts, the innermost last."""

    def __init__(self, resolve: Resolve, helpers: Mapping[str, dialect.Helper]) -> None:
        self.resolve = resolve
        self.helpers = helpers
        self.frames = [Frame()]

    def said(self, body: str) -> Expr:
        """The expression in a tag: a path, or a helper with what it is given."""
        parser = Words(body)
        found = self.call(parser)
        if parser.kind:
            raise Untranslatable(f"`{body}`")
        return found

    def call(self, parser: "Words") -> Expr:
        """A helper with what it is given, or a path."""
        if parser.kind != "path":
            return self.argument(parser)
        name = parser.word()
        if not parser.kind or parser.kind == "close":
            helper = self.helpers.get(name)
            return helper(()) if helper and not self.known(name) else self.path(name)
        args, named = self.arguments(parser)
        if name == "lookup" and len(args) == 2:
            return Item(args[0], args[1])
        if name in ("if", "unless", "each", "with"):
            return args[0]
        helper = self.helpers.get(name)
        if helper is None or named:
            raise Untranslatable(f"the helper `{name}`")
        return helper(args)

    def arguments(self, parser: "Words") -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
        """What a helper is given, in order and by name."""
        args: list[Expr] = []
        named: list[tuple[str, Expr]] = []
        while parser.kind and parser.kind != "close":
            if parser.kind == "hash":
                key = parser.word()
                named.append((key, self.argument(parser)))
            else:
                args.append(self.argument(parser))
        return tuple(args), tuple(named)

    def argument(self, parser: "Words") -> Expr:
        """One of these."""
        kind, word = parser.kind, parser.word()
        if kind == "string":
            return Const(word[1:-1])
        if kind == "number":
            return Const(float(word) if "." in word else int(word))
        if kind == "open":
            found = self.call(parser)
            if parser.kind != "close":
                raise Untranslatable(f"`{parser.text}`")
            parser.word()
            return found
        if kind != "path":
            raise Untranslatable(f"`{parser.text}`")
        return self.path(word)

    def path(self, path: str) -> Expr:
        """A variable, seen from the innermost context."""
        constants: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
        if path in constants:
            return Const(constants[path])
        level = len(self.frames) - 1
        while path.startswith("../"):
            path = path[3:]
            level = self.above_of(level)
        frame = self.frames[max(level, 0)]
        if path.startswith("@root."):
            frame, path = self.frames[0], path[6:]
        if path.startswith("@"):
            return self.special(path[1:], frame)
        parts = [each.strip("[]") for each in re.findall(r"\[[^\]]*\]|[^./\[\]]+", path)]
        if (parts and parts[0] == "this") or path == ".":
            found, parts = (frame.this if frame.this is not None else self.resolve("this")), parts[1:]
        elif parts and parts[0] in frame.names:
            found, parts = frame.names[parts[0]], parts[1:]
        elif frame.this is not None:
            found = frame.this
        else:
            found, parts = self.resolve(parts[0] if parts else path), parts[1:]
        for each in parts:
            found = (
                Filter(found, "length")
                if each == "length"
                else Item(found, Const(int(each)))
                if each.isdigit()
                else Attr(found, each)
            )
        return found

    def above_of(self, level: int) -> int:
        """The context around the one at `level`: `if` and `unless` have none of their own."""
        here = self.frames[level].this
        while level > 0 and self.frames[level].this is here:
            level -= 1
        return level

    def special(self, name: str, frame: Frame) -> Expr:
        """What begins with `@`."""
        known = {"index": "index0", "first": "first", "last": "last"}
        if name in known and any(each.word == "each" for each in self.frames):
            return Attr(Name("loop"), known[name])
        raise Untranslatable(f"`@{name}`")

    def known(self, name: str) -> bool:
        """Whether a path leads somewhere."""
        try:
            self.path(name)
        except Untranslatable:
            return False
        return True
