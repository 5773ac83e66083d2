r"""The history of zsh: a command on each line, or `: BEGAN:SECONDS;COMMAND` (setopt EXTENDED_HISTORY).

A command goes on in the next line where one ends with a backslash. zsh writes some bytes as Meta (0x83) and the byte
with its sixth bit turned, whatever the encoding: that is taken back before anything is decoded (zsh's `metafy`).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from jigsmith.loop.observe.habits import lines
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Typed

NAME = "zsh"
_EXTENDED = re.compile(r": (\d{1,12}):(\d{1,9});", re.ASCII)
_META = re.compile(b"\x83(.)", re.DOTALL)


def read(path: Path, tally: Tally) -> Iterator[Typed]:
    """Yield the commands, oldest first. Raises FileUnreadable."""
    for text in _entries(path, tally):
        head = _EXTENDED.match(text)
        rest = text[head.end() :] if head else text
        if rest.strip():
            tally.records += 1
            yield Typed(NAME, "", float(head[1]) if head else None, float(head[2]) if head else None, rest)


def _entries(path: Path, tally: Tally) -> Iterator[str]:
    """Yield the entries as text; one with a line that is too long is passed over."""
    parts: list[bytes] = []
    for line in lines.lines(path):
        if line is None:
            tally.too_long += 1
            parts = []
            continue
        slashes = len(line) - len(line.rstrip(b"\\"))
        if slashes % 2 and len(parts) < 1000:
            parts.append(line[:-1])
            continue
        yield unmetafied(b"\n".join([*parts, line])).decode("utf-8", "replace")
        parts = []
    if parts:
        yield unmetafied(b"\n".join(parts)).decode("utf-8", "replace")


def unmetafied(data: bytes) -> bytes:
    """Return bytes as they were before zsh wrote them."""
    return _META.sub(lambda match: bytes((match[1][0] ^ 32,)), data) if b"\x83" in data else data
