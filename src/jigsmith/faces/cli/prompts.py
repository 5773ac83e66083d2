"""Asking: whether somebody is there to answer, and where the question is put.

A question stands on stdout where that is a terminal, otherwise on stderr: `jig build ... | tee log` is still asked.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import click


def somebody() -> bool:
    """Tell whether somebody is there to answer: stdin is a terminal, and so is what shows the question."""
    return sys.stdin.isatty() and (sys.stdout.isatty() or sys.stderr.isatty())


@contextmanager
def shown() -> Iterator[None]:
    """Put what is printed inside where the user sees it."""
    if sys.stdout.isatty():
        yield
        return
    sys.stdout.flush()  # what is asked about comes before the question
    with redirect_stdout(sys.stderr):
        yield


def confirm(question: str, *, default: bool) -> bool:
    """Ask, and return whether the answer is yes."""
    with shown():
        return click.confirm(question, default=default)
