"""Found: what was read off real files for some parameters, and the values that it may mean, the likeliest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jigsmith.engines.templates import documents
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build.fitting import sentinels
from jigsmith.loop.build.fitting.sentinels import Place, Readings


@dataclass(slots=True)
class Found:
    """What is read off for one scope: the template's parameters, or the fields of an item."""

    place: Place = ()
    texts: dict[str, Readings] = field(default_factory=dict)
    lists: dict[str, list[list[Any]]] = field(default_factory=dict)  # what each row of an item pattern says

    def add(self, place: Place, style: str, text: str) -> None:
        """Takes a reading in, if it is one of this scope."""
        if place[:-1] == self.place:
            self.texts.setdefault(place[-1], Counter())[style, text] += 1

    def candidates(self) -> dict[str, list[Any]]:
        """The values that each may have, the likeliest first."""
        texts: dict[str, list[Any]] = {n: list(sentinels.candidates(r)) for n, r in self.texts.items()}
        return {**texts, **{name: _lists(found) for name, found in self.lists.items()}}


def as_type(parameter: formats.Parameter, read: Any) -> Any:
    """The value of the parameter's type that a text stands for; None if there is none."""
    if parameter.choices and parameter.type != "list":
        return read if read in parameter.choices else None
    if parameter.type not in ("integer", "number"):
        return read
    number = documents.plain(str(read))
    kinds = (int,) if parameter.type == "integer" else (int, float)
    return number if isinstance(number, kinds) and not isinstance(number, bool) else None


def nothing(parameter: formats.Parameter) -> Any:
    """The value that says least, for a parameter that must have one."""
    if parameter.choices and parameter.type != "list":
        return parameter.choices[0]
    return {"string": "", "boolean": False, "list": [], "table": {}}.get(parameter.type, 0)


def _lists(found: Sequence[list[Any]]) -> list[list[Any]]:
    """The lists that the rows of item patterns say together: those of one length are of the same items."""
    longest = max(map(len, found))
    same = [items for items in found if len(items) == longest]
    if len(same) > 1 and isinstance(same[0][0], dict):
        together = [{k: v for item in reversed(items) for k, v in item.items()} for items in zip(*same, strict=True)]
        return [together, *found]
    return sorted(found, key=len, reverse=True)
