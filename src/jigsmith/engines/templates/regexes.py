"""Regular expressions of templates: each ends within a second, whoever wrote it.

What is short and repeats little is tried at once; all else in a process of its own, which is ended when it takes too
long (a backtracking matcher can need more steps than there are atoms for a text of thirty characters).
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

MAX_LENGTH = 10_000
"""Characters of an expression."""
SECONDS = 1.0
_MAX_SUBJECT = 1_000
_MAX_STEPS = 5_000_000
_ESCAPED = r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
_MANY = r"[*+]|\{\d*,?\d*\}"


class Exceeded(Exception):
    """An expression takes too long; the message goes on from what the expression is called."""


@lru_cache(maxsize=1_000)
def whole(pattern: str, text: str) -> bool:
    """Whether all of a text matches. Exceeded: that takes too long."""
    if len(text) <= _MAX_SUBJECT and _is_plain(pattern):
        return re.fullmatch(pattern, text) is not None
    return bool(_apart(whole_apart, pattern, text))


def whole_apart(pattern: str, text: str) -> bool:
    """The same, for as long as it takes."""
    return re.fullmatch(pattern, text) is not None


def lines(pattern: str, of: Sequence[str]) -> list[int]:
    """The numbers (from 0) of the lines in which it is found. Exceeded: that takes too long; `re.error`: it is none."""
    re.compile(pattern)
    steps = sum(map(len, of)) * max(map(len, of), default=0)  # a search begins at every character
    if steps <= _MAX_STEPS and _is_plain(pattern) and len(re.findall(_MANY, re.sub(_ESCAPED, "x", pattern))) < 2:
        return lines_apart(pattern, list(of))
    found: list[int] = _apart(lines_apart, pattern, list(of))
    return found


def lines_apart(pattern: str, of: list[str]) -> list[int]:
    """The same, for as long as it takes."""
    return [number for number, line in enumerate(of) if re.search(pattern, line)]


def _apart(function: Callable[..., Any], *args: Any) -> Any:
    from jigsmith.base import apart  # noqa: PLC0415 - start-up time: few expressions need it

    try:
        return apart.run(function, *args, seconds=SECONDS)
    except apart.Exceeded as error:
        raise Exceeded(str(error)) from error


@lru_cache(maxsize=256)
def _is_plain(pattern: str) -> bool:
    """Whether an expression tries few ways: no group is repeated or comes again, and there is little choice."""
    bare = re.sub(_ESCAPED, "x", pattern)
    counted = re.findall(_MANY, bare)
    large = any(int(number) > _MAX_SUBJECT for each in counted for number in re.findall(r"\d+", each))
    again = "(?P=" in bare or "(?(" in bare or re.search(r"\\[1-9]", pattern) or re.search(r"\)[*+{]", bare)
    choices = bare.count("?") - bare.count("(?")
    return not again and not large and len(counted) <= 2 and choices <= 4 and bare.count("(") <= 3
