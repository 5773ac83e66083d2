"""The last step before a command, inside its box: limits, the way out, and then the command takes this one's place."""

import contextlib
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from jigsmith.engines.sandbox.inside import forward

READY = b"ready"
FAILED, NOT_FOUND = 126, 127  # as shells say it
LIMITS = {
    "memory": resource.RLIMIT_DATA,  # not RLIMIT_AS: the engines of JavaScript reserve far more than they ever use
    "processes": getattr(resource, "RLIMIT_NPROC", -1),
    "file_size": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
    "core": resource.RLIMIT_CORE,
}


def main() -> NoReturn:
    """Run the command of the specification that is the only argument."""
    spec = json.loads(sys.argv[1])
    if spec["socket"]:
        forward.start(spec["port"], spec["socket"])
    become(spec["command"], limits=spec["limits"], names=spec["names"], report=spec["report"])


def become(command: Sequence[str], *, limits: Mapping[str, int], names: Sequence[str], report: int) -> NoReturn:
    """Take the limits, say to `report` that the box is ready, and turn into the command: with no more of the
    environment than `names`, in a process group of its own, and with signals as they are by default.
    """
    for name, amount in limits.items():
        restrict(LIMITS[name], amount)
    with contextlib.suppress(PermissionError):  # the leader of a session has its own group already
        os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    # Python adds LC_CTYPE to the environment where the locale is C.
    environment = {name: os.environ[name] for name in names if name in os.environ}
    os.write(report, READY)
    os.close(report)
    try:
        os.execvpe(command[0], list(command), environment)  # noqa: S606 - that is what this is for
    except FileNotFoundError:
        fail(NOT_FOUND, f"{command[0]}: there is no such program in the box")
    except OSError as error:
        fail(FAILED, f"{command[0]}: {error.strerror}")


def restrict(which: int, amount: int) -> None:
    """Set a limit, or leave it where a lower one holds already."""
    _, hard = resource.getrlimit(which)
    allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(which, (allowed, allowed))


def fail(code: int, why: str) -> NoReturn:
    """End with a sentence."""
    sys.stderr.write(f"jig: {why}\n")
    sys.stderr.flush()
    os._exit(code)


def specification(**parts: Any) -> str:
    """Return what `main` of this module, or of the guard, reads."""
    return json.dumps(parts)


if __name__ == "__main__":
    main()
