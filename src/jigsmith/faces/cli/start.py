"""Where the command `jig` starts. Scans for programs go their own way, all else goes to `main`.

`jig scan --json` is what agents, editors and jobs call again and again, mostly on a tree that has not changed. Of such
a call, importing click and taking Python apart again at the end would be more than half.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from typing import NoReturn

NUMBERS = {"--top": ("top", 1), "--min-instances": ("min_instances", 2)}  # as the options of `scan` have them


def main() -> NoReturn:
    """Run `jig` with the arguments of the process and end it."""
    wish = plain(sys.argv[1:])
    if wish is None or not usual():
        from jigsmith.faces.cli import main as cli  # noqa: PLC0415 - start-up time, see above

        cli.main()
    gc.disable()  # a scan makes many objects and no circles that matter before it ends
    try:
        code = print_scan(*wish)
    except BaseException as error:  # noqa: BLE001 - all of them end in one place
        from jigsmith.faces.cli import main as cli  # noqa: PLC0415 - start-up time, see above

        code = cli.ended(error)
    leave(code)


def usual() -> bool:
    """Return whether there is a folder to be in, and a stdout that takes every character; else `main` knows better."""
    try:
        os.getcwd()  # noqa: PTH109 - start-up time
    except OSError:
        return False
    return sys.stdout is not None and sys.stdout.encoding.lower().replace("-", "") == "utf8"


def plain(words: list[str]) -> tuple[str, dict[str, int], dict[str, str]] | None:
    """Return path, numbers and which options were given of a plain `scan --json`; None: click is to read the line."""
    if words[:1] != ["scan"] or "--json" not in words:
        return None
    paths: list[str] = []
    numbers: dict[str, int] = {}
    shape: dict[str, str] = {}
    waiting = iter(words[1:])
    for word in waiting:
        if word in NUMBERS:
            name, least = NUMBERS[word]
            value = next(waiting, "")
            if not (value.isascii() and value.isdigit() and int(value) >= least):
                return None
            numbers[name], shape[word.lstrip("-")] = int(value), "value"
        elif word == "--json":
            shape["json"] = "flag"
        elif word.startswith("-") or not word:
            return None
        else:
            paths.append(word)
    return (paths[0] if paths else ".", numbers, shape) if len(paths) < 2 else None


def print_scan(path: str, numbers: dict[str, int], shape: dict[str, str]) -> int:
    """Scan, print the report as JSON, and record the use."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing is solved here, and starting its threads takes 60 ms
    from jigsmith.app import scan, usage  # noqa: PLC0415 - start-up time, see above
    from jigsmith.faces.cli import ticker  # noqa: PLC0415 - the same

    tick = ticker.Ticker()
    with usage.recorded("scan", surface="cli", shape=shape):
        try:
            text = scan.scan_json(path, progress=tick, **numbers)
        finally:
            tick.clear()
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    return 0


def leave(code: int) -> NoReturn:
    """End the process at once: all is written, and the system takes memory back faster than Python does."""
    sys.stderr.flush()
    os._exit(code)
