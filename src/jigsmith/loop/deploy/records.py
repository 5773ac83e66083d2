"""The records of deploy: what is to be said about a template, what is to be written, and what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from jigsmith.engines.templates import format as formats

Target = Literal["cli", "skill", "mcp", "docs", "agents"]
TARGETS: tuple[Target, ...] = ("cli", "skill", "mcp", "docs", "agents")

Action = Literal["ready", "create", "change", "unchanged", "kept", "left", "remove", "gone"]
"""ready: there is nothing to write. kept: somebody's edit, and nothing had to be done about it. left: somebody's edit
stood in the way of what had to be done. gone: it was to be taken away, and somebody already had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A recorded instance, as one would make it again."""

    name: str
    params: Mapping[str, Any]
    files: Sequence[str]
    """What the template makes for it."""
    own_lines: Sequence[str] = ()
    """Lines that are in these files and do not come from the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A file of the template to which people have added lines of their own."""

    path: str
    """As it stands in the template."""
    instances: int
    """How many of the recorded instances have lines of their own there."""
    of: int
    """How many were looked at."""
    lines: int
    """Lines of their own; the median of those that have any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What is to be said about a template when it is put into a toolchain."""

    template: formats.Loaded
    start: str
    """What one types for jig: `jig`, `uv run jig`."""
    names: Sequence[str] = ()
    """The recorded instances."""
    example: Example | None = None
    by_hand: Sequence[ByHand] = ()
    hooks: Sequence[str] = ()
    """The commands that the template runs, as one would type them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing that is to be in its place: a file, an entry of a JSON file, or a block of a text file."""

    target: Target
    path: str
    content: str
    """The file, the block without its marks, or the value of the entry as JSON."""


class Piece(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that deploy has written, with what it takes to take it back."""

    target: Target
    path: str
    sha256: str
    """Of what was written: the file, the block, or the value."""
    made: bool = False
    """Whether the file that others may write into as well was made by deploy."""
    level: int = 0
    """An entry: how many of the keys above it were there before."""
    inner: str | None = None
    """An entry: the white space in the object it was put into; None: that object held something."""
    glue: str = ""
    """A block: the line ends that were put before it."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that deploy has written for one template, in `.jig/deployed/NAME.yaml`."""

    template: str
    version: str
    digest: str
    """Of the template as it was deployed."""
    pieces: list[Piece] = []
    folders: list[str] = []
    """Folders that were made on the way. They go with the last thing in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done about one piece."""

    target: Target
    path: str
    action: Action
    reason: str = ""
    before: bytes | None = None
    """The file as it is; None: it is not there."""
    after: bytes | None = None
    """The file as it will be; None: it will not be there."""
    piece: Piece | None = None
    """What the receipt says about it afterwards; None: it is none of ours."""
