"""Constants: what the strings and numbers that are written in an expression stand for."""

import ast


def text(quoted: str) -> str:
    """The text of one string, or of several side by side."""
    try:
        return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError):
        return quoted[1:-1]


def number(written: str) -> float | int:
    """The value of a number."""
    try:
        return int(written, 0)
    except ValueError:
        return float(written)
