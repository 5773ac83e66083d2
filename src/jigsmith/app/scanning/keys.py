"""What the report on a tree is kept under."""

from __future__ import annotations

from collections.abc import Iterable

import jigsmith
from jigsmith.base import clock, digests

VERSION = 2  # raise it when the same tree would give another report


def key(folder: str, *facts: object, told: Iterable[bytes]) -> str:
    """Return what a report follows from, in short: the content of the tree, its history, and what was asked for."""
    today = clock.now().date().isoformat()
    return digests.digest([repr((jigsmith.__version__, VERSION, folder, today, *facts)).encode(), *told])
