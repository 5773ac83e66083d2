"""Traces: which files a use wrote and how it left them, so that git can tell later whether that lasted.

A trace is two digests, "PATH:CONTENT": of the path from the root of the work tree, keyed with a secret of this machine,
and of the content as git names it (the id of a blob, https://git-scm.com/docs/gitrepository-layout). No path and no
word of a file can be read from it. What became of them is a question for the day after:

*reverted*: most of the files were deleted, or have again what they had before; *edited*: one of them was changed
otherwise; *kept*: those that are known of are as they were written; *unknown*: git knows of none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence

try:  # hashlib's own, without loading OpenSSL
    from _blake2 import blake2b
    from _sha1 import sha1  # type: ignore[import-not-found]
except ImportError:  # a Python that was built without them
    from hashlib import blake2b, sha1

TYPE_CHECKING = False  # start-up time, see `store.connection`
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from jigsmith.base.tuples import NamedTuple

MOST = 100  # files of one use that are followed
LARGEST = 1_000_000  # bytes; a larger file is not read for that
DIGITS = 12
DAY = 86_400.0  # seconds
KEPT, EDITED, REVERTED, UNKNOWN = "kept", "edited", "reverted", "unknown"


class Change(NamedTuple):
    """What a commit made of a file."""

    when: float  # seconds since 1970, of the committer
    path: str  # digest
    before: str  # blob, abbreviated; GONE: it was not there
    after: str


GONE = "0" * DIGITS


def of(paths: Iterable[str], *, root: str, secret: bytes) -> str:
    """Return the traces of files as they are now; of those outside of the work tree there are none."""
    prefix = f"{root}/"
    found: list[str] = []
    for path in paths:
        if len(found) == MOST:
            break
        content = blob(path) if path.startswith(prefix) else None
        if content is not None:
            found.append(f"{path_digest(path[len(prefix) :], secret)}:{content}")
    return " ".join(found)


def path_digest(path: str, secret: bytes) -> str:
    """Return the digest of a path from the root of the work tree."""
    return blake2b(os.fsencode(path), digest_size=DIGITS // 2, key=secret).hexdigest()


def blob(path: str) -> str | None:
    """Return the beginning of the id that git has for a file's content (SHA-1); None: it cannot be read."""
    try:
        with open(path, "rb") as handle:  # noqa: PTH123 - start-up time
            data = handle.read(LARGEST + 1)
    except OSError:
        return None
    if len(data) > LARGEST:
        return None
    return str(sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest())[:DIGITS]


def parse(traces: str) -> dict[str, str]:
    """Return contents by the digests of paths."""
    return dict(pair.split(":", 1) for pair in traces.split() if ":" in pair)


def verdict(
    traces: str, *, started: float, history: Mapping[str, Sequence[Change]], now: Callable[[str], str | None]
) -> str:
    """Say what became of what a use wrote at `started` (seconds since 1970), by what happened within a day.

    `history`: the changes of each path, oldest first. `now`: the content of a path in the work tree, "" when it is not
    there any more, None when it cannot be told; it is asked for files that were not committed within the day.
    """
    left = parse(traces).items()
    fates = [fate(content, _within(history.get(path, ()), started), now(path)) for path, content in left]
    known = [each for each in fates if each != UNKNOWN]
    if not known:
        return UNKNOWN
    if known.count(REVERTED) * 2 > len(known):
        return REVERTED
    return KEPT if all(each == KEPT for each in known) else EDITED


def fate(written: str, changes: Sequence[Change], now: str | None) -> str:
    """Say what became of one file: by the commits of the day, or, when there are none, by what is there now."""
    if not changes:
        return {None: UNKNOWN, "": REVERTED, written: KEPT}.get(now, EDITED)
    before, last = changes[0].before, changes[-1].after
    if last == GONE or (last == before and last != written):
        return REVERTED
    return KEPT if all(change.after == written for change in changes) else EDITED


def _within(changes: Iterable[Change], started: float) -> list[Change]:
    return [change for change in changes if int(started) <= change.when <= started + DAY]  # git has whole seconds
