"""Contents of a repository by their ids, one after the other, from one git that stays open."""

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from jigsmith.base import errors, git


class Contents:
    """A `git cat-file --batch` that answers until it is closed. Raises GitFailed when it cannot be started."""

    def __init__(self, root: Path) -> None:
        try:
            self._git = subprocess.Popen(
                [*git.WORDS, "-C", str(root), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=git.environment() | {"GIT_NO_LAZY_FETCH": "1"},
            )
        except OSError as error:
            raise errors.GitFailed(f"git cannot be started: {error}", do="Install git, or check your PATH.") from error

    def get(self, blob: str) -> bytes | None:
        """Return a content; None: it is not there, as in a repository that was fetched in part. Raises GitFailed."""
        reader, writer = self._git.stdout, self._git.stdin
        if reader is None or writer is None:
            raise errors.GitFailed("git was not started with pipes")
        try:
            writer.write(blob.encode() + b"\n")
            writer.flush()
        except OSError as error:
            raise errors.GitFailed("git cat-file ended before its time") from error
        head = reader.readline().split()
        if len(head) != 3:
            return None
        data = reader.read(int(head[2]))
        reader.read(1)
        return data if head[1] == b"blob" else None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End git."""
        for pipe in (self._git.stdin, self._git.stdout):
            if pipe is not None:
                pipe.close()
        self._git.wait()
