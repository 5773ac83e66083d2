"""Handlebars: texts with its tags, in the words of the engine here. Blocks alone on a line take the line along.

The language is documented at https://handlebarsjs.com/guide.

It is longer than 250 lines: one method for each kind of block.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jigsmith.loop.build.importing import dialect, notes, pieces, syntax
from jigsmith.loop.build.importing.handlebars_expressions import Expressions, Frame, Resolve
from jigsmith.loop.build.importing.handlebars_words import Words
from jigsmith.loop.build.importing.pieces import Piece, Tag, Text
from jigsmith.loop.build.importing.syntax import Attr, Const, Expr, Filter, Name, Untranslatable

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
class _Seen:
    """Where a tag is, and what becomes of the blanks around it."""

    line: int
    left: pieces.Left
    right: pieces.Right


class _Reader(Expressions):
    """Reads one text."""

    def __init__(self, env: Handlebars, where: str, *, depth: int = 0) -> None:
        super().__init__(env.resolve, env.helpers)
        self.env = env
        file, _, line = where.rpartition(":")
        self.file, self.above = (file, int(line) - 1) if line.isdigit() else (where, 0)
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
            made = self.tag(tag, _Seen(line, left, right))
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

    def tag(self, tag: re.Match[str], seen: _Seen) -> list[Piece]:
        if tag["triple"] is None and tag["body"] is None:
            return [Tag("comment", (tag["long"] or tag["short"] or "").strip(), seen.left, seen.right)]
        body = (tag["triple"] if tag["triple"] is not None else tag["body"]).strip()
        sign = tag["sign"] or ""
        if sign == ">":
            return self.partial(body, seen.line)
        if sign in ("", "&") and body.split(" ")[0] != "else" and body != "^":
            return [self.output(tag.group(), body, seen)]
        if sign == "/":
            frame = self.frames.pop() if len(self.frames) > 1 else Frame(ends="")
            return (
                [Tag("statement", frame.ends, seen.left, seen.right)]
                if frame.ends
                else [Tag("comment", "", seen.left, seen.right)]
            )
        if (sign == "^" and not body) or body == "^" or body.split(" ")[0] == "else":
            return [self.other(body.removeprefix("else").strip() if body != "^" else "", seen)]
        return [self.block(sign, body, seen)]

    def output(self, whole: str, body: str, seen: _Seen) -> Piece:
        local = len(self.frames) > 1 and any(frame.this is not None for frame in self.frames)
        try:
            where = f"{self.file}:{self.above + seen.line}"
            expr = self.env.into.translated(lambda: self.said(body), whole, where, local=local)
        except Untranslatable as error:
            self.say(seen.line, f"`{whole}`: {error} has no counterpart; it is in the output as it stands")
            return Text(whole)
        if isinstance(expr, Name) and expr.id in self.env.booleans:
            expr = Filter(expr, "json")
        return Tag(
            "output",
            syntax.write(expr),
            "strip" if seen.left == "strip" else "keep",
            "strip" if seen.right == "strip" else "keep",
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
            expr = Const(value=False)
        return syntax.write(syntax.Unary("not", expr) if negated else expr)

    def block(self, sign: str, body: str, seen: _Seen) -> Tag:
        word, _, rest = body.partition(" ")
        rest = rest.strip()
        bars = re.search(r"\bas\s+\|([^|]*)\|\s*$", rest)
        names = bars[1].split() if bars else []
        rest = rest[: bars.start()].strip() if bars else rest
        if sign == "#" and word == "each":
            return self.each(rest, names, seen)
        if sign == "#" and word == "with":
            return self.inner(rest, names, seen)
        if word in self.env.blocks and sign == "#":
            parser = Words(rest)
            condition = self.block_condition(word, parser, seen.line)
        elif word in ("if", "unless") and sign == "#":
            condition = self.condition(rest, seen.line, negated=word == "unless")
        else:
            if rest or "." in word:
                self.say(seen.line, f"the block helper `{word}` has no counterpart; its condition is asked for instead")
            condition = self.condition(body, seen.line, negated=sign == "^")
        self.frames.append(replace(self.frames[-1], word=word, ends="endif"))
        return Tag("statement", f"if {condition}", seen.left, seen.right)

    def block_condition(self, word: str, parser: "Words", line: int) -> str:
        def parsed() -> Expr:
            args, _ = self.arguments(parser)
            return self.env.blocks[word](args)

        where = f"{self.file}:{self.above + line}"
        try:
            return syntax.write(self.env.into.translated(parsed, f"{word} {parser.text}", where, kind="boolean"))
        except Untranslatable:
            return "false"

    def each(self, rest: str, names: list[str], seen: _Seen) -> Tag:
        local = any(frame.this is not None for frame in self.frames)
        try:
            items = self.env.into.translated(
                lambda: self.said(rest), rest, f"{self.file}:{self.above + seen.line}", kind="list", local=local
            )
        except Untranslatable as error:
            self.say(seen.line, f"`{rest}`: {error} has no counterpart; the loop goes through nothing")
            items = syntax.Items()
        item = names[0] if names else "item" if len(self.frames) == 1 else f"item_{len(self.frames)}"
        item = notes.identifier(item)
        index = Attr(Name("loop"), "index0")
        given: dict[str, Expr] = {names[0]: Name(item)} if names else {}
        given |= {names[1]: index} if len(names) > 1 else {}
        self.frames.append(Frame(this=Name(item), names=given, index=index, word="each", ends="endfor"))
        return Tag("statement", f"for {item} in {syntax.write(items)}", seen.left, seen.right)

    def inner(self, rest: str, names: list[str], seen: _Seen) -> Tag:
        condition = self.condition(rest, seen.line)
        try:
            this: Expr = self.said(rest)
        except Untranslatable:
            this = Name(condition)
        self.frames.append(Frame(this=this, names={names[0]: this} if names else {}, word="with", ends="endif"))
        return Tag("statement", f"if {condition}", seen.left, seen.right)

    def other(self, rest: str, seen: _Seen) -> Tag:
        """`else`, and `else if`."""
        word, _, inner = rest.partition(" ")
        if not rest:
            if self.frames[-1].word == "each":
                self.frames[-1] = replace(self.frames[-2], word="each", ends="endfor")
            return Tag("statement", "else", seen.left, seen.right)
        if word in self.env.blocks:
            return Tag(
                "statement", f"elif {self.block_condition(word, Words(inner), seen.line)}", seen.left, seen.right
            )
        return Tag(
            "statement", f"elif {self.condition(inner, seen.line, negated=word == 'unless')}", seen.left, seen.right
        )

    def partial(self, body: str, line: int) -> list[Piece]:
        parser = Words(body)
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
