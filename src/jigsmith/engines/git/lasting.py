"""What became of files: each change that commits made of them, on any branch, with what they held before and after."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jigsmith.engines.git import command

SHA1 = 40  # digits of an id; a repository with longer ones names contents otherwise


class Edit(NamedTuple):
    """What a commit made of a file."""

    when: int  # seconds since 1970, of the committer
    path: str  # from the root
    before: str  # id of the content; zeros: it was not there
    after: str


class Made(NamedTuple):
    """A commit, as far as time is told from it."""

    id: str
    when: int  # seconds since 1970, of the author
    author: str  # e-mail address


def edits(root: Path, *, since: int, until: int) -> list[Edit]:
    """Return the changes that commits (merges left out) made between two times, oldest first; renames are two changes.

    None where git names contents by SHA-256. Raises GitFailed.
    """
    between = (f"--since=@{since - 1}", f"--until=@{until}")
    how = ("--all", "--no-merges", "--no-renames", "--raw", "--no-abbrev", "-z", "--format=%x01%ct")
    listed = command.run(root, "log", *how, *between, "--")
    oldest_first = list(parse(listed))[::-1]  # of one second, too: git lists the newest first
    return sorted(oldest_first, key=lambda edit: edit.when)


def parse(listed: bytes) -> Iterator[Edit]:
    """Read what `git log --raw -z` printed."""
    for entry in listed.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, rest = entry.partition("\0")
        fields = iter(rest.lstrip("\n").split("\0"))
        for field in fields:
            words = field.split()
            if len(words) == 5 and field.startswith(":") and len(words[2]) == SHA1:
                yield Edit(int(head), next(fields, ""), words[2], words[3])


def present(root: Path) -> list[str]:
    """Return the files of the work tree, those that git ignores as well. Raises GitFailed."""
    listed = command.run(root, "ls-files", "-z", "--cached", "--others")
    return sorted(set(listed.decode("utf-8", "surrogateescape").split("\0")[:-1]))


def made(root: Path, *, paths: Sequence[str] = (), grep: str = "", since: str = "") -> list[Made]:
    """Return the commits that lead to HEAD, merges left out, oldest first; all, or those that touch `paths` (as git
    has patterns) or say `grep` (a regular expression). Raises GitFailed, also where there is no commit yet.
    """
    wanted = [*([f"--grep={grep}", "-E"] if grep else []), *([f"--since={since}"] if since else [])]
    listed = command.run(root, "log", "--no-merges", "--format=%H%x02%at%x02%ae", *wanted, "--", *paths)
    rows = (line.split("\x02") for line in listed.decode("utf-8", "replace").splitlines())
    return sorted((Made(name, int(when), author) for name, when, author in rows), key=lambda each: each.when)


def me(root: Path) -> str:
    """Return the e-mail address under which commits are made here; empty: none is set."""
    return command.run(root, "config", "--default", "", "--get", "user.email").decode("utf-8", "replace").strip()
