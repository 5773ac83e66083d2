"""The records of the template format, and what values its parameters take."""

import re
from pathlib import Path
from typing import Any, Literal

import msgspec

from jigsmith.engines.templates import documents

Place = documents.Place
Kind = Literal["string", "integer", "number", "boolean", "choice", "list", "table"]
Policy = Literal["merge", "once", "owned", "union", "structural"]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What the name of a template looks like."""
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""What the name of a parameter looks like."""
EACH = re.compile(r"\s*(?P<item>[A-Za-z_]\w{0,99})\s+in\s+(?P<list>\S.*?)\s*", re.DOTALL)
"""What `each` looks like."""


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a template share: an unknown key is an error."""


class Parameter(_Record, frozen=True, kw_only=True):
    """What the user gives. Without a default it must be given."""

    type: Kind = "string"
    default: Any = msgspec.UNSET
    """Of the type; that of a string may be an expression of `name` and of earlier parameters."""
    pattern: str | None = None
    """A regular expression that the whole of a string must match."""
    choices: list[str | int | float | bool] = []
    """The values of a choice, or of the items of a list."""
    when: str | bool | None = None
    """An expression of earlier parameters; when it is false, nobody is asked and the value is the default."""
    next_in: str | None = None
    """Instead of a default: `FOLDER/{n:04d}_*`, of which the value is the number after the last one there."""
    help: str = ""
    examples: list[Any] = []
    items: dict[str, "Parameter"] | None = None
    """The fields of each item of a list, or of the table. None: the items are strings."""

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is msgspec.UNSET and self.next_in is None


class Delimiters(_Record, frozen=True, kw_only=True):
    """What encloses an expression, a statement and a comment, where `{{`, `{%` and `{#` mean something else."""

    variable: tuple[str, str] = ("{{", "}}")
    block: tuple[str, str] = ("{%", "%}")
    comment: tuple[str, str] = ("{#", "#}")


class File(_Record, frozen=True, kw_only=True):
    """One file to generate. It has exactly one of `content`, `source` and `link`; all but `source` are templates."""

    path: str
    id: str | None = None
    """By what it is known over versions, so that another path is a renaming. None: by the path as written."""
    content: str | None = None
    source: str | None = None
    """A file beside the template that holds the content."""
    link: str | None = None
    """The target of a symbolic link, from the folder the link is in."""
    when: str | bool | None = None
    """An expression; the file is left out when it is false."""
    each: str | None = None
    """`item in EXPRESSION`: one file for each; `item` and `loop_index`, from 0, can be used in all other parts."""
    mode: str | None = None
    policy: Policy = "merge"
    """What an update does. `merge`: three-way; `once`: never touched again; `owned`: written anew, unless somebody has
    edited it; `union`: the lines of both sides; `structural`: JSON, TOML or YAML key by key.
    """
    newline: Literal["crlf", "keep"] | None = None
    """Templates hold line feeds. `crlf` writes carriage returns too; `keep` leaves those of `source` alone."""
    bom: bool = False
    encoding: str = "utf-8"
    delimiters: Delimiters | None = None


class Hook(_Record, frozen=True, kw_only=True):
    """A command with the condition on which it runs."""

    run: str | list[str]
    when: str | bool | None = None
    """An expression; the command is left out when it is false."""


Command = str | list[str] | Hook


class Hooks(_Record, frozen=True, kw_only=True):
    """Commands to run in the project, before and after writing: a line that is split into words as a shell does
    (no shell runs it), a list of words, or one of them as `run` with a `when`. Each word is a template.
    """

    before: list[Command] = []
    after: list[Command] = []


class Between(_Record, frozen=True, kw_only=True):
    """The lines after one that matches `after` up to the next that matches `before`: regular expressions."""

    after: str
    before: str


class Injection(_Record, frozen=True, kw_only=True):
    """Text that is put into a file that is there. It has exactly one place: `mark`, `sorted`, `imports`, `registry`,
    `key` or `query`.
    """

    path: str
    content: str
    id: str | None = None
    """By what it is known over versions. None: by path and place as written."""
    when: str | bool | None = None
    each: str | None = None
    """As for files."""
    missing: Literal["error", "skip"] = "error"
    """What happens when the file or the place in it is not there."""
    mark: str | None = None
    """A line with `jig:NAME` in it."""
    sorted: Between | None = None
    """A list of lines that is kept sorted."""
    imports: bool = False
    """The imports at the top of the file; the content is whole statements."""
    registry: str | None = None
    """The list, the table or the set that is bound to this name; the content is one item."""
    key: str | None = None
    """A key of a JSON, TOML or YAML file, `a.b` or, to add to a list, `a.b[]`; the content is the value."""
    query: str | None = None
    """A tree-sitter query whose capture `@place` is the node."""
    at: Literal["before", "after", "start", "end", "replace"] | None = None
    delimiters: Delimiters | None = None

    @property
    def place(self) -> str:
        """Where in the file, in words."""
        if self.imports:
            return "the imports"
        if self.sorted:
            return f"the lines from `{self.sorted.after}` to `{self.sorted.before}`"
        kinds = ("mark", "registry", "key", "query")
        return next(f"{kind} `{value}`" for kind in kinds if (value := getattr(self, kind)) is not None)


class Requirement(_Record, frozen=True, kw_only=True):
    """What the project must have: a path, and in that file a text."""

    path: str
    contains: str | None = None
    by: str = ""
    """The command that brings it to a project that lacks it."""


class Run(_Record, frozen=True, kw_only=True):
    """A check by a command, which runs in a copy of the project that has the change in it."""

    run: str | list[str]


class Step(_Record, frozen=True, kw_only=True):
    """A command that brings a new project to life. A failing one leaves the project; it can be resumed there."""

    name: str
    run: str | list[str]
    when: str | bool | None = None
    needs: str | None = None
    """The program without which it cannot run."""


class Example(_Record, frozen=True, kw_only=True):
    """A use that `jig templates test` tries, and that help texts show."""

    name: str
    parameters: dict[str, Any] = {}
    project: dict[str, str] = {}
    """Files that are there before, by path."""


class Template(_Record, frozen=True, kw_only=True):
    """From one template, a name and parameters come files. `name` is always a parameter and need not be declared."""

    name: str
    description: str = ""
    version: str = "1.0.0"
    kind: Literal["app", "tool", "feature", "part"] = "feature"
    """What it makes: a project, a tool, something in a project; `part` is only for others to extend or include."""
    variant_of: str | None = None
    """The name under which it is one of several, of which a project gets the first that is for it."""
    requires: list[Requirement] = []
    """What a project must have for this template to make sense in it."""
    unless: list[Requirement] = []
    """What says, each by itself, that a project has all this already, from elsewhere."""
    extends: str | None = None
    """A template whose parameters, files, injections, hooks and checks this one has too, unless it has its own."""
    includes: list[str] = []
    """Templates whose parameters, files and injections are added; `steps` and `next` where there are none."""
    delimiters: Delimiters | None = None
    parameters: dict[str, Parameter] = {}
    files: list[File] = []
    inject: list[Injection] = []
    format: dict[str, str | list[str]] = {}
    """By pattern of paths (`*.py`): a command through which a file's text goes, from stdin to stdout."""
    hooks: Hooks = Hooks()
    validate: list[Literal["parse"] | Run] = []
    """Checks on the output. `parse`: the syntax tree of every generated file has no error in it."""
    steps: list[Step] = []
    """What `jig create-app` and `jig create-tool` run, one after the other, once the files are written."""
    next: list[str] = []
    """What to do next; shown when all is done."""
    examples: list[Example] = []

    @property
    def where(self) -> str:
        """What messages call it."""
        return self.name


class Loaded(Template, frozen=True, kw_only=True):
    """A template with where it was read from, and with all that it extends and includes in it."""

    origin: Path
    """The YAML or JSON file."""
    lines: dict[Place, int] = {}
    homes: dict[Place, tuple["Loaded", Place]] = {}
    """Of parts that come from other templates: which one, and their place there."""

    @property
    def where(self) -> str:
        """What messages call it: its file."""
        return str(self.origin)

    def home(self, place: Place) -> tuple["Loaded", Place]:
        """The template in which the part at `place` is written, and where in it."""
        for size in (2, 1):
            if place[:size] in self.homes:
                owner, inside = self.homes[place[:size]]
                return owner.home((*inside, *place[size:]))
        return self, place

    def first_line(self, place: Place) -> int:
        """The line of its file on which the text at `place` begins."""
        return self.lines.get((*place, documents.TEXT)) or self.lines.get(place, 1)
