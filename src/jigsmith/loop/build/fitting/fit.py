"""Fitting: the parameter values with which a template comes nearest to files that exist.

Nearest is least to type: the words of the values, and the words to insert and delete in what is rendered. Texts and
lists are read off by rendering the template with a sentinel for each and anti-unifying that with the real files; from
there a search changes one value after the other. Whatever does not lower the cost is left at its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jigsmith.engines.templates import format as formats
from jigsmith.loop.build.fitting import search
from jigsmith.loop.build.fitting.sheet import Sheet
from jigsmith.loop.build.fitting.target import Target
from jigsmith.loop.build.fitting.values import Params, typed

__all__ = ["Fit", "fit", "typed"]
ROUNDS = 3
FEW, ALMOST = 50, 0.3  # words, and share of all, that may be left to type where it is worth looking for an exact fit
DEARER = 1.25  # how much more an exact fit may cost than the best one
MOST_TRIES, MOST_WORK = 3_000, 3_000_000  # renderings for one fit, and words rendered


@dataclass(frozen=True, slots=True)
class Fit:
    """The values found, only those that differ from their defaults; and what the template does not say."""

    params: Params
    exact: bool  # what is rendered is what is there, byte for byte
    residue_lines: int  # lines of the files that the render lacks, and lines it has too many
    made_lines: int = 0  # lines of the files that the render has, in their order


def fit(template: formats.Template, name: str, files: Mapping[str, bytes]) -> Fit:
    """Fits `template` to the files of the instance `name`, given by their paths from the root."""
    goal = Target(template, name, files)
    limit = min(MOST_TRIES, 200 + MOST_WORK // (goal.size + 1))
    sheet = Sheet(goal)
    found = _settled(search.Search(goal, {}, limit), sheet)
    if goal.cost(found) <= FEW + ALMOST * goal.size and not goal.residue(found)[0]:
        exactly = _settled(search.Search(goal, found, goal.tries + limit, exactly=True), sheet)
        dear = goal.cost(exactly) > DEARER * goal.cost(found) + 3
        found = exactly if goal.residue(exactly)[0] and not dear else found
    params = _pruned(goal, found)
    return Fit(params, *goal.residue(params))


def _settled(found: search.Search, sheet: Sheet) -> Params:
    """The best values when no change helps any more."""
    for _ in range(ROUNDS):
        before = found.best
        found.options()
        found.values(sheet.read(found.best))
        if found.best == before:
            found.hidden(sheet)
        if found.best == before:
            break
    return found.best


def _pruned(goal: Target, params: Params) -> Params:
    """Without the values that are their defaults anyway, or that change nothing."""
    kept = goal.tried(params)
    for name in list(params):
        without = goal.tried({k: v for k, v in kept.params.items() if k != name})
        kept = without if without.made is kept.made else kept
    return kept.params
