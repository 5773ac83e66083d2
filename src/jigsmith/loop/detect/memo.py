"""Memo: what was worked out before, by digests of all that it follows from.

Who asks it names everything that the answer depends on, so that a change elsewhere leaves it valid and a change here
makes it another question. What is not asked for any more is forgotten.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from jigsmith.base import digests


class Memo:
    """Answers by their keys: those that were kept, and those that were asked for this time."""

    def __init__(self, kept: Mapping[bytes, bytes] | None = None) -> None:
        self._kept = kept or {}
        self.used: dict[bytes, bytes] = {}

    def copy(self) -> "Memo":
        """Return a memo that knows the same and keeps apart what is asked of it."""
        return Memo(self._kept)

    def get(self, key: bytes) -> bytes | None:
        """Return an answer; None: the question is new."""
        found = self.used.get(key) or self._kept.get(key)
        if found is not None:
            self.used[key] = found
        return found

    def keep(self, key: bytes, answer: bytes) -> None:
        """Keep an answer, which is not empty."""
        self.used[key] = answer

    def changed(self) -> bool:
        """Tell whether what was asked for is not exactly what was kept."""
        return self.used.keys() != self._kept.keys()

    def recalled(self, key: bytes, work: Callable[[], Any]) -> Any:
        """Return the result of some work, something that JSON knows; from the memo, it holds lists for tuples."""
        found = self.get(key)
        if found is not None:
            return json.loads(found)
        result = work()
        self.keep(key, json.dumps(result).encode())
        return result


def key(what: str, *parts: bytes) -> bytes:
    """Return the key of a question, of all that its answer follows from."""
    return digests.raw((what.encode(), *parts))
