"""The commits of a repository with the files that each added or renamed, without looking into the files."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jigsmith.engines.git import quiet

MOST, FEWEST = 6_000, 1_000  # commits that are looked at; older ones say little about the work of today
WORK = 20_000_000  # commits times files: what git compares in a second or two


class Commit(NamedTuple):
    """A commit that is no merge."""

    id: str
    when: int  # seconds since 1970, of the author
    author: str
    added: tuple[str, ...]  # paths from the folder that was asked about
    renamed: tuple[tuple[str, str], ...]  # former and new path


class Asked:
    """A question about the history that git is working on; `answer` waits for it."""

    def __init__(self, root: Path, since: str | None, most: int) -> None:
        self._root = root
        self._words = (
            "log", "--format=%x01%H%x02%at%x02%aN", "--find-renames=100%", "--name-status", "--relative", "-z",
            f"--max-count={most}", "--no-merges", *([f"{since}..HEAD"] if since else []), "--",
        )  # fmt: skip
        self._git = quiet.Asked(str(root), *self._words)

    def answer(self) -> list[Commit]:
        """Return the commits, newest first. Raises GitFailed."""
        code, listed = self._git.answer()
        if code:
            from jigsmith.engines.git import command  # noqa: PLC0415 - start-up time: only to hear what is wrong

            listed = command.run(self._root, *self._words)
        return list(parse(listed))


def most(files: int) -> int:
    """Return how many commits are looked at in a repository of so many files."""
    return max(FEWEST, min(MOST, WORK // max(files, 1)))


def ask(root: Path, *, since: str | None = None, most: int = MOST) -> Asked:
    """Ask for the commits that lead to HEAD, merges left out; `since`: without those that lead to that one.

    Renames are followed where the content stayed the same, which costs nothing. Raises GitFailed.
    """
    return Asked(root, since, most)


def is_ancestor(root: Path, commit: str) -> bool:
    """Tell whether a commit is there and leads to HEAD."""
    return quiet.Asked(str(root), "merge-base", "--is-ancestor", commit, "HEAD").answer()[0] == 0


def parse(listed: bytes) -> Iterator[Commit]:
    """Read what `git log -z --name-status` printed."""
    for entry in listed.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, rest = entry.partition("\0")
        head, _, first = head.partition("\n")
        commit, when, author = head.split("\x02", 2)
        added, renamed = files([first, *rest.split("\0")])
        yield Commit(commit, int(when), author, added, renamed)


def files(fields: list[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return what was added and what was renamed, from the fields of one commit: status, path, status, path, path."""
    added: list[str] = []
    renamed: list[tuple[str, str]] = []
    waiting = iter(fields)
    for field in waiting:
        status = field.strip("\n")
        if status.startswith("R"):
            renamed.append((next(waiting, ""), next(waiting, "")))
        elif status:
            path = next(waiting, "")
            if status == "A":
                added.append(path)
    return tuple(added), tuple(renamed)
