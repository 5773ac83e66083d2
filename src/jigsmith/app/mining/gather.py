"""Gather: read the sources that may be read, reduced and redacted as they come."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from jigsmith.app.mining.sources import Source
from jigsmith.base import errors
from jigsmith.loop.observe.habits import reduce, trails
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Reading, Said, Span, Typed

LATEST = 4_102_444_800.0  # seconds since 1970, 2100: what claims to be later has no time
EVERY = 5_000  # records between two words about progress
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Gathered:
    """What was read."""

    spans: list[Span] = field(default_factory=list)
    prompts: list[Said] = field(default_factory=list)
    commits: list[Said] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # sources that could not be read, and why


def gather(sources: Sequence[Source], *, since: float, known: frozenset[str], progress: Progress) -> Gathered:
    """Read sources, from `since` on (seconds since 1970; 0: all). `known`: the programs that are installed.

    What cannot be read is told in `failures`; the others are read all the same.
    """
    found, reducer = Gathered(), reduce.Reducer(known)
    for source in sources:
        tally = Tally(source.name, str(source.place))
        read: list[Typed | Said] = []
        try:
            read.extend(_records(source, tally, since, progress))
        except (errors.FileUnreadable, errors.GitFailed) as error:
            found.failures.append(f"{source.name}: {error.where or ''} {error.what}")
        said = [record for record in read if isinstance(record, Said)]
        spans = list(trails.spans((record for record in read if isinstance(record, Typed)), reducer))
        found.spans += spans
        if source.kind == "git":
            found.commits += said
        else:
            found.prompts += trails.paced(said)
        whens = [record.when for record in read if record.when is not None]
        found.readings.append(tally.reading(whens, sessions=len(spans) or len({each.session for each in said})))
    return found


def _records(source: Source, tally: Tally, since: float, progress: Progress) -> Iterator[Typed | Said]:
    """Yield what is in a source from `since` on."""
    for number, record in enumerate(source.read(tally)):
        if number % EVERY == 0:
            progress(f"reading {source.name}", number, 0)
        dated = _dated(record)
        if not since or (dated.when is not None and dated.when >= since):
            yield dated


def _dated(record: Typed | Said) -> Typed | Said:
    """Return a record; what says that it is of the far future does not say when it was."""
    when = record.when
    if isinstance(record, Typed) and when is not None and not 0 <= when < LATEST:
        return record._replace(when=None)
    return record


def programs(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the programs that are installed, as PATH has them."""
    return frozenset(_names(environment.get("PATH", "").split(os.pathsep)))


def _names(folders: Sequence[str]) -> Iterator[str]:
    for folder in filter(None, folders):
        with suppress(OSError):
            yield from os.listdir(folder)  # noqa: PTH208 - thousands of names, of which nothing else is wanted
