"""Make a repository whose history is given: commits with their authors, dates and files, by `git fast-import`."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jigsmith.base import errors, git
from jigsmith.engines.git import command

BRANCH = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit of the history to be made."""

    when: datetime  # aware
    author: str  # Name <address>
    subject: str
    files: Mapping[str, bytes]  # what the commit adds or replaces, by path from the root


def replay(root: Path, commits: Sequence[Commit]) -> None:
    """Make a repository in `root` with these commits on the branch main, and check it out. Raises GitFailed."""
    command.run(root, "init", "--quiet")
    command.run(root, "symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    done = subprocess.run(
        [*git.WORDS, "-C", str(root), "fast-import", "--quiet"],
        input=b"".join(stream(commits)),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise errors.GitFailed(f"git fast-import failed: {done.stderr.decode(errors='replace').strip()}")
    command.run(root, "reset", "--quiet", "--hard")


def stream(commits: Sequence[Commit]) -> Iterator[bytes]:
    """Yield the commits in the format that gitformat fast-import(1) describes."""
    for commit in commits:
        signature = f"{commit.author} {int(commit.when.timestamp())} {commit.when:%z}"
        yield f"commit refs/heads/{BRANCH}\nauthor {signature}\ncommitter {signature}\n".encode()
        yield data(commit.subject.encode())
        for path, content in commit.files.items():
            yield f"M 100644 inline {path}\n".encode()
            yield data(content)
        yield b"\n"


def data(content: bytes) -> bytes:
    """Return a block of data with its length."""
    return b"data %d\n%s\n" % (len(content), content)
