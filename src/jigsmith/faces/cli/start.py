"""Where the command `jig` starts. What programs call goes its own way, all else goes to `main`.

`jig scan --json` and `jig generate ... --yes` are what agents, editors and jobs call again and again. Of such a call,
importing click and taking Python apart again at the end would be a third to a half.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from typing import Any, NoReturn

UNASKED = dict.fromkeys(("diff", "dry_run", "plan", "defaults"), False)  # what `told` leaves to click
NUMBERS = {"--top": ("top", 1), "--min-instances": ("min_instances", 2)}  # as the options of `scan` have them


def main() -> NoReturn:
    """Run `jig` with the arguments of the process and end it."""
    words = sys.argv[1:]
    scan, made, tracked = plain(words), told(words), wrapped(words)
    if (scan is None and made is None and tracked is None) or not usual():
        from jigsmith.faces.cli import main as cli  # noqa: PLC0415 - start-up time, see above

        cli.main()
    gc.disable()  # this makes many objects and no circles that matter before it ends
    try:
        code = print_scan(*scan) if scan else generate(*made) if made else track(*tracked) if tracked else 0
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


def told(words: list[str]) -> tuple[str, str, dict[str, Any]] | None:
    """Return template, name and options of a `generate` that asks nothing; None: click is to read the line."""
    if words[:1] != ["generate"] or not {"--yes", "--json"} & set(words):
        return None
    places: list[str] = []
    how: dict[str, Any] = {"given": [], "yes": False, "json": False, "into": None, "via": None}
    waiting = iter(words[1:])
    for word in waiting:
        if word in ("--yes", "--json"):
            how[word[2:]] = True
        elif word in ("--set", "--field", "--into", "--via"):
            value = next(waiting, "")
            if not value or value.startswith("-"):
                return None
            if word in ("--into", "--via"):
                how[word[2:]] = value
            else:
                how["given"].append(f"fields={value}" if word == "--field" else value)
        elif word.startswith("-") or not word:
            return None
        else:
            places.append(word)
    asks = not how["json"] and sys.stdin is not None and sys.stdin.isatty()  # for what has no default
    return (places[0], places[1], how) if len(places) == 2 and not asks else None


def generate(template: str, name: str, how: dict[str, Any]) -> int:
    """Generate without asking, show how it went, and record the use."""
    from pathlib import Path  # noqa: PLC0415 - start-up time, see above

    from jigsmith.app import generate as app  # noqa: PLC0415 - the same
    from jigsmith.app import projects, usage  # noqa: PLC0415 - the same
    from jigsmith.app.generating import asking  # noqa: PLC0415 - the same
    from jigsmith.faces.cli import making  # noqa: PLC0415 - the same

    if how["via"]:
        os.environ["JIG_SURFACE"] = how["via"]  # a skill says that it called: for the ledger
    flags = {key: "flag" for key in ("yes", "json") if how[key]}
    options = {"set": how["given"], "into": how["into"]}
    shape = flags | {key: "value" for key, value in options.items() if value}
    with usage.recorded("generate", surface="cli", shape=shape):
        root, into = projects.root_of(Path.cwd()), Path(how["into"]) if how["into"] else None
        params = asking.options(root, template, how["given"], into=into)
        asked: dict[str, Any] = {"into": into, "as_json": how["json"], "yes": True, **UNASKED}
        with app.alone(root, into):
            return making.make(root, template, name, params=params, **asked)


def wrapped(words: list[str]) -> tuple[list[str], str] | None:
    """Return command and name of a `track` that has its command behind `--`; None: click is to read the line."""
    if words[:2] == ["track", "--"] and len(words) > 2:
        return words[2:], ""
    named = words[:2] == ["track", "--as"] and words[3:4] == ["--"] and len(words) > 4 and words[2]
    return (words[4:], words[2]) if named else None


def track(command: list[str], name: str) -> int:
    """Run a command, and record its use; one that cannot be started ends as in a shell."""
    from jigsmith.app import track as app  # noqa: PLC0415 - start-up time, see above

    try:
        return app.run(command, name=name)
    except OSError as error:
        sys.stderr.write(f"jig track: {command[0]}: {error.strerror or error}\n")
        return app.NOT_FOUND if isinstance(error, FileNotFoundError) else app.NOT_ALLOWED


def leave(code: int) -> NoReturn:
    """End the process at once: all is written, and the system takes memory back faster than Python does."""
    sys.stderr.flush()
    os._exit(code)
