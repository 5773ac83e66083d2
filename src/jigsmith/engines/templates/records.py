"""The records of the template format, and what values its parameters take."""

import re
from pathlib import Path
from typing import Any, Literal

import msgspec

from jigsmith.engines.templates import documents

Place = documents.Place
Kind = Literal["string", "integer", "number", "boolean", "choice", "list", "table"]


NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What the name of a template looks like."""
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""What the name of a parameter looks like."""


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a template share: an unknown key is an error."""


class Parameter(_Record, frozen=True, kw_only=True):
    """What the user gives. Without a default it must be given."""

    type: Kind = "string"
    default: Any = msgspec.UNSET
    """Any value of the type; that of a string may be an expression of `name` and of earlier parameters."""
    pattern: str | None = None
    """A regular expression that the whole of a string must match."""
    choices: list[str | int | float | bool] = []
    """The values of a choice, or of the items of a list."""
    help: str = ""
    examples: list[Any] = []
    items: dict[str, "Parameter"] | None = None
    """The fields of each item of a list, or of the table. None: the items are strings."""

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is msgspec.UNSET


class Delimiters(_Record, frozen=True, kw_only=True):
    """What encloses an expression, a statement and a comment, where `{{`, `{%` and `{#` mean something else."""

    variable: tuple[str, str] = ("{{", "}}")
    block: tuple[str, str] = ("{%", "%}")
    comment: tuple[str, str] = ("{#", "#}")


class File(_Record, frozen=True, kw_only=True):
    """One file to generate. It has exactly one of `content`, `source` and `link`; all but `source` are templates."""

    path: str
    content: str | None = None
    source: str | None = None
    """A file beside the template that holds the content."""
    link: str | None = None
    """The target of a symbolic link, from the folder the link is in."""
    when: str | bool | None = None
    """An expression; the file is left out when it is false."""
    mode: str | None = None
    newline: Literal["crlf", "keep"] | None = None
    """Templates hold line feeds. `crlf` writes carriage returns too; `keep` leaves those of `source` alone."""
    bom: bool = False
    encoding: str = "utf-8"
    delimiters: Delimiters | None = None


class Hooks(_Record, frozen=True, kw_only=True):
    """Commands to run in the project, before and after writing: a line that is split into words as a shell does
    (no shell runs it), or a list of words. Each word is a template.
    """

    before: list[str | list[str]] = []
    after: list[str | list[str]] = []


class Template(_Record, frozen=True, kw_only=True):
    """From one template, a name and parameters come files. `name` is always a parameter and need not be declared."""

    name: str
    description: str = ""
    version: str = "1.0.0"
    delimiters: Delimiters | None = None
    parameters: dict[str, Parameter] = {}
    files: list[File]
    hooks: Hooks = Hooks()
    validate: list[Literal["parse"]] = []
    """Checks on the output. `parse`: the syntax tree of every generated file has no error in it."""

    @property
    def where(self) -> str:
        """What messages call it."""
        return self.name


class Loaded(Template, frozen=True, kw_only=True):
    """A template with where it was read from."""

    origin: Path
    """The YAML or JSON file."""
    lines: dict[Place, int] = {}

    @property
    def where(self) -> str:
        """What messages call it: its file."""
        return str(self.origin)

    def first_line(self, place: Place) -> int:
        """The line of the file on which the text at `place` begins."""
        return self.lines.get((*place, documents.TEXT)) or self.lines.get(place, 1)


def wanted(parameter: Parameter) -> str:
    """What values of a parameter are, in words, for messages."""
    if parameter.type == "choice":
        return f"one of {', '.join(str(choice) for choice in parameter.choices)}"
    words = {"string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
    return words.get(parameter.type, "a list" if parameter.type == "list" else "a table (a mapping)")


def fits(value: Any, parameter: Parameter) -> bool:
    """Whether `value` is of the type of `parameter`, fields of items left aside. A choice may be an expression."""
    if parameter.type == "choice":
        exact = any(value == choice and type(value) is type(choice) for choice in parameter.choices)
        return exact or (isinstance(value, str) and "{" in value)
    if parameter.type in ("integer", "number"):
        kinds = int if parameter.type == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "list": list, "table": dict}[parameter.type])
