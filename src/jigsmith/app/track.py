"""Track: run any command as it would run by itself, and record that it was used.

It has the terminal, the streams, the signals and the exit code that it would have without us. Its words are not
recorded, only the name of the program.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from jigsmith.app import usage
from jigsmith.base import clock
from jigsmith.engines.git import quiet

TYPE_CHECKING = False  # start-up time, see `usage`
if TYPE_CHECKING:
    from types import FrameType

NOT_FOUND, NOT_ALLOWED = 127, 126  # as shells have it
KEYBOARD = (signal.SIGINT, signal.SIGQUIT)  # the terminal sends these to the command as well
PASSED_ON = (signal.SIGTERM, signal.SIGHUP)
PATIENCE = 0.1  # seconds that git has to say what was changed, once the command has ended
MOST = 5_000  # files that are looked at for that
TICK = 0.02  # seconds: the clock of a file system may be that much behind


def run(command: Sequence[str], *, name: str = "") -> int:
    """Run a command to its end, and return its exit code; 128 and the signal's number when a signal ended it.

    `name`: what the tool is called in the ledger, by default the name of the program. Raises OSError when the program
    cannot be started; that is recorded, too.
    """
    tool = usage.Run(name or os.path.basename(command[0]), "cli", {})  # noqa: PTH119 - start-up time
    tool.version, tool.tokens, tool.cost = "", None, None
    started, before = clock.now(), time.perf_counter()
    try:
        code = _ended(command)
    except OSError as error:
        tool.fail("failed", type(error).__name__)
        usage.keep(tool, started, time.perf_counter() - before)
        raise
    seconds = time.perf_counter() - before
    _note(tool, code)
    if not usage.is_off():
        with suppress(Exception):  # whatever is wrong with the record, the command has ended as it has
            paths = changed(usage.here().root, since=started.timestamp() - TICK)
            tool.wrote(files=len(paths), lines=0, paths=paths)
    usage.keep(tool, started, seconds)
    return code if code >= 0 else 128 - code


def changed(root: str, *, since: float) -> list[str]:
    """Return the files of a work tree that differ from the last commit and were written since a time (1970).

    None when git does not answer at once: nobody waits for that.
    """
    if not root:
        return []
    asked = quiet.Asked(root, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames")
    listed = asked.answer_within(PATIENCE) or b""
    found = []
    for entry in os.fsdecode(listed).split("\0")[:MOST]:
        path = f"{root}/{entry[3:]}"
        with suppress(OSError):
            if entry and os.lstat(path).st_mtime >= since:
                found.append(path)
    return found


def _ended(command: Sequence[str]) -> int:
    """Start the command and wait for its end; what it answers is below 0 when a signal ended it."""
    heard = [each for each in KEYBOARD if signal.getsignal(each) != signal.SIG_IGN]
    child, early = 0, []

    def pass_on(number: int, _: FrameType | None) -> None:
        if not child:
            early.append(number)
            return
        with suppress(ProcessLookupError):
            os.kill(child, number)

    passed = [each for each in PASSED_ON if signal.getsignal(each) != signal.SIG_IGN]
    with _handled(dict.fromkeys(KEYBOARD, signal.SIG_IGN) | dict.fromkeys(passed, pass_on)):
        child = os.posix_spawnp(command[0], list(command), os.environ, setsigdef=heard)
        for number in early:
            pass_on(number, None)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@contextmanager
def _handled(handlers: dict[signal.Signals, signal._HANDLER]) -> Iterator[None]:
    """Handle signals so, and as before afterwards."""
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _note(tool: usage.Run, code: int) -> None:
    if code == -signal.SIGINT or code == 128 + signal.SIGINT:
        tool.fail("interrupted", "")
    elif code < 0:
        tool.fail("crashed", signal.Signals(-code).name)
    elif code:
        tool.fail("failed", f"exit code {code}")
