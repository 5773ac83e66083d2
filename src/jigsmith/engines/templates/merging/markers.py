"""Markers: whether a file still holds a conflict that nobody has settled."""

import re

_OPENS, _SPLITS, _CLOSES = (
    re.compile(pattern, re.MULTILINE) for pattern in (rb"^<<<<<<< ", rb"^=======\r?$", rb"^>>>>>>> ")
)


def unresolved(data: bytes) -> int | None:
    """The line (from 1) on which the first conflict begins; None: there is none.

    A conflict is all three markers, in their order: a row of equals signs alone may underline a heading.
    """
    opens = _OPENS.search(data)
    splits = opens and _SPLITS.search(data, opens.end())
    if not opens or not splits or not _CLOSES.search(data, splits.end()):
        return None
    return data.count(b"\n", 0, opens.start()) + 1
