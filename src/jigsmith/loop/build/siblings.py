"""Siblings: what copying another instance and renaming it saves, which is what people do without a generator."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import Indel

from jigsmith.engines.templates import names
from jigsmith.loop.build import plan

STYLES = ("raw", "snake", "kebab", "flat", "pascal", "camel", "const", "title")


def renamed(text: str, old: str, new: str) -> str:
    """What an editor's rename does that keeps the case."""
    table = {form: names.apply(new, [s]) for s in reversed(STYLES) if len(form := names.apply(old, [s])) > 1}
    found = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return re.sub(found, lambda m: table[m.group()], text) if table else text


def saved(generated: str, actual: str, given: int = 0) -> float:
    """The share of the words that need not be typed, at least 0; `given`: words typed to have it generated."""
    codes: dict[str, str] = {}
    here, there = plan.coded(generated, codes), plan.coded(actual, codes)
    return max(0.0, 1 - (given + Indel.distance(here, there)) / max(len(there), 1))


def copied(text: str, name: str, others: Iterable[tuple[str, str]]) -> list[float]:
    """What each of the others, name and text, would have saved, copied and renamed."""
    return [saved(renamed(other, called, name), text) for called, other in others]
