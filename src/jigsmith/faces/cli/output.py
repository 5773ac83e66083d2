"""What all verbs show things with: a console for people, JSON for programs, and how errors look.

Rich is imported when something is shown, not before. Colour is left out where NO_COLOR is set or nobody sees it.
"""

import os
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from jigsmith.base import errors

if TYPE_CHECKING:
    from rich.console import Console

RED, YELLOW, DIM, BOLD = "31", "33", "2", "1"


def echo(text: str, *, err: bool = False) -> None:
    """Print a line. As click does it, without the time of importing click."""
    stream = sys.stderr if err else sys.stdout
    stream.write(text + "\n")
    stream.flush()


def wrapped(text: str, indent: int) -> list[str]:
    """Return the lines of a text that stands `indent` columns from the edge of the terminal."""
    import shutil  # noqa: PLC0415 - start-up time: only where something is shown
    import textwrap  # noqa: PLC0415 - the same

    return textwrap.wrap(text, max(20, min(shutil.get_terminal_size((100, 24)).columns, 120) - indent))


CONTROLS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def tame(text: str, *, colours: bool = False) -> str:
    """Return somebody else's text without what would steer a terminal; `colours`: those may stay."""
    return CONTROLS.sub(lambda found: found[0] if colours and COLOURS.fullmatch(found[0]) else "", text)


def is_terminal() -> bool:
    """Tell whether somebody reads stdout."""
    return sys.stdout.isatty()


def paint(text: str, code: str) -> str:
    """Colour a text for stdout, where colour is wanted. Rich would cost 50 ms."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain or not code or not text else f"\x1b[{code}m{text}\x1b[0m"


@cache
def console() -> "Console":
    """Return the console for results: stdout."""
    return make_console(stderr=False)


@cache
def notes() -> "Console":
    """Return the console for everything that is not the result (progress, hints): stderr."""
    return make_console(stderr=True)


def make_console(*, stderr: bool) -> "Console":
    """Make a console; where no terminal says how wide it is, lines have 100 columns."""
    from rich.console import Console  # noqa: PLC0415 - start-up time: 50 ms that `jig --help` does without

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else 100
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=False)


def emit_json(data: Any) -> None:
    """Print records (dataclasses, structs, dicts, dates, paths) as indented JSON on stdout."""
    import msgspec  # noqa: PLC0415 - start-up time: only verbs that print JSON need it here

    encoded = msgspec.json.encode(data, enc_hook=str)
    print_json(msgspec.json.format(encoded, indent=2).decode())


def print_json(text: str) -> None:
    """Print a text that is JSON; what stdout has no character for is escaped as JSON has it."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = "".join(char if char.isascii() else escaped(char) for char in text)
    echo(text)


def escaped(char: str) -> str:
    """Return a character as an escape of JSON: one of four digits, or a pair of them."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def count(number: int, word: str) -> str:
    """Return how many there are, in words: `1 line`, `2 lines`."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def show_error(error: errors.JigError) -> None:
    """Print what is wrong, where, and what to do, on stderr; nothing is wrong when somebody said no."""
    if isinstance(error, errors.Declined):
        echo(error.what, err=True)
        return
    lines = [f"{_on_stderr('error', RED, BOLD)}: {error.what}"]
    if error.where:
        lines.append(f"{_on_stderr('   at', DIM)}: {error.where}")
    if error.do:
        lines.append(f"{_on_stderr('   do', DIM)}: {error.do}")
    echo("\n".join(lines), err=True)


def _on_stderr(text: str, *codes: str) -> str:
    """Colour a text for stderr, unless colour is not wanted there."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stderr.isatty():
        return text
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"
