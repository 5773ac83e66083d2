"""Evidence: which of some files are alike, and how many bits a template for them would save.

Minimum description length: a line counts as far as it is in more of the files than chance would put it there. Chance is
how often files of the same language outside hold it, given how long these files are; so licence headers, idioms and
what every file of a language has are worth nothing.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.detect import sorting
from jigsmith.loop.detect.features import OWN_LINE, Features, Ints

SUPPORT = 0.3  # part of the members that a line of the template is in, at least
FEWEST = 3  # members that a line of the template is in, at least: two alike files are no family
MEMBER = 0.25  # of what a typical good member holds, a member holds at least
SMALLEST_TEMPLATE = 60.0  # bits
SMALLEST_GAIN = 500.0  # bits
SMALLEST_SAVING = 50.0  # bits that a template saves in an instance on average, its name paid: else nobody would call it
SMALLEST_MEMBER = 20.0  # bits that a member shares at least
NAME_BITS = 20.0  # what an instance's name costs
ALIKE = 0.2  # part of their structure that three alike files share at least, times the root of their number
ALIKE_ALWAYS = 0.015  # part of their structure that the files of a family share, however many they are
ROUNDS, PEELS = 8, 4
Floats = NDArray[np.float64]


class Family(NamedTuple):
    """Files that are alike."""

    members: Ints  # their numbers, ascending
    saved: Floats  # by member: the bits that the template saves in it
    template: float  # bits of the template
    share: float  # of the structure of the members that is theirs alone and in the template
    written: float  # of the structure of the members that the template writes, be it theirs alone or not
    gain: float  # bits saved, less the template, less what tells who is a member


class Sheet(NamedTuple):
    """The rows of some files, sorted by feature."""

    features: Features
    members: Ints
    ident: Ints
    member: Ints  # by row: its place in `members`
    value: Floats
    same: Ints
    files_with: Ints  # by row: files that hold its feature, those outside in round numbers
    language_files: int  # the same of all files of the language
    language_lines: int

    def keep(self, chosen: NDArray[np.bool_]) -> "Sheet":
        """Return the sheet of some of the members."""
        rows = chosen[self.member]
        place = np.cumsum(chosen) - 1
        return self._replace(
            members=self.members[chosen],
            ident=self.ident[rows],
            member=place[self.member[rows]],
            value=self.value[rows],
            same=self.same[rows],
            files_with=self.files_with[rows],
        )


def sheet(features: Features, members: Ints) -> Sheet:
    """Return the sheet of some files."""
    begin, end = features.offset[members], features.offset[members + 1]
    count = end - begin
    rows = np.repeat(begin - np.concatenate(([0], np.cumsum(count)[:-1])), count) + np.arange(int(count.sum()))
    order = sorting.order(features.ident[rows].astype(np.uint32))
    rows = rows[order]
    member = np.repeat(np.arange(len(members)), count)[order]
    ident = features.ident[rows]
    begin = _runs(ident)
    support = np.diff(np.append(begin, len(ident)))
    with_it = support + rounded(features.files_with[ident[begin]] - support)
    files, lines = language(features, members)
    return Sheet(
        features=features,
        members=members,
        ident=ident,
        member=member,
        value=features.value[rows],
        same=features.same[rows],
        files_with=np.repeat(with_it, support),
        language_files=files,
        language_lines=lines,
    )


def language(features: Features, members: Ints) -> tuple[int, int]:
    """Return the files and the lines of the language of some files, what lies outside in round numbers."""
    own, spoken = int(features.lines[members].sum()), features.language[members[0]]
    others = np.array([features.language_files[spoken] - len(members), features.language_lines[spoken] - own])
    files, lines = rounded(np.maximum(others, 0)).tolist()
    return files + len(members), lines + own


def rounded(count: Ints) -> Ints:
    """Return numbers with six binary digits: what lies outside may change a little and mean the same."""
    part, power = np.frexp(count)
    found: Ints = np.ldexp(np.rint(part * 64), power - 6).astype(np.int64)
    return found


def families(rest: Sheet, *, minimum: int) -> Iterator[Family]:
    """Yield the families among some files, the most alike first. Who is in none of them is like none of the others."""
    among = len(rest.members)
    for _ in range(PEELS):
        if len(rest.members) < minimum or _most(rest) < SMALLEST_GAIN:
            return
        found = _settled(rest, minimum)
        if found is None or found.sum() < 0.25 * len(found):
            near = _near_the_centre(rest)
            closer = _settled(rest.keep(near), minimum) if near.sum() >= minimum else None
            if closer is not None:
                found = near.copy()
                found[near] = closer
        if found is None:
            return
        family = judged(rest.keep(found), among=among)
        if family is not None:
            yield family
        rest = rest.keep(~found)


def _most(rows: Sheet) -> float:
    """Return a number of bits that no template of these files can save more than."""
    begin = _runs(rows.ident)
    if not len(begin):
        return 0.0
    support = np.diff(np.append(begin, len(rows.ident)))
    return float(rows.value[np.repeat(support >= min(FEWEST, len(rows.members)), support)].sum())


def judged(rows: Sheet, *, among: int) -> Family | None:
    """Return the family that these files are; None when they share too little. They were chosen `among` so many."""
    saved, template, written = weigh(rows)
    count = len(rows.members)
    own = float(rows.features.own[rows.members].sum())
    share = float(saved.sum()) / own
    gain = float(saved.sum()) - template - NAME_BITS * count - choice_bits(among, count)
    if template < SMALLEST_TEMPLATE or gain <= 0 or share < max(ALIKE_ALWAYS, ALIKE / math.sqrt(count)):
        return None
    return Family(rows.members, saved, template, share, written / own, gain)


def weigh(rows: Sheet) -> tuple[Floats, float, float]:
    """Return the bits that a template of these files saves in each, its own bits, and those that it writes in all."""
    features, count = rows.features, len(rows.members)
    begin = _runs(rows.ident)
    if not len(begin):
        return np.zeros(count), 0.0, 0.0
    support = np.diff(np.append(begin, len(rows.ident)))
    ident = rows.ident[begin]
    worth = 1.0 - _chance(rows, begin, support)
    supported = support >= max(min(FEWEST, count), SUPPORT * count)
    in_template = supported & (worth > 0.05)
    worth[~in_template] = 0.0
    same = np.zeros(features.alike + 1, dtype=bool)
    same[ident[in_template & (ident < features.alike)]] = True
    told = same[rows.same]  # an alike row whose line is in the template as it is; -1 is the last, which is never set
    each = rows.value * np.repeat(worth, support)
    each[told] = 0.0
    same[ident[supported & (ident < features.alike)]] = True
    written = np.minimum(rows.value, OWN_LINE)[np.repeat(supported, support) & ~same[rows.same]]
    saved: Floats = np.bincount(rows.member, weights=each, minlength=count).astype(np.float64)
    total = np.add.reduceat(each, begin)
    times = np.add.reduceat((each > 0).astype(np.int64), begin)
    return saved, float((total / np.maximum(times, 1))[in_template].sum()), float(written.sum())


def choice_bits(among: int, chosen: int) -> float:
    """Return the bits that tell which of so many are meant."""
    ways = math.lgamma(among + 1) - math.lgamma(chosen + 1) - math.lgamma(among - chosen + 1)
    return ways / math.log(2)


def _chance(rows: Sheet, begin: Ints, support: Ints) -> Floats:
    """Return which part of the support of each feature files of the language have by chance, from 0 to 1."""
    count = len(rows.members)
    lines = rows.features.lines[rows.members]
    outside = (rows.files_with[begin] - support).astype(np.float64)
    other_lines = max(rows.language_lines - int(lines.sum()), 0) + 300.0
    other_files = max(rows.language_files - count, 0) + 2.0
    expected = count * (1.0 - np.exp(-outside / other_lines * lines.mean()))
    chance: Floats = np.clip(np.maximum(expected / support, outside / other_files), 0.0, 1.0)
    return chance


def _settled(rows: Sheet, minimum: int) -> NDArray[np.bool_] | None:
    """Leave out who shares little with the rest, until nobody is left out; None when too few remain."""
    chosen = np.ones(len(rows.members), dtype=bool)
    for _ in range(ROUNDS):
        if len(rows.members) < minimum:
            return None
        saved, template, _ = weigh(rows)
        if template < SMALLEST_TEMPLATE / 2:
            return None
        good = float(np.sort(saved)[(3 * len(saved)) // 4])
        stays = saved >= max(MEMBER * good, SMALLEST_MEMBER)
        if stays.all():
            return chosen
        chosen[chosen] = stays
        rows = rows.keep(stays)
    return chosen if len(rows.members) >= minimum else None


def _near_the_centre(rows: Sheet) -> NDArray[np.bool_]:
    """Choose the file that shares most with the others, and those that share much with it."""
    count = len(rows.members)
    begin = _runs(rows.ident)
    if not len(begin):
        return np.zeros(count, dtype=bool)
    support = np.diff(np.append(begin, len(rows.ident)))
    worth = (1.0 - _chance(rows, begin, support)) * (support >= 2)
    value = rows.value * np.repeat(worth, support)
    others = np.repeat(np.minimum(support, 10) - 1, support)
    centre = int(np.bincount(rows.member, weights=value * others, minlength=count).argmax())
    held = np.logical_or.reduceat(rows.member == centre, begin)
    shared = np.bincount(rows.member, weights=value * np.repeat(held, support), minlength=count)
    near: NDArray[np.bool_] = shared >= 0.3 * shared[centre]
    return near


def _runs(ident: Ints) -> Ints:
    """Return where each run of equal features begins."""
    starts = np.ones(len(ident), dtype=bool)
    starts[1:] = ident[1:] != ident[:-1]
    return np.flatnonzero(starts)
