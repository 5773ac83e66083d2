"""Generators: what was proposed until when, and which of the files that people added later are new instances of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jigsmith.engines.git import trail
from jigsmith.engines.templates import matching, names
from jigsmith.loop.build import sources
from jigsmith.loop.detect import records as detect
from jigsmith.loop.plan import worth


class Arrival(NamedTuple):
    """An instance that somebody wrote after a generator for it was proposed."""

    generator: str  # its id
    name: str
    step: int  # number of the commit that brought it
    author: str
    files: tuple[str | None, ...]  # those that came with the commit, in the order of the patterns
    beside: int  # files that the commit brought in all
    siblings: Sequence[str]  # names that were known before


@dataclass(slots=True)
class Proposal:
    """A generator that was proposed."""

    id: str
    patterns: tuple[str, ...]
    step: int  # number of the commit after which it was
    instances: int
    members: list[str]  # names of the instances, as they were known when a scan last listed it, and of those since
    paths: tuple[matching.Pattern, ...] = ()
    seen: set[str] = field(default_factory=set)
    imported: int = 0

    def files(self, name: str) -> list[str]:
        """Return the paths of an instance, in the order of the patterns."""
        return [
            "".join(
                text + (names.apply(name, hole.styles) if hole else "")
                for text, hole in zip(path.texts, [*path.holes, None], strict=True)
            )
            for path in self.paths
        ]


class Proposals:
    """All that was proposed so far, and what came of it."""

    def __init__(self) -> None:
        self.every: dict[str, Proposal] = {}
        self.arrivals: list[Arrival] = []

    def propose(self, candidates: Sequence[detect.Candidate], step: int) -> None:
        """Take what a scan lists, the first one first: who builds them takes a file by the first that matches."""
        kept = dict(self.every)
        self.every = {}
        for each in candidates:
            held = [instance.name for instance in each.instances]
            before = kept.pop(each.id, None)
            found = before or Proposal(each.id, each.patterns, step, len(held), held, _paths(each.patterns))
            found.members = held
            found.seen.update(held)
            self.every[each.id] = found
        self.every |= kept

    def take(self, step: trail.Step, number: int, added: Sequence[str], there: Mapping[str, str]) -> None:
        """See which of the files that a commit added are instances of what was proposed before it."""
        fresh = set(added)
        for proposal in self.every.values():
            names_there = [name for name, _ in matching.names_in(proposal.paths[0], sorted(fresh))]
            new = []
            for name in dict.fromkeys(names_there):
                wanted = proposal.files(name)
                if name not in proposal.seen and not name.startswith("__") and wanted[0] not in there:
                    files = tuple(path if path in fresh else None for path in wanted)
                    new.append(Arrival(proposal.id, name, number, step.author, files, len(added), proposal.members))
            proposal.seen.update(each.name for each in new)
            fresh.difference_update(path for each in new for path in each.files if path)
            if len(new) >= worth.IMPORT:
                proposal.imported += len(new)
            else:
                self.arrivals += new
            if new:
                proposal.members = [*proposal.members, *(each.name for each in new)]


def _paths(patterns: Sequence[str]) -> tuple[matching.Pattern, ...]:
    found = [matching.pattern(sources.path_template(each), None) for each in patterns]
    return tuple(each for each in found if each)
