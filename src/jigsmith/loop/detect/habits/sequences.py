"""Sequences: which 2 to 7 steps come one after the other again and again, and belong together.

A sequence is counted within sessions alone. It holds together when at each place where it could be cut, one half calls
for the other: of the times that the one comes, the other comes with it often enough, and not by chance. Of those that
overlap the longest is kept, so that no part and no rotation of it is listed besides; of a loop, one turn.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.detect.habits import corpus as corpora
from jigsmith.loop.detect.habits.corpus import Corpus, Int, Level

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
SHORTEST, LONGEST = 2, 7
TIMES, DAYS = 3, 2
COHESION = 0.3  # share of the times of one half that the other comes with: the lower end of its 95 % interval
Z = 1.96
CHANCE = 0.01  # that one of all sequences of a length is there by chance alone (Bonferroni)
OWN = 0.4  # share of its times that are no part of something longer


def find(body: Corpus) -> list[tuple[int, Int]]:
    """Return sequences as their length and where they begin, each time once, the longest first."""
    levels = corpora.levels(body, longest=LONGEST, times=TIMES)
    covered = np.zeros(len(body.keys), dtype=bool)
    found: dict[tuple[int, ...], Int] = {}  # by their steps without options: a variant counts with the usual one
    for level in reversed(levels[SHORTEST - 1 :]):
        for places in _candidates(body, level, levels):
            own = places[~_any(covered, places, level.length)]
            steps = tuple(body.base[places[0] : places[0] + level.length].tolist())
            enough = max(TIMES, OWN * len(places), *(len(found[each]) for each in found if _is_part(steps, each)))
            if len(own) >= enough and len(np.unique(body.day[own])) >= DAYS:
                found[steps] = np.concatenate((found[steps], own)) if steps in found else own
                covered[np.add.outer(own, np.arange(level.length))] = True
    return [(len(steps), places) for steps, places in found.items()]


def _is_part(steps: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    """Tell whether steps are a part of a longer sequence; what was given up half-way is none of its own."""
    most = len(whole) - len(steps)
    return most > 0 and any(whole[at : at + len(steps)] == steps for at in range(most + 1))


def _candidates(body: Corpus, level: Level, levels: Sequence[Level]) -> Iterator[Int]:
    """Yield where each sequence of a length that holds together begins, the most frequent first."""
    frequent = np.flatnonzero((level.count >= TIMES) & (level.days >= DAYS))
    if not len(frequent):
        return
    holds = np.ones(len(frequent), dtype=bool)
    chance = np.log(CHANCE / len(np.unique(level.name[frequent])))
    for cut in range(1, level.length):
        left = levels[cut - 1].count[frequent]
        right = levels[level.length - cut - 1].count[frequent + cut]
        together, fewer = level.count[frequent], np.minimum(left, right)
        holds &= _at_least(together, fewer) >= COHESION
        holds &= _by_chance(together, fewer, np.maximum(left, right) / len(body.keys)) <= chance
    frequent = frequent[holds]
    _, which, counts = np.unique(level.name[frequent], return_inverse=True, return_counts=True)
    groups = np.split(frequent[np.argsort(which, kind="stable")], np.cumsum(counts)[:-1])
    starts = np.isin(frequent, body.begins)  # of two turns of a loop, the one that begins sessions is meant
    begun = np.bincount(which, weights=starts, minlength=len(counts))
    for number in np.lexsort((-begun, -counts)):
        places = _apart(groups[number], level.length)
        if len(places) >= TIMES and _does_something(body, int(places[0]), level.length):
            yield places


def _at_least(together: Int, of: Int) -> Floats:
    """Return the lower end of the interval of a share (Wilson 1927): few times prove little."""
    share = together / of
    middle = share + Z * Z / (2 * of)
    spread = Z * np.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of))
    return (middle - spread) / (1 + Z * Z / of)


def _by_chance(together: Int, of: Int, share: Floats) -> Floats:
    """Return the logarithm of a bound on the probability to see so many together by chance (Chernoff 1952)."""
    seen: Floats = together / of
    expected = np.minimum(share, 1 - 1e-12)
    rest = (1 - seen) * np.log(np.maximum(1 - seen, 1e-12) / (1 - expected))
    found: Floats = -of * (seen * np.log(seen / expected) + rest)
    return np.where(seen > expected, found, np.float64(0))


def _does_something(body: Corpus, place: int, length: int) -> bool:
    """Tell whether a sequence has two different steps that a tool could do, and is no loop."""
    steps = body.steps[place : place + length]
    if len({step.key for step in steps if step.works}) < 2:
        return False
    keys = body.keys[place : place + length].tolist()
    return not any(keys[turn:] == keys[: length - turn] for turn in range(1, length))


def _apart(places: Int, length: int) -> Int:
    """Return places, in order, of which none lies within the sequence that begins at the one before."""
    if len(places) < 2 or np.diff(places).min() >= length:
        return places
    kept = [int(places[0])]
    for place in places[1:].tolist():
        if place - kept[-1] >= length:
            kept.append(place)
    return np.array(kept, dtype=np.int64)


def _any(mask: Mask, places: Int, length: int) -> Mask:
    """Tell for each place whether one of the steps from there on is marked."""
    found = mask[places]
    for step in range(1, length):
        found = found | mask[places + step]
    return found
