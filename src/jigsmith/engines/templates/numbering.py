"""Numbering: the number after the last one in a folder, for what runs in the order of its names, as migrations do."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from jigsmith.base import errors

_NUMBER = re.compile(r"\{n(?::0(?P<width>[1-9]\d?)d)?\}")


class Numbered(NamedTuple):
    """What `prisma/migrations/{n:04d}_*` says."""

    folder: str
    """From the root; empty: the root."""
    before: str
    after: str
    width: int


def read(pattern: str) -> Numbered | None:
    """What a pattern says; None: it has no number in its last part, or more than one."""
    folder, _, last = pattern.rpartition("/")
    found = _NUMBER.search(last)
    if found is None or len(_NUMBER.findall(pattern)) != 1 or "*" in folder:
        return None
    return Numbered(folder, last[: found.start()], last[found.end() :], int(found["width"] or 1))


def checked(pattern: str, where: str) -> Numbered:
    """What a pattern says. TemplateInvalid: it is none."""
    found = read(pattern)
    if found is None:
        do = "Write a folder and what is numbered in it: `prisma/migrations/{n:04d}_*`."
        raise errors.TemplateInvalid(f"{pattern[:100]!r} says no number", where=where, do=do)
    return found


def following(pattern: Numbered, names: Iterable[str]) -> str:
    """The number after the largest of those names that the pattern is about; 1 if there is none."""
    before, after = (re.escape(text).replace(r"\*", "[^/]*") for text in (pattern.before, pattern.after))
    alike = re.compile(f"{before}([0-9]{{1,30}}){after}")
    numbers = [int(found[1]) for name in names if (found := alike.fullmatch(name))]
    return str(max(numbers, default=0) + 1).zfill(pattern.width)
