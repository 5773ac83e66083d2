"""Times a command: `python -I timing.py RUNS WARMUP COMMAND...` prints JSON. It imports nothing of jigsmith.

Wall time is that of the monotonic clock, CPU time that of the child and all it waited for (wait4), as hyperfine has it.
"""

import json
import os
import sys
import time


def once(line: str) -> dict[str, float]:
    """Run a line of `sh` and return seconds of wall clock and CPU, and its exit code."""
    nothing = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, nothing, 1)]
    began = time.perf_counter()
    child = os.posix_spawn("/bin/sh", ["sh", "-c", line], os.environ, file_actions=actions)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - began
    os.close(nothing)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "code": os.waitstatus_to_exitcode(status)}


def main() -> None:
    """Run the command so often and print what was measured."""
    runs, warmup, line = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    for _ in range(warmup):
        once(line)
    sys.stdout.write(json.dumps([once(line) for _ in range(runs)]) + "\n")


if __name__ == "__main__":
    main()
