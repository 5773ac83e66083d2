"""Replaying: commit by commit, a scan now and then, and what came of what it listed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jigsmith.app.backtesting import generators, looks, trees
from jigsmith.engines.git import log, trail

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Replayed:
    """What a replay found."""

    proposals: generators.Proposals = field(default_factory=generators.Proposals)
    blobs: list[tuple[str, ...]] = field(default_factory=list)  # contents of each arrival
    looks: int = 0
    added: int = 0  # files that people added


def replay(
    steps: Sequence[trail.Step],
    newest_first: Sequence[log.Commit],
    looker: looks.Looker,
    *,
    at_most: int,
    progress: Progress,
) -> Replayed:
    """Replay a history. A scan comes after each so many files that people added: `at_most` over all of it."""
    found = Replayed()
    when = _due([len(trees.added(tree, step)) for _, step, tree in trees.laid(steps)], at_most)
    last = trees.Tree()
    for number, step, tree in trees.laid(steps):
        if number in when and tree.blobs:
            progress("Scanning the past", found.looks, len(when))
            before = steps[number - 1]
            listed = looker.look(tree.blobs, trees.past(newest_first, before.id))
            found.proposals.propose(listed, number - 1)
            found.looks += 1
        added = trees.added(tree, step)
        found.added += len(added)
        if added:
            known = len(found.proposals.arrivals)
            found.proposals.take(step, number, added, tree.blobs)
            new = {change.path: change.blob for change in step.changes if change.blob}
            fresh = found.proposals.arrivals[known:]
            found.blobs += [tuple(new[path] for path in each.files if path) for each in fresh]
        last = tree
    if last.blobs:
        found.proposals.propose(looker.look(last.blobs, trees.past(newest_first, steps[-1].id)), len(steps) - 1)
        found.looks += 1
    return found


def _due(added: Sequence[int], at_most: int) -> frozenset[int]:
    """Return the commits before which a scan is due: whenever one more part of all that is added has come."""
    total, so_far, parts = max(sum(added), 1), 0, [0]
    for count in added:
        so_far += count
        parts.append(so_far * at_most // total)
    return frozenset(number for number, (before, after) in enumerate(pairwise(parts), start=1) if after > before)


def sampled(
    arrivals: Sequence[tuple[generators.Arrival, int]], *, each: int, most: int
) -> dict[int, list[generators.Arrival]]:
    """Return the arrivals that are generated, by the number of their commit. They are given with their words: of each
    generator so many are taken, spread over time, of those with most words first, until there are `most`.
    """
    groups: dict[str, list[generators.Arrival]] = {}
    words: Counter[str] = Counter()
    for arrival, size in arrivals:
        groups.setdefault(arrival.generator, []).append(arrival)
        words[arrival.generator] += size
    chosen: dict[int, list[generators.Arrival]] = {}
    left = most
    for name, _ in words.most_common():
        group = groups[name]
        count = min(each, len(group), left)
        left -= count
        for at in range(count):
            arrival = group[(2 * at + 1) * len(group) // (2 * count)]
            chosen.setdefault(arrival.step, []).append(arrival)
    return chosen
