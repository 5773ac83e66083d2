"""The commits of a repository with the files that each added or renamed, without looking into the files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jigsmith.engines.git import command

MOST = 6_000  # commits that are looked at; older ones say little about the work of today


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that is no merge."""

    id: str
    when: int  # seconds since 1970, of the author
    author: str
    added: tuple[str, ...]  # paths from the folder that was asked about
    renamed: tuple[tuple[str, str], ...]  # former and new path


class Asked:
    """A question about the history that git is working on; `answer` waits for it."""

    def __init__(self, root: Path, since: str | None) -> None:
        span = [f"--max-count={MOST}", "--no-merges", "-z", *([f"{since}..HEAD"] if since else [])]
        self._every = command.start(root, "log", "--format=%H%x02%at%x02%aN", *span)
        self._changing = command.start(
            root,
            "log",
            "--format=%x01%H",
            "--diff-filter=AR",
            "--find-renames=100%",
            "--name-status",
            "--relative",
            *span,
        )

    def answer(self) -> list[Commit]:
        """Return the commits, newest first. Raises GitFailed."""
        heads = command.finish(self._every)
        return list(parse(heads, command.finish(self._changing)))


def ask(root: Path, *, since: str | None = None) -> Asked:
    """Ask for the commits that lead to HEAD, merges left out; `since`: without those that lead to that one.

    Renames are followed where the content stayed the same, which costs nothing. Raises GitFailed.
    """
    return Asked(root, since)


def is_ancestor(root: Path, commit: str) -> bool:
    """Tell whether a commit is there and leads to HEAD."""
    process = command.start(root, "merge-base", "--is-ancestor", commit, "HEAD")
    process.communicate()
    return process.returncode == 0


def parse(heads: bytes, changes: bytes) -> Iterator[Commit]:
    """Put together what the two commands printed: all commits, and the files of those that added some."""
    touched: dict[str, list[str]] = {}
    for entry in changes.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, rest = entry.partition("\0")
        commit, _, first = head.partition("\n")
        touched[commit] = [first, *rest.split("\0")]
    for head in heads.decode("utf-8", "surrogateescape").split("\0"):
        if head:
            commit, when, author = head.strip("\n").split("\x02", 2)
            added, renamed = files(touched.get(commit, []))
            yield Commit(commit, int(when), author, added, renamed)


def files(fields: list[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return what was added and what was renamed, from the fields of one commit: status, path, status, path, path."""
    added: list[str] = []
    renamed: list[tuple[str, str]] = []
    waiting = iter(fields)
    for status in waiting:
        if status.strip("\n").startswith("R"):
            renamed.append((next(waiting, ""), next(waiting, "")))
        elif status.strip("\n"):
            added.append(next(waiting, ""))
    return tuple(added), tuple(renamed)
