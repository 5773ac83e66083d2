"""Exports of other time trackers, and the times of a task that are in them.

What they have is read into pieces of time with project, branch and a text (a file, a title); what belongs to a task is
chosen by these. The text is looked at and not kept.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, NamedTuple

from jigsmith.base import errors
from jigsmith.ledger import spans

Each = Literal["sitting", "day", "branch"]


class Piece(NamedTuple):
    """A piece of somebody's time."""

    start: datetime  # aware
    seconds: float
    project: str = ""
    branch: str = ""
    text: str = ""
    exact: bool = True  # False: a sum of a day, of which only the day is known


class Sample(NamedTuple):
    """One time that a task was done."""

    start: datetime
    seconds: float  # active
    wall: float | None  # None: not known
    key: str  # the same when the export is read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which pieces belong to a task. Empty: all."""

    project: str = ""  # pattern as the shell has it
    branch: str = ""  # the same
    match: str = ""  # regular expression, found anywhere in the text

    def takes(self, piece: Piece) -> bool:
        """Tell whether a piece belongs to it."""
        return (
            (not self.project or fnmatchcase(piece.project, self.project))
            and (not self.branch or fnmatchcase(piece.branch, self.branch))
            and (not self.match or re.search(self.match, piece.text) is not None)
        )


def load(path: Path) -> dict[str, Any]:
    """Read the file of an export. Raises FileUnreadable."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise errors.FileUnreadable(f"it cannot be read as JSON: {error}", where=str(path)) from error
    if not isinstance(found, dict):
        raise unknown(path)
    return found


def unknown(path: Path) -> errors.FileUnreadable:
    """Return the error for a file that is no export."""
    what = "it is neither an export of WakaTime nor one of ActivityWatch"
    return errors.FileUnreadable(
        what, where=str(path), do="Export `days` from WakaTime's settings, or all buckets from ActivityWatch."
    )


def samples(pieces: Iterable[Piece], choice: Choice, *, each: Each, idle: timedelta = spans.IDLE) -> list[Sample]:
    """Return the times of a task: one for each sitting, each day, or each branch (as a task done on its own branch).

    Of pieces at the same time, as of an editor and its window, one is counted. Sums of a day are of no sitting: of them
    a sitting is a day.
    """
    chosen = [piece for piece in pieces if choice.takes(piece)]
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in chosen:
        groups[_KEYS[each](piece)].append(piece)
    found = [sample for key, group in groups.items() for sample in _of(key, group, each, idle)]
    return sorted(found)


_KEYS: dict[Each, Callable[[Piece], str]] = {
    "sitting": lambda piece: "" if piece.exact else f"{piece.start:%Y-%m-%d}",
    "day": lambda piece: f"{piece.start:%Y-%m-%d}",
    "branch": lambda piece: f"{piece.project}@{piece.branch}",
}


def _of(key: str, group: Sequence[Piece], each: Each, idle: timedelta) -> list[Sample]:
    """Return the samples of the pieces that belong together."""
    rough = [piece for piece in group if not piece.exact]
    exact = [(piece.start, piece.start + timedelta(seconds=piece.seconds)) for piece in group if piece.exact]
    sat = spans.joined(exact, gap=idle)
    if each == "sitting" and sat:
        return [
            Sample(span.start, span.active.total_seconds(), (span.end - span.start).total_seconds(), _key(span.start))
            for span in sat
            if span.active
        ]
    seconds = sum(piece.seconds for piece in rough) + sum((span.active for span in sat), timedelta()).total_seconds()
    start = min(piece.start for piece in group)
    return [Sample(start, round(seconds, 3), None, key)] if seconds > 0 else []


def _key(start: datetime) -> str:
    return start.isoformat(timespec="seconds")
