"""Notes: what an import found, collected while it goes on; and what it could not carry over, each with its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jigsmith.engines.templates import records
from jigsmith.loop.build.importing import syntax

_RESERVED = frozenset(
    {
        "true",
        "false",
        "none",
        "not",
        "and",
        "or",
        "in",
        "is",
        "if",
        "else",
        "for",
        "loop",
        "self",
        "range",
        "dict",
        "set",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that is not quite as it was."""

    where: str
    """File and line, from the folder that was imported: `copier.yml:12`."""
    what: str
    lost: bool = True
    """Whether something is missing now; else it is a change that one should know of."""


@dataclass(slots=True, kw_only=True)
class Import:
    """One template as it comes into being."""

    name: str
    description: str = ""
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    inject: list[dict[str, Any]] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    delimiters: records.Delimiters | None = None
    sources: dict[str, bytes] = field(default_factory=dict)
    """By path below the template's folder: the content of the files that `source` names."""
    remarks: list[Remark] = field(default_factory=list)
    reserved: set[str] = field(default_factory=set)
    """Names that parameters of the original have, read or not yet."""
    asked: dict[str, str] = field(default_factory=dict)
    """By what could not be translated: the parameter that is asked for instead."""

    def say(self, where: str, what: str, *, lost: bool = True) -> None:
        """Note what is not carried over, or changed."""
        remark = Remark(where=where, what=what, lost=lost)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def date(self, shown: str, where: str, today: date) -> syntax.Expr:
        """The date as a parameter: what is generated here depends on its parameters alone."""
        usual = {"%Y": "year", "%Y-%m-%d": "date"}
        key = usual.get(shown) or identifier("now_" + re.sub(r"\W+", "", shown))
        while key in self.reserved:
            key += "_now"
        if key not in self.parameters:
            self.parameters[key] = {"default": today.strftime(shown), "help": f"The date as {shown}"}
            self.say(where, f"the date is the parameter `{key}`, by default that of the import", lost=False)
        return syntax.Name(key)

    def ask(self, original: str, where: str, *, why: str, kind: str) -> syntax.Expr:
        """A parameter in place of an expression that could not be translated."""
        key = self.asked.get(original)
        if key is None:
            word = {"boolean": "condition", "list": "list"}.get(kind, "value")
            key = next(
                key for n in range(1, 10_000) if (key := f"{word}_{n}") not in self.reserved | self.parameters.keys()
            )
            self.asked[original] = key
            self.parameters[key] = {"type": kind, "help": f"Instead of `{original}`"[:200]}
            self.say(where, f"`{original}`: {why} has no counterpart; the parameter `{key}` is asked for instead")
        return syntax.Name(key)

    def translated(
        self, parse: Callable[[], syntax.Expr], original: str, where: str, *, kind: str = "string", local: bool = False
    ) -> syntax.Expr:
        """What `parse` gives; a parameter that is asked for where it has no counterpart, unless it is about what is
        `local`: then it raises Untranslatable.
        """
        try:
            return parse()
        except syntax.Untranslatable as error:
            if local:
                raise
            return self.ask(original.strip(), where, why=str(error) or "it", kind=kind)


def identifier(word: str, taken: Callable[[str], bool] = lambda _: False) -> str:
    """`word` as the name of a parameter."""
    found = (
        re.sub(r"\W+", "_", word, flags=re.ASCII).strip("_") if not word.startswith("_") else re.sub(r"\W+", "_", word)
    )
    found = found or "value"
    if found[0].isdigit() or found in _RESERVED or taken(found):
        found = f"{found}_" if not found[0].isdigit() else f"_{found}"
    return found[:100]


def template_name(word: str) -> str:
    """`word` as the name of a template."""
    found = re.sub(r"[^A-Za-z0-9._-]+", "-", word).strip("-._")
    return found[:100] or "template"


def whole_pattern(pattern: str) -> str:
    """A pattern that is searched for, as one that the whole of a text must match."""
    if pattern == ".+":
        return "(?s:.+)"
    head = "" if pattern.startswith("^") else "(?s:.*)"
    tail = "" if pattern.endswith("$") else "(?s:.*)"
    return f"{head}{pattern.removeprefix('^').removesuffix('$')}{tail}"
