"""Aside: work in a process of its own, while this one goes on answering.

A thread would not do: pages wait for it, each time that they let go of the interpreter. The process yields to others,
and ends when the one that started it does.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, NoReturn, cast

from jigsmith.base import errors

LONGEST = 600.0  # seconds
NICE = 10


def run(work: Callable[..., Any], *args: Any) -> Any:
    """Return what a function of a module gives; what goes in and comes out is pickled. Raises JigError of the function,
    and StoreFailed when it comes to no end.
    """
    command = [sys.executable, "-P", "-m", __name__]  # -P: not what lies in the folder in which this one was started
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        late = threading.Timer(LONGEST, process.kill)
        late.daemon = True
        late.start()
        given, heard = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            with suppress(BrokenPipeError):
                pickle.dump((work, args), given)
                given.flush()  # and left open: that tells it that somebody waits
            answer = heard.read()
        finally:
            late.cancel()
            process.kill()  # it has answered, or nobody waits for it any more
    if not answer:
        raise errors.StoreFailed("the process beside this one ended without an answer", do="Try again.")
    found, failed = pickle.loads(answer)  # noqa: S301 - from our own process
    if failed:
        kind, what, where, do = failed
        raise kind(what, where=where, do=do)
    return found


def main() -> NoReturn:
    """Do the work that is told on stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for whoever started this
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what prints says nothing into the answer
    work, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    found, failed = None, None
    try:
        found = work(*args)
    except errors.JigError as error:
        failed = (type(error), error.what, error.where, error.do)
    except Exception as error:  # noqa: BLE001 - whoever waits is told
        failed = (errors.StoreFailed, f"{type(error).__name__}: {error}", None, "Report it as an issue of jigsmith.")
    pickle.dump((found, failed), answer)
    answer.flush()
    os._exit(0)


def _end_with_the_other() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
