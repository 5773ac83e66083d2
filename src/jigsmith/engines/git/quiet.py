"""Git started by the system's own call, for what every scan asks: importing subprocess takes longer than its answer.

What git complains about is not heard here; `command` is for where somebody wants to know.
"""

from __future__ import annotations

import os

from jigsmith.base import errors, git

PIECE = 1 << 20  # bytes that are read at once


class Asked:
    """A git that works; `answer` waits for what it prints."""

    def __init__(self, root: str, *arguments: str) -> None:
        reader, writer = os.pipe()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, writer, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        try:
            self._child = os.posix_spawnp(
                git.WORDS[0], [*git.WORDS, "-C", root, *arguments], git.environment(), file_actions=actions
            )
        except OSError as error:
            os.close(reader)
            raise errors.GitFailed(f"git cannot be started: {error}", do="Install git, or check your PATH.") from error
        finally:
            os.close(writer)
        self._reader = reader

    def answer(self) -> tuple[int, bytes]:
        """Return its exit code and what it printed."""
        pieces = []
        while piece := os.read(self._reader, PIECE):
            pieces.append(piece)
        os.close(self._reader)
        _, status = os.waitpid(self._child, 0)
        return os.waitstatus_to_exitcode(status), b"".join(pieces)

    def answer_within(self, seconds: float) -> bytes | None:
        """Return what it printed; None when it failed or was not ready in time, and was ended."""
        import select  # noqa: PLC0415 - start-up time: only one of all that ask has no time to wait
        import time  # noqa: PLC0415 - the same

        pieces, until, piece = [], time.monotonic() + seconds, b"-"
        while piece and select.select([self._reader], [], [], max(0.0, until - time.monotonic()))[0]:
            piece = os.read(self._reader, PIECE)
            pieces.append(piece)
        os.close(self._reader)
        if piece:
            os.kill(self._child, 9)
        _, status = os.waitpid(self._child, 0)
        return b"".join(pieces) if status == 0 else None
