"""Bundles: families of whole files, and of files that belong together within a folder, each file in one of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from jigsmith.loop.detect import evidence, paths, remembered
from jigsmith.loop.detect.features import Features

TOGETHER = 0.5  # of the names of the smaller pattern, so many are names of the bundle
OFTEN = 0.25  # of the instances, so many have a file of the pattern
ROLE = 0.5  # of the instances, so many have a file of a pattern whose files are not alike
COMPLETE = 0.5  # of the usual patterns, so many does an instance have
USUAL = 0.6  # of the instances that the commonest pattern has, so many has a pattern that is usual
NUMBERED = 0.8  # of the names are numbers or dates: versions of one thing, which nobody generates
MOST_FILES = 40  # patterns of one bundle: more are variants of a whole tree, which no generator makes
FRESH = 0.5  # of a family's files, so many belong to no bundle with more gain


class Part(NamedTuple):
    """The alike files of a pattern."""

    hypothesis: paths.Hypothesis
    family: evidence.Family
    held: Mapping[str, int]  # names: all that have its file when they are folders, else those whose files are alike

    @property
    def order(self) -> tuple[float, str]:
        """Most gain first, then by pattern, so that the order never depends on chance."""
        return -self.family.gain, self.hypothesis.pattern


class Bundle(NamedTuple):
    """A family of instances, each of one or several files."""

    parts: tuple[Part, ...]
    patterns: tuple[str, ...]
    instances: Mapping[str, tuple[int, ...]]  # name to file numbers, in the order of the patterns
    gain: float
    share: float  # of the structure of the files that the templates hold


def find(features: Features, sources: Sequence[str], content: remembered.Content, *, minimum: int) -> list[Bundle]:
    """Return the bundles among the files, most gain first; no file is in two."""
    hypotheses = paths.hypotheses(sources, minimum=minimum)
    parts = sorted(_parts(features, hypotheses, minimum, content), key=lambda part: part.order)
    by_stem: dict[str, list[Part]] = defaultdict(list)
    roles: dict[str, list[paths.Hypothesis]] = defaultdict(list)
    for part in parts:
        by_stem[part.hypothesis.stem].append(part)
    for hypothesis in hypotheses:
        roles[hypothesis.stem].append(hypothesis)
    taken = bytearray(len(sources))  # 1: in a bundle
    found = []
    for part in parts:
        fresh = _fresh(features, part, taken, minimum)
        if fresh is None:
            continue
        stem = part.hypothesis.stem
        bundle = _bundled(_joined(fresh, by_stem[stem], taken), roles[stem], taken)
        if bundle is not None and len(bundle.instances) >= minimum:
            for number in (number for held in bundle.instances.values() for number in held):
                taken[number] = 1
            found.append(bundle)
    return sorted(found, key=lambda bundle: (-bundle.gain, bundle.patterns))


def _parts(
    features: Features, hypotheses: Sequence[paths.Hypothesis], minimum: int, content: remembered.Content
) -> Iterator[Part]:
    known: dict[bytes, list[evidence.Family]] = {}  # several patterns have the same files
    for hypothesis in hypotheses:
        members = np.array([number for _, number in hypothesis.members], dtype=np.int64)
        members = members[features.lines[members] > 0]
        key = members.tobytes()
        if key not in known:
            known[key] = remembered.families(features, members, content, minimum)
        for family in known[key]:
            alike = None if hypothesis.is_folder else set(family.members.tolist())
            held = {name: number for name, number in hypothesis.members if alike is None or number in alike}
            yield Part(hypothesis, family, held)


def _fresh(features: Features, part: Part, taken: bytearray, minimum: int) -> Part | None:
    """Return the part without the files that are taken; None when too few are left or these are no family."""
    members = part.family.members
    free = members[np.frombuffer(taken, dtype=np.uint8)[members] == 0]
    if len(free) == len(members):
        return part
    if len(free) < max(minimum, FRESH * len(members)):
        return None
    family = evidence.judged(evidence.sheet(features, free), among=len(part.hypothesis.members))
    return None if family is None else part._replace(family=family)


def _joined(first: Part, others: Sequence[Part], taken: bytearray) -> list[Part]:
    """Return the first part and those whose names are mostly the same."""
    chosen = {first.hypothesis.pattern: first}
    names = first.held.keys()
    for other in others:
        if other.hypothesis.pattern in chosen or len(other.held.keys() & names) < OFTEN * len(names):
            continue
        own = {name for name, number in other.held.items() if not taken[number]}
        both = len(own & names)
        if both >= TOGETHER * min(len(own), len(names)) and both >= OFTEN * len(names):
            chosen[other.hypothesis.pattern] = other
    return list(chosen.values()) if len(chosen) <= MOST_FILES else []


def _bundled(parts: Sequence[Part], roles: Sequence[paths.Hypothesis], taken: bytearray) -> Bundle | None:
    """Put the parts together: an instance has a file of at least half of the patterns that most have."""
    if not parts:
        return None
    alike = {number for part in parts for number in part.family.members.tolist()}
    names = {name for part in parts for name, number in part.hypothesis.members if number in alike}
    table: dict[str, dict[str, int]] = {}
    claimed: set[int] = set()
    for part in sorted(parts, key=lambda part: -len(part.hypothesis.pattern)):  # `x_test.go` is no `{name}.go`
        held = {n: f for n, f in part.hypothesis.members if not taken[f] and f not in claimed}
        table[part.hypothesis.pattern] = held
        claimed.update(held.values())
    names &= {name for held in table.values() for name in held}
    for role in roles:
        held = {n: f for n, f in role.members if n in names and not taken[f] and f not in claimed}
        if role.pattern not in table and len(held) >= ROLE * len(names):
            table[role.pattern] = held
            claimed.update(held.values())
    usual = [held for held in table.values() if len(held) >= USUAL * max(map(len, table.values()))]
    names = {n for n in names if sum(n in held for held in usual) >= COMPLETE * len(usual)}
    patterns = [p for p in sorted(table, key=lambda p: (-len(table[p]), p)) if any(n in table[p] for n in names)]
    instances = {n: tuple(table[p][n] for p in patterns if n in table[p]) for n in sorted(names)}
    gain = sum(part.family.gain for part in parts) + evidence.NAME_BITS * (len(parts) - 1) * len(instances)
    own = [float(part.family.saved.sum()) / part.family.share for part in parts]
    share = sum(part.family.written * bits for part, bits in zip(parts, own, strict=True)) / sum(own)
    numbered = sum(not any(map(str.isalpha, name)) for name in instances) >= NUMBERED * max(len(instances), 1)
    if not instances or numbered or gain < max(evidence.SMALLEST_GAIN, evidence.SMALLEST_SAVING * len(instances)):
        return None
    narrow, shortened = paths.narrowed(patterns, list(instances))
    return Bundle(tuple(parts), tuple(narrow), dict(zip(shortened, instances.values(), strict=True)), gain, share)
