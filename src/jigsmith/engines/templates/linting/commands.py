"""Commands: all that a template runs, in words as they will be."""

import re
import shlex
from collections.abc import Iterator, Sequence

from jigsmith.engines.templates import records

_PRIVATE = 0xF0000
"""Characters that mean nothing to anybody stand for the expressions while a command is split."""


def of(template: records.Template) -> Iterator[tuple[records.Place, str | list[str]]]:
    """All that a template runs, with its place."""
    for when in ("before", "after"):
        for number, command in enumerate(getattr(template.hooks, when)):
            inner = isinstance(command, records.Hook)
            yield ("hooks", when, number, *["run"] * inner), command.run if inner else command
    for pattern, command in template.format.items():
        yield ("format", pattern), command
    for number, check in enumerate(template.validate):
        if isinstance(check, records.Run):
            yield ("validate", number, "run"), check.run
    for number, step in enumerate(template.steps):
        yield ("steps", number, "run"), step.run


def conditional(template: records.Template) -> Iterator[tuple[records.Place, records.Hook | records.Step]]:
    """All that is run on a condition, with its place."""
    for when in ("before", "after"):
        for number, command in enumerate(getattr(template.hooks, when)):
            if isinstance(command, records.Hook):
                yield ("hooks", when, number), command
    for number, step in enumerate(template.steps):
        yield ("steps", number), step


def split(command: str | list[str], marks: records.Delimiters | None) -> Sequence[str]:
    """The words of a command, expressions whole; none: a quote is not closed."""
    if not isinstance(command, str):
        return command
    given = (marks or records.Delimiters()).variable
    table: dict[int, str] = {}
    at = command.find(given[0])
    while at >= 0:
        end = command.find(given[1], at)
        stop = len(command) if end < 0 else end + len(given[1])
        table[_PRIVATE + len(table)] = command[at:stop]
        command = command[:at] + chr(_PRIVATE + len(table) - 1) + command[stop:]
        at = command.find(given[0])
    try:
        return [word.translate(table) for word in shlex.split(command)]
    except ValueError:
        return []


def is_files(word: str, marks: records.Delimiters | None) -> bool:
    """Whether a word stands for all files that are made, each as a word of its own."""
    start, end = (marks or records.Delimiters()).variable
    return bool(re.fullmatch(rf"{re.escape(start)}\s*files\s*{re.escape(end)}", word))
