"""Jinja: texts and names of files with its tags, in the words of the engine here.

It is longer than 250 lines: one method for each tag.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from jigsmith.engines.templates import records
from jigsmith.loop.build.importing import dialect, jinja_expressions, notes, pieces, syntax
from jigsmith.loop.build.importing.jinja_lexer import Lexeme, Lexer
from jigsmith.loop.build.importing.pieces import Piece, Tag, Text
from jigsmith.loop.build.importing.syntax import Expr, Untranslatable

MAX_INCLUDES = 5
"""Files that include one another."""
_ENDS = {"endif", "endfor", "endset", "endmacro", "endcall", "endfilter", "endwith", "else"}
_NAME = r"[^\W\d]\w*"
Names = Callable[[Expr, frozenset[str]], Expr]
"""Gives an expression with variables by the names they have here; it is told which ones are local."""
Load = Callable[[str], "tuple[str, str] | None"]
"""Gives the path and the text of a file that is included by its name."""


@dataclass(slots=True, kw_only=True)
class Jinja:
    """How one tool uses Jinja, and the import that its texts are read for."""

    into: notes.Import
    names: Names
    load: Load = lambda _: None
    marks: records.Delimiters = field(default_factory=records.Delimiters)
    trim: bool = False
    lstrip: bool = False
    keep_newline: bool = True
    lenient: bool = False
    """Whether a variable that was not set is empty."""
    tags: dict[str, Callable[[str, str], Expr]] = field(default_factory=dict)
    """Tags of extensions: what their rest and their place say, as an expression."""

    def text(self, text: str, where: str, local: Collection[str] = ()) -> str:
        """The text of a file as a template here; `where` is its path, `local` what its name binds."""
        text = text.replace("\r\n", "\n")
        if not self.keep_newline:
            text = text.removesuffix("\n")
        reader = _Reader(self, where)
        reader.local |= set(local)
        found = reader.read(text)
        unset: list[Piece] = [Tag("statement", f"set {name} = ''") for name in sorted(reader.maybe) if self.lenient]
        return pieces.assemble([*unset, *found], self.given)

    def pieces_with(self, text: str, where: str, local: set[str]) -> list[Piece]:
        """The pieces of a text in which some names are local, for names of files."""
        reader = _Reader(self, where)
        reader.local |= local
        return [piece for piece in reader.read(text) if piece != Text("")]

    def expression(self, text: str, where: str, *, kind: str = "string") -> Expr:
        """An expression that stands alone, without braces."""
        return _Reader(self, where).expression(text, 1, kind=kind)

    @property
    def given(self) -> records.Delimiters | None:
        """The delimiters, unless they are the usual ones."""
        return None if self.marks == records.Delimiters() else self.marks


class _Reader:
    """Reads one file."""

    def __init__(self, env: Jinja, where: str, *, depth: int = 0) -> None:
        self.env = env
        file, _, line = where.rpartition(":")
        self.file, self.above = (file, int(line) - 1) if line.isdigit() else (where, 0)
        self.depth = depth
        self.local: set[str] = set()
        self.macros: set[str] = set()
        self.modules: dict[str, str] = {}
        self.inside = 0
        """How many blocks are open."""
        self.maybe: set[str] = set()
        """Variables that are set on some ways through the file alone."""

    def read(self, text: str) -> list[Piece]:
        found: list[Piece] = []
        for lexeme in Lexer(self.env.marks, trim=self.env.trim, lstrip=self.env.lstrip).lexemes(text):
            if lexeme.kind == "open":
                self.say(lexeme.line, f"`{lexeme.inner[:40]}` is not closed")
                found.append(Text(lexeme.inner))
            elif lexeme.kind in ("text", "raw"):
                found.append(Text(lexeme.inner, solid=lexeme.kind == "raw"))
            elif lexeme.kind == "output":
                found.append(self.output(lexeme))
            elif lexeme.kind == "comment":
                found.append(Tag("comment", lexeme.inner, lexeme.left, lexeme.right))
            else:
                found += self.statement(lexeme)
        return found

    def at(self, line: int) -> str:
        """File and line."""
        return f"{self.file}:{self.above + line}"

    def say(self, line: int, what: str, *, lost: bool = True) -> None:
        self.env.into.say(self.at(line), what, lost=lost)

    def output(self, lexeme: Lexeme) -> Piece:
        try:
            expr = self.expression(lexeme.inner, lexeme.line)
        except Untranslatable as error:
            marks = self.env.marks
            self.say(lexeme.line, f"`{lexeme.inner}`: {error} has no counterpart; it is in the output as it stands")
            return Text(f"{marks.variable[0]} {lexeme.inner} {marks.variable[1]}")
        return Tag("output", syntax.write(expr), lexeme.left, lexeme.right)

    def expression(self, text: str, line: int, *, kind: str = "string") -> Expr:
        """An expression; Untranslatable only if it is about what is local."""
        local = frozenset(self.local | self.macros)

        def parsed() -> Expr:
            expr = syntax.change(jinja_expressions.parse(text), self.of_module)
            return dialect.from_jinja(self.env.names(expr, local), macros=frozenset(self.macros))

        about_local = bool(self.local & set(re.findall(_NAME, text)))
        where = self.at(line)
        return self.env.into.translated(parsed, text, where, kind=kind, local=about_local)

    def of_module(self, part: Expr) -> Expr:
        """`module.macro` by the name that it has here."""
        if isinstance(part, syntax.Attr) and isinstance(part.of, syntax.Name) and part.of.id in self.modules:
            return syntax.Name(self.modules[part.of.id] + part.name)
        return part

    def condition(self, text: str, line: int) -> str:
        try:
            return syntax.write(self.expression(text, line, kind="boolean"))
        except Untranslatable as error:
            self.say(line, f"`{text}`: {error} has no counterpart; it counts as false")
            return "false"

    def statement(self, lexeme: Lexeme) -> list[Piece]:
        found = re.match(r"\w+", lexeme.inner)
        word = found.group() if found else ""
        rest = lexeme.inner[len(word) :].strip()
        if word in self.env.tags:
            expr = self.env.tags[word](rest, self.at(lexeme.line))
            return [Tag("output", syntax.write(expr), lexeme.left, lexeme.right)]
        self.inside += (word in ("if", "for")) - (word in ("endif", "endfor"))
        if word in _ENDS:
            return [self.tag(lexeme, word)]
        handler = getattr(self, f"on_{word}", None)
        if handler is None:
            self.say(lexeme.line, f"the tag `{word}` has no counterpart; it is left out")
            return [Tag("comment", "", lexeme.left, lexeme.right)]
        made: list[Piece] = handler(rest, lexeme)
        return made

    def tag(self, lexeme: Lexeme, inner: str) -> Tag:
        return Tag("statement", inner, lexeme.left, lexeme.right)

    def on_if(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        return [self.tag(lexeme, f"if {self.condition(rest, lexeme.line)}")]

    def on_elif(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        return [self.tag(lexeme, f"elif {self.condition(rest, lexeme.line)}")]

    def on_for(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        found = re.match(rf"\(?\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\)?\s+in\s+(.*?)(?:\s+recursive)?$", rest, re.DOTALL)
        if not found:
            self.say(lexeme.line, f"`for {rest}` cannot be read; it goes through nothing")
            return [self.tag(lexeme, "for each in []")]
        listed, _, condition = found[2].partition(" if ") if " else " not in found[2] else (found[2], "", "")
        try:
            items = syntax.write(self.expression(listed, lexeme.line, kind="list"))
        except Untranslatable as error:
            self.say(lexeme.line, f"`{listed}`: {error} has no counterpart; the loop goes through nothing")
            items = "[]"
        self.local |= {*re.findall(_NAME, found[1]), "loop"}
        only = f" if {self.condition(condition, lexeme.line)}" if condition else ""
        return [self.tag(lexeme, f"for {found[1]} in {items}{only}")]

    def on_set(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        target, equals, value = rest.partition("=")
        names = set(re.findall(_NAME, target.partition(".")[0]))
        self.maybe |= names - self.local if self.inside else set()
        self.local |= names
        if not equals:
            return [self.tag(lexeme, f"set {rest}")]
        try:
            parts = [self.expression(value, lexeme.line)]
        except Untranslatable as error:
            self.say(lexeme.line, f"`{value.strip()}`: {error} has no counterpart; it is empty")
            parts = [syntax.Const("")]
        return [self.tag(lexeme, f"set {target.strip()} = {', '.join(map(syntax.write, parts))}")]

    def on_macro(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        self.macros.add(rest.partition("(")[0].strip())
        self.local |= set(re.findall(_NAME, rest.partition("(")[2]))
        return [self.tag(lexeme, f"macro {rest}")]

    def on_call(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        return [self.tag(lexeme, f"call {rest}" if not rest.startswith("(") else f"call{rest}")]

    def on_filter(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        try:
            expr = dialect.from_jinja(jinja_expressions.parse(f"x|{rest}"))
            return [self.tag(lexeme, f"filter {syntax.write(expr).partition(' | ')[2]}")]
        except Untranslatable as error:
            self.say(lexeme.line, f"{error} has no counterpart; its text stays as it is")
            return [self.tag(lexeme, "filter raw")]

    def on_with(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        self.local |= set(re.findall(rf"({_NAME})\s*=(?!=)", rest))
        return [self.tag(lexeme, f"with {rest}".strip())]

    def on_block(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        return [Tag("comment", "", lexeme.left, lexeme.right)]

    on_endblock = on_block
    on_endraw = on_block

    def on_do(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        try:
            return [self.tag(lexeme, f"set _ = {syntax.write(self.expression(rest, lexeme.line))}")]
        except Untranslatable as error:
            self.say(lexeme.line, f"`{rest}`: {error} has no counterpart; it is left out")
            return [Tag("comment", "", lexeme.left, lexeme.right)]

    def loaded(self, name: str, lexeme: Lexeme) -> tuple["_Reader", list[Piece]] | None:
        """The pieces of another file; None: it is not there, which is said."""
        found = (
            "/".join(re.findall(r"""['"]([^'"]+)['"]""", name))
            if re.match(r"""pathjoin\s*\(\s*['"]|['"]""", name)
            else ""
        )
        text = self.env.load(found) if found and self.depth < MAX_INCLUDES else None
        if text is None:
            self.say(lexeme.line, f"the file {name} is not to be found")
            return None
        reader = _Reader(self.env, text[0], depth=self.depth + 1)
        reader.local, reader.maybe, reader.inside = self.local, self.maybe, self.inside  # it sees what is set here
        return reader, reader.read(text[1].replace("\r\n", "\n"))

    def on_include(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        loaded = self.loaded(rest, lexeme)
        inner = list(loaded[1]) if loaded else []
        if inner and isinstance(inner[-1], Text) and not self.env.keep_newline:
            inner[-1] = Text(inner[-1].text.removesuffix("\n"))
        # comments keep the tags of one file from the blanks of the other
        before: list[Piece] = [Tag("comment", "", lexeme.left, "keep")]
        after: list[Piece] = [Tag("comment", "", "keep", lexeme.right)]
        return [*before, *inner, *after]

    def on_from(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        name, _, wanted = rest.partition(" import ")
        listed = re.findall(rf"({_NAME})(?:\s+as\s+({_NAME}))?", re.sub(r"\s+with(out)?\s+context\s*$", "", wanted))
        return self.macros_of(name, {macro: alias or macro for macro, alias in listed}, "", lexeme)

    def on_import(self, rest: str, lexeme: Lexeme) -> list[Piece]:
        name, _, alias = rest.partition(" as ")
        alias = alias.split()[0] if alias.split() else ""
        self.modules[alias] = f"{alias}_"
        return self.macros_of(name, {}, f"{alias}_", lexeme)

    def macros_of(self, name: str, wanted: dict[str, str], prefix: str, lexeme: Lexeme) -> list[Piece]:
        """The macros of another file, all of them with a prefix or some by other names."""
        loaded = self.loaded(name, lexeme)
        found: list[Piece] = []
        inside = False
        for original in loaded[1] if loaded else ():
            piece = original
            if isinstance(piece, Tag) and piece.inner.startswith("macro "):
                macro = piece.inner[len("macro ") :].partition("(")[0].strip()
                inside = True  # all of them: one may call another
                new = prefix + macro if prefix else wanted.get(macro, macro)
                piece = replace(piece, left="keep", inner=f"macro {new}{piece.inner[len('macro ') + len(macro) :]}")
                self.macros.add(new)
            if inside:
                found.append(piece)
            if isinstance(piece, Tag) and piece.inner == "endmacro":
                inside = False
                found[-1:] = [replace(piece, right="keep")] if found else []
        return [Tag("comment", "", lexeme.left, "keep"), *found, Tag("comment", "", "keep", lexeme.right)]
