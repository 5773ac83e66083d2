"""Handlebars: texts with its tags, in the words of the engine here. Blocks that are alone on a line take the line along.

The language is documented at https://handlebarsjs.com/guide.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jigsmith.loop.build.importing import dialect, notes, pieces, syntax
from jigsmith.loop.build.importing.pieces import Piece, Tag, Text
from jigsmith.loop.build.importing.syntax import Attr, Const, Expr, Filter, Item, Name, Untranslatable

MAX_PARTIALS = 6
_TAG = re.compile(
    r"""(?P<escape>\\(?=\{\{))?\{\{(?P<left>~)?(?:
        !--(?P<long>.*?)--(?P<end1>~)?\}\}
      | !(?P<short>[^}]*?)(?P<end2>~)?\}\}
      | \{(?P<triple>[^}]*)\}(?P<end3>~)?\}\}
      | (?P<sign>[#/^>&])?\s*(?P<body>(?:"[^"]*"|'[^']*'|[^}"'])*?)(?P<end4>~)?\}\}
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(
    r"""\s*(?:(?P<string>"[^"]*"|'[^']*')|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<hash>[\w@$-]+)=
    |(?P<bars>\|[^|]*\|)|(?P<open>\()|(?P<close>\))|(?P<path>(?:\.\./)*(?:[@\w$.\-/]|\[[^\]]*\])+))""",
    re.VERBOSE,
)
Resolve = Callable[[str], Expr]
"""Gives the expression for a variable of the outermost context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlebars:
    """What the names in the texts of one generator mean."""

    into: notes.Import
    resolve: Resolve
    helpers: Mapping[str, dialect.Helper] = field(default_factory=dict)
    blocks: Mapping[str, dialect.Helper] = field(default_factory=dict)
    """Block helpers that choose between their two parts: the condition."""
    partials: Mapping[str, str] = field(default_factory=dict)
    booleans: frozenset[str] = frozenset()
    """Parameters that are true or false, which JavaScript writes small."""

    def text(self, text: str, where: str) -> str:
        """A text as a template here."""
        return pieces.assemble(_Reader(self, where).read(text.replace("\r\n", "\n")))

    def expression(self, text: str, where: str) -> Expr:
        """What stands in one tag."""
        return _Reader(self, where).said(text)


@dataclass(frozen=True, slots=True)
class _Frame:
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


class _Reader:
    """Reads one text."""

    def __init__(self, env: Handlebars, where: str, *, depth: int = 0) -> None:
        self.env = env
        file, _, line = where.rpartition(":")
        self.file, self.above = (file, int(line) - 1) if line.isdigit() else (where, 0)
        self.frames = [_Frame()]
        self.depth = depth

    def read(self, text: str) -> list[Piece]:
        found: list[Piece] = []
        at = 0
        for tag in _TAG.finditer(text):
            if tag.start() < at:
                continue
            between = text[at : tag.start()]
            at = tag.end()
            if tag["escape"]:
                found += [Text(between), Text(tag.group()[1:])]
                continue
            line = text.count("\n", 0, tag.start()) + 1
            alone = self.is_alone(text, tag)
            left: pieces.Left = "strip" if tag["left"] else "line" if alone else "keep"
            ended = tag["end1"] or tag["end2"] or tag["end3"] or tag["end4"]
            right: pieces.Right = "strip" if ended else "newline" if alone else "keep"
            made = self.tag(tag, line, left, right)
            if alone and right == "newline":
                at += len(text[at:]) - len(text[at:].lstrip(" \t"))
            if alone and tag["sign"] == ">":
                indent = re.search(r"[ \t]*$", between)
                blanks = indent.group() if indent else ""
                between = between[: len(between) - len(blanks)]
                made = _indented(made, blanks)
                at += text[at:].startswith("\n")
            found += [Text(between), *made]
        found.append(Text(text[at:]))
        return found

    def is_alone(self, text: str, tag: re.Match[str]) -> bool:
        """Whether a block, a comment or a partial is all that is on its line."""
        word = (tag["body"] or "").split(" ")[0].strip()
        if tag["triple"] is not None or not (
            tag["sign"] in ("#", "/", "^", ">") or tag["body"] is None or word == "else"
        ):
            return False
        before = text[: tag.start()].rpartition("\n")[2]
        after = text[tag.end() :].partition("\n")[0]
        return not before.strip(" \t") and not after.strip(" \t")

    def say(self, line: int, what: str) -> None:
        self.env.into.say(f"{self.file}:{self.above + line}", what)

    def tag(self, tag: re.Match[str], line: int, left: pieces.Left, right: pieces.Right) -> list[Piece]:
        if tag["triple"] is None and tag["body"] is None:
            return [Tag("comment", (tag["long"] or tag["short"] or "").strip(), left, right)]
        body = (tag["triple"] if tag["triple"] is not None else tag["body"]).strip()
        sign = tag["sign"] or ""
        if sign == ">":
            return self.partial(body, line)
        if sign in ("", "&") and body.split(" ")[0] != "else" and body != "^":
            return [self.output(tag.group(), body, line, left, right)]
        if sign == "/":
            frame = self.frames.pop() if len(self.frames) > 1 else _Frame(ends="")
            return [Tag("statement", frame.ends, left, right)] if frame.ends else [Tag("comment", "", left, right)]
        if (sign == "^" and not body) or body == "^" or body.split(" ")[0] == "else":
            return [self.other(body.removeprefix("else").strip() if body != "^" else "", line, left, right)]
        return [self.block(sign, body, line, left, right)]

    def output(self, whole: str, body: str, line: int, left: pieces.Left, right: pieces.Right) -> Piece:
        local = len(self.frames) > 1 and any(frame.this is not None for frame in self.frames)
        try:
            where = f"{self.file}:{self.above + line}"
            expr = self.env.into.translated(lambda: self.said(body), whole, where, local=local)
        except Untranslatable as error:
            self.say(line, f"`{whole}`: {error} has no counterpart; it is in the output as it stands")
            return Text(whole)
        if isinstance(expr, Name) and expr.id in self.env.booleans:
            expr = Filter(expr, "json")
        return Tag(
            "output", syntax.write(expr), left if left == "strip" else "keep", right if right == "strip" else "keep"
        )

    # ------------------------------------------------------------------------------------------------ blocks
    def condition(self, body: str, line: int, *, negated: bool = False) -> str:
        local = any(frame.this is not None for frame in self.frames)
        try:
            expr = self.env.into.translated(
                lambda: self.said(body), body, f"{self.file}:{self.above + line}", kind="boolean", local=local
            )
        except Untranslatable as error:
            self.say(line, f"`{body}`: {error} has no counterpart; it counts as false")
            expr = Const(False)
        return syntax.write(syntax.Unary("not", expr) if negated else expr)

    def block(self, sign: str, body: str, line: int, left: pieces.Left, right: pieces.Right) -> Tag:
        word, _, rest = body.partition(" ")
        rest = rest.strip()
        bars = re.search(r"\bas\s+\|([^|]*)\|\s*$", rest)
        names = bars[1].split() if bars else []
        rest = rest[: bars.start()].strip() if bars else rest
        if sign == "#" and word == "each":
            return self.each(rest, names, line, left, right)
        if sign == "#" and word == "with":
            return self.inner(rest, names, line, left, right)
        if word in self.env.blocks and sign == "#":
            parser = _Words(rest)
            condition = self.block_condition(word, parser, line)
        elif word in ("if", "unless") and sign == "#":
            condition = self.condition(rest, line, negated=word == "unless")
        else:
            if rest or "." in word:
                self.say(line, f"the block helper `{word}` has no counterpart; its condition is asked for instead")
            condition = self.condition(body, line, negated=sign == "^")
        self.frames.append(replace(self.frames[-1], word=word, ends="endif"))
        return Tag("statement", f"if {condition}", left, right)

    def block_condition(self, word: str, parser: "_Words", line: int) -> str:
        def parsed() -> Expr:
            args, _ = self.arguments(parser)
            return self.env.blocks[word](args)

        where = f"{self.file}:{self.above + line}"
        try:
            return syntax.write(self.env.into.translated(parsed, f"{word} {parser.text}", where, kind="boolean"))
        except Untranslatable:
            return "false"

    def each(self, rest: str, names: list[str], line: int, left: pieces.Left, right: pieces.Right) -> Tag:
        local = any(frame.this is not None for frame in self.frames)
        try:
            items = self.env.into.translated(
                lambda: self.said(rest), rest, f"{self.file}:{self.above + line}", kind="list", local=local
            )
        except Untranslatable as error:
            self.say(line, f"`{rest}`: {error} has no counterpart; the loop goes through nothing")
            items = syntax.Items()
        item = names[0] if names else "item" if len(self.frames) == 1 else f"item_{len(self.frames)}"
        item = notes.identifier(item)
        index = Attr(Name("loop"), "index0")
        given = {names[0]: Name(item)} if names else {}
        given |= {names[1]: index} if len(names) > 1 else {}
        self.frames.append(_Frame(this=Name(item), names=given, index=index, word="each", ends="endfor"))
        return Tag("statement", f"for {item} in {syntax.write(items)}", left, right)

    def inner(self, rest: str, names: list[str], line: int, left: pieces.Left, right: pieces.Right) -> Tag:
        condition = self.condition(rest, line)
        try:
            this: Expr = self.said(rest)
        except Untranslatable:
            this = Name(condition)
        self.frames.append(_Frame(this=this, names={names[0]: this} if names else {}, word="with", ends="endif"))
        return Tag("statement", f"if {condition}", left, right)

    def other(self, rest: str, line: int, left: pieces.Left, right: pieces.Right) -> Tag:
        """`else`, and `else if`."""
        word, _, inner = rest.partition(" ")
        if not rest:
            if self.frames[-1].word == "each":
                self.frames[-1] = replace(self.frames[-2], word="each", ends="endfor")
            return Tag("statement", "else", left, right)
        if word in self.env.blocks:
            return Tag("statement", f"elif {self.block_condition(word, _Words(inner), line)}", left, right)
        return Tag("statement", f"elif {self.condition(inner, line, negated=word == 'unless')}", left, right)

    def partial(self, body: str, line: int) -> list[Piece]:
        parser = _Words(body)
        name = parser.word()
        text = self.env.partials.get(name.strip("\"'"))
        if text is None or self.depth >= MAX_PARTIALS:
            self.say(line, f"the partial `{name}` is not to be found")
            return []
        reader = _Reader(self.env, f"partial {name}", depth=self.depth + 1)
        try:
            args, named = self.arguments(parser)
        except Untranslatable:
            args, named = (), ()
        top = replace(self.frames[-1], names={**self.frames[-1].names, **dict(named)})
        reader.frames = [replace(top, this=args[0]) if args else top]
        return reader.read(text.replace("\r\n", "\n"))

    # ------------------------------------------------------------------------------------------------ expressions
    def said(self, body: str) -> Expr:
        """The expression in a tag: a path, or a helper with what it is given."""
        parser = _Words(body)
        found = self.call(parser)
        if parser.kind:
            raise Untranslatable(f"`{body}`")
        return found

    def call(self, parser: "_Words") -> Expr:
        if parser.kind != "path":
            return self.argument(parser)
        name = parser.word()
        if not parser.kind or parser.kind == "close":
            helper = self.env.helpers.get(name)
            return helper(()) if helper and not _known(self, name) else self.path(name)
        args, named = self.arguments(parser)
        if name == "lookup" and len(args) == 2:
            return Item(args[0], args[1])
        if name in ("if", "unless", "each", "with"):
            return args[0]
        helper = self.env.helpers.get(name)
        if helper is None or named:
            raise Untranslatable(f"the helper `{name}`")
        return helper(args)

    def arguments(self, parser: "_Words") -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
        args: list[Expr] = []
        named: list[tuple[str, Expr]] = []
        while parser.kind and parser.kind != "close":
            if parser.kind == "hash":
                key = parser.word()
                named.append((key, self.argument(parser)))
            else:
                args.append(self.argument(parser))
        return tuple(args), tuple(named)

    def argument(self, parser: "_Words") -> Expr:
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
            found, parts = (frame.this if frame.this is not None else self.env.resolve("this")), parts[1:]
        elif parts and parts[0] in frame.names:
            found, parts = frame.names[parts[0]], parts[1:]
        elif frame.this is not None:
            found = frame.this
        else:
            found, parts = self.env.resolve(parts[0] if parts else path), parts[1:]
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

    def special(self, name: str, frame: _Frame) -> Expr:
        known = {"index": "index0", "first": "first", "last": "last"}
        if name in known and any(each.word == "each" for each in self.frames):
            return Attr(Name("loop"), known[name])
        raise Untranslatable(f"`@{name}`")


def _known(reader: _Reader, name: str) -> bool:
    try:
        reader.path(name)
    except Untranslatable:
        return False
    return True


def _indented(found: list[Piece], blanks: str) -> list[Piece]:
    """The pieces of a partial with blanks before each of its lines."""
    if not blanks:
        return found
    made: list[Piece] = [Text(blanks)]
    for number, piece in enumerate(found):
        if isinstance(piece, Text):
            last = number == len(found) - 1
            body = piece.text[:-1] if last and piece.text.endswith("\n") else piece.text
            made.append(Text(body.replace("\n", f"\n{blanks}") + piece.text[len(body) :]))
        else:
            made.append(piece)
    return made


class _Words:
    """The words in a tag, one by one; `kind` is empty at the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.kind = ""
        self.value = ""
        self.word()

    def word(self) -> str:
        """The next word; the one after it is seen then."""
        value = self.value
        found = _WORD.match(self.text, self.at)
        if found is None:
            if self.text[self.at :].strip():
                raise Untranslatable(f"`{self.text}`")
            self.kind, self.value = "", ""
        else:
            self.at = found.end()
            self.kind = str(found.lastgroup)
            self.value = found[self.kind]
        return value
