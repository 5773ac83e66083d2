r"""The history of fish: `- cmd: TEXT` with `\n` and `\\` for a newline and a backslash, `  when: SECONDS`, then paths.

It looks like YAML and is none: a text stands there without quotes, whatever is in it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from jigsmith.loop.observe.habits import lines
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Typed

NAME = "fish"
_ESCAPE = re.compile(r"\\([n\\])")
COMMAND, WHEN = b"- cmd:", b"  when:"


def read(path: Path, tally: Tally) -> Iterator[Typed]:
    """Yield the commands, oldest first. Raises FileUnreadable."""
    text, when = "", None
    for line in lines.lines(path):
        if line is None:
            tally.too_long += 1
        elif line.startswith(COMMAND):
            yield from _typed(text, when, tally)
            raw = line[len(COMMAND) :].strip().decode("utf-8", "replace")
            text, when = _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else "\\", raw), None
        elif line.startswith(WHEN):
            digits = line[len(WHEN) :].strip()
            when = float(digits) if digits.isdigit() and len(digits) < 12 else None
        elif line and not line.startswith((b"  paths:", b"    - ")):
            tally.unknown += 1
    yield from _typed(text, when, tally)


def _typed(text: str, when: float | None, tally: Tally) -> Iterator[Typed]:
    if text:
        tally.records += 1
        yield Typed(NAME, "", when, None, text)
