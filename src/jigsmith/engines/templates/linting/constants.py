"""Constants: what the strings and numbers that are written in an expression stand for."""

import ast
import threading

_ALONE = threading.Lock()  # Python 3.11 may fail where two threads read syntax at once (gh-106905)


def text(quoted: str) -> str:
    """The text of one string, or of several side by side."""
    try:
        with _ALONE:
            return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError):
        return quoted[1:-1]


def number(written: str) -> float | int:
    """The value of a number."""
    try:
        return int(written, 0)
    except ValueError:
        return float(written)
