"""Patches: which lines a change adds and removes, and how a file was before it.

The patch is git's own, made outside of the change's reach; the change's files are known besides, so that a line that
only looks like a header means nothing.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jigsmith.loop.gate import records

HUNK = re.compile(r"^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file."""

    number: int  # in the file as it is after the change, from 1; of a removed one: where it would stand
    text: str


@dataclass(slots=True)
class Hunk:
    """Lines that stand together."""

    start: int  # in the file as it is after the change
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    added: list[Line] = field(default_factory=list)
    removed: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Patch:
    """What is done to one file."""

    path: str
    link: bool = False  # it is a symbolic link that is new
    hunks: list[Hunk] = field(default_factory=list)

    @property
    def added(self) -> list[Line]:
        """The lines that it adds."""
        return [line for hunk in self.hunks for line in hunk.added]

    @property
    def removed(self) -> list[Line]:
        """The lines that it takes away."""
        return [line for hunk in self.hunks for line in hunk.removed]


def read(change: records.Change) -> dict[str, Patch]:
    """Return what a change does to each file, by path."""
    return dict(read_all(change.patch, known=frozenset(each.path for each in change.files)))


def read_all(patch: str, *, known: Collection[str] = ()) -> list[tuple[str, Patch]]:
    """Return what is done to files, in a patch or in the patches of several commits one after the other.

    A file of which git shows no lines (binary, mode alone, empty) is left out.
    """
    found: list[tuple[str, Patch]] = []
    lines = patch.split("\n")
    place = 0
    here = Patch("")
    while place < len(lines):
        line = lines[place]
        place += 1
        if line.startswith("diff --git "):
            here = Patch("")
        elif line.startswith("new file mode 120000"):
            here.link = True
        elif line.startswith(("--- ", "+++ ")):
            here.path = _path(line[4:], known) or here.path
        elif counts := HUNK.match(line):
            if not here.hunks:
                found.append((here.path, here))
            place = _hunk(here, lines, place, counts)
    return found


def before(after: str, patch: Patch) -> str | None:
    """Return the text as it was before the patch; None: the patch does not belong to this text."""
    lines = after.split("\n")
    for hunk in reversed(patch.hunks):
        start = hunk.start - 1 if hunk.after else hunk.start
        if lines[start : start + len(hunk.after)] != hunk.after:
            return None
        lines[start : start + len(hunk.after)] = hunk.before
    return "\n".join(lines)


def _hunk(into: Patch, lines: Sequence[str], place: int, counts: re.Match[str]) -> int:
    """Read a hunk by the counts in its header, whatever its lines look like; return the place after it."""
    before_left, start, after_left = (1 if each is None else int(each) for each in counts.groups())
    hunk = Hunk(start)
    number = start
    while (before_left > 0 or after_left > 0) and place < len(lines):
        sign, text = lines[place][:1], lines[place][1:]
        place += 1
        if sign == "+":
            hunk.added.append(Line(number, text))
        elif sign == "-":
            hunk.removed.append(Line(number, text))
        if sign in {"-", " ", ""}:
            hunk.before.append(text)
            before_left -= 1
        if sign in {"+", " ", ""}:
            hunk.after.append(text)
            after_left -= 1
            number += 1
    into.hunks.append(hunk)
    return place


def _path(name: str, known: Collection[str]) -> str:
    """Return the path of a `---` or `+++` line; empty for /dev/null. `diff.noprefix` leaves `a/` and `b/` out."""
    name = name.rstrip("\t")  # git ends a name that holds a space with a tab
    if name.startswith('"') and name.endswith('"'):
        name = _unquoted(name[1:-1])
    if name == "/dev/null":
        return ""
    short = name.partition("/")[2]
    return name if name in known and short not in known else short


ESCAPED = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}


def _unquoted(name: str) -> str:
    r"""Undo git's quoting: `\303\244` are bytes of UTF-8."""
    found = bytearray()
    for part in re.finditer(r'\\([0-7]{3})|\\([abtnvfr"\\])|([^\\]+)', name):
        octal, letter, plain = part.groups()
        if octal:
            found.append(int(octal, 8) & 255)
        elif letter:
            found.append(ESCAPED[letter])
        else:
            found += plain.encode("utf-8", "surrogateescape")
    return found.decode("utf-8", "surrogateescape")
