"""What git says about the files of a folder, as it says it: enough to tell whether anything has changed since."""

from __future__ import annotations

from contextlib import suppress

from jigsmith.base import errors
from jigsmith.engines.git import quiet

FILES = ("ls-files", "-z", "-t", "--stage", "--modified", "--deleted", "--others", "--exclude-standard")
PLACE = ("rev-parse", "--is-inside-git-dir", "--is-shallow-repository", "--show-prefix", "HEAD")
UNKNOWN = (b"? ", b"C ")  # what an entry begins with whose content git does not know: new or changed


class Answer:
    """What `git rev-parse` and `git ls-files` printed."""

    def __init__(self, root: str, place: bytes, listed: bytes, *, failed: bool) -> None:
        self.root = root
        inside, _, self.place = place.partition(b"\n")
        self.inside = inside == b"true"  # in git's own folder, or in a repository without a work tree
        self.listed = listed
        self.failed = failed  # no repository, or no git
        self.head: str | None = None  # None: no commit yet

    def knows_all(self) -> bool:
        """Tell whether git knows the content of each file: then this answer says all about them."""
        new = any(self.listed.startswith(mark) or b"\0" + mark in self.listed for mark in UNKNOWN)
        return bool(self.listed) and not self.failed and not self.inside and not new


class Question:
    """The question, put to git at once; it works on it until the answer is wanted."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._asked: list[quiet.Asked] = []
        with suppress(errors.GitFailed):  # there is no git
            self._asked += [quiet.Asked(root, *words) for words in (PLACE, FILES)]

    def answer(self) -> Answer:
        """Return what git says."""
        if len(self._asked) < 2:
            return Answer(self._root, b"", b"", failed=True)
        (unborn, place), (failed, listed) = (each.answer() for each in self._asked)
        found = Answer(self._root, place, listed, failed=bool(failed))
        words = found.place.decode("utf-8", "replace").split("\n")  # without a commit it says HEAD and fails
        found.head = words[2] if not unborn and len(words) > 2 else None
        return found
