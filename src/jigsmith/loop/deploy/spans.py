"""Spans: where the members of a JSON object are in its text. What is between them is nobody's business here."""

import json
from dataclasses import dataclass
from typing import Any

_SPACE = " \t\n\r"


@dataclass(frozen=True, slots=True)
class Member:
    """One key with its value. All places are counted in characters from the begin of the text."""

    key: str
    start: int
    """Where its key begins."""
    colon: str
    """What is between key and value: `: `."""
    value: Any
    value_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Object:
    """An object with its members in their order."""

    start: int
    """Where its `{` is."""
    end: int
    """Where its `}` is."""
    members: tuple[Member, ...]

    def member(self, key: str) -> Member | None:
        """The first member of that key."""
        return next((member for member in self.members if member.key == key), None)

    def held(self, key: str) -> Member:
        """The member of that key, which is known to be there."""
        return next(member for member in self.members if member.key == key)


def value_of(text: str) -> Any:
    """The value of a whole JSON text. ValueError or RecursionError: it is none."""
    return _DECODER.decode(text)


def root(text: str) -> Object:
    """The object that is the whole of a text known to be valid JSON."""
    return object_at(text, len(text) - len(text.lstrip(_SPACE)))


def object_at(text: str, start: int) -> Object:
    """The members of the object whose `{` is at `start`, in a text that is valid JSON."""
    members = []
    here = _past_space(text, start + 1)
    while text[here] != "}":
        key, key_end = _DECODER.raw_decode(text, here)
        value_start = _past_space(text, text.index(":", key_end) + 1)
        value, end = _DECODER.raw_decode(text, value_start)
        members.append(Member(key, here, text[key_end:value_start], value, value_start, end))
        here = _past_space(text, end)
        if text[here] == ",":
            here = _past_space(text, here + 1)
    return Object(start, here, tuple(members))


def _past_space(text: str, here: int) -> int:
    while text[here] in _SPACE:
        here += 1
    return here


def space_before(text: str, end: int) -> str:
    """The white space that ends there."""
    start = end
    while text[start - 1] in _SPACE:
        start -= 1
    return text[start:end]


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refused, parse_int=float)
