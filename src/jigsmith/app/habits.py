"""Habits: find what somebody types, asks and commits again and again, and what to build for it.

Nothing is read that was not allowed, and nothing leaves the machine. Arguments are not kept anywhere.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jigsmith.app import projects
from jigsmith.app.mining import consent, gather, reports, sources
from jigsmith.base import clock, errors, places
from jigsmith.loop.detect.habits import commands, sentences
from jigsmith.loop.detect.records import Habit
from jigsmith.loop.plan import proposals, standing

Source = sources.Source
Report = reports.Report
Candidate = reports.Candidate
NAMES = sources.NAMES
Asks = Callable[[Source], bool]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to look for."""

    names: Sequence[str] = NAMES  # of sources
    since: datetime | None = None
    top: int | None = 20  # how many candidates are wanted; None: all
    keep: bool = True  # as tasks


def there(root: Path, names: Sequence[str] = NAMES) -> list[Source]:
    """Return the sources of these names that are there. Nothing is opened."""
    found = sources.here(projects.root_of(root), home=Path.home(), environment=os.environ)
    return [source for source in found if source.name in names]


def allow(names: Sequence[str]) -> None:
    """Remember that sources may be read. Raises WriteFailed."""
    for name in names:
        consent.write(places.home(), name, allowed=True)


def revoke(root: Path, names: Sequence[str]) -> int:
    """Remember that sources may not be read, and forget what was kept of them; return how many tasks are gone."""
    for name in names:
        consent.write(places.home(), name, allowed=False)
    from jigsmith.app.mining import keeping  # noqa: PLC0415 - start-up time: the database takes half a second

    return keeping.forget(root, names)


def mine(root: Path, wish: Wish, *, asks: Asks | None, progress: Progress) -> Report:
    """Find candidates, highest score first. `asks` is called for each source that nobody was asked about yet; None:
    there is nobody to ask. Raises ConsentMissing, FileUnreadable, WriteFailed, StoreFailed, ConfigInvalid.
    """
    there_are = there(root, wish.names)
    allowed = _allowed(there_are, asks)
    gathered = gather.gather(
        allowed,
        since=wish.since.timestamp() if wish.since else 0.0,
        known=gather.programs(os.environ),
        progress=progress,
    )
    if gathered.failures and not any(each.records for each in gathered.readings):
        raise errors.FileUnreadable("; ".join(gathered.failures))
    progress("finding what repeats", 0, 0)
    code = any(source.name == "git" for source in allowed)
    ranked = _ranked(root, gathered, progress, code=code)
    return Report(
        candidates=tuple(candidate for candidate, _ in ranked[: wish.top]),
        found=len(ranked),
        sources=tuple(map(reports.read, gathered.readings)),
        refused=tuple(each.name for each in there_are if each not in allowed),
        warnings=(*gathered.failures, *reports.warnings(gathered.readings)),
        tasks=_kept(root, ranked) if wish.keep and ranked else 0,
    )


def _allowed(found: Sequence[Source], asks: Asks | None) -> list[Source]:
    """Return the sources that may be read, after asking for those nobody was asked about. Raises ConsentMissing."""
    home = places.home()
    for source in found:
        if asks is not None and consent.answer(home, source.name) is None:
            consent.write(home, source.name, allowed=asks(source))
    allowed = [source for source in found if consent.answer(home, source.name)]
    if found and not allowed:
        names = ",".join(source.name for source in found)
        raise errors.ConsentMissing(
            f"nobody allowed to read {names}",
            do=f"Nothing was read. Once and for all: `jig scan --history --allow {names}`; `--revoke` takes it back.",
        )
    return allowed


def _kept(root: Path, ranked: Sequence[tuple[Candidate, Habit]]) -> int:
    from jigsmith.app.mining import keeping  # noqa: PLC0415 - start-up time: the database takes half a second

    return keeping.keep(root, ranked)


def _ranked(root: Path, gathered: gather.Gathered, progress: Progress, *, code: bool) -> list[tuple[Candidate, Habit]]:
    """Return candidates with what they were made from, best first; `code`: whether the repository is looked at."""
    away = clock.now().astimezone().utcoffset()
    offset = away.total_seconds() if away else 0.0
    habits = [
        *commands.find(gathered.spans, offset=offset),
        *sentences.find(gathered.prompts, "prompts", offset=offset),
        *sentences.find(gathered.commits, "commits", offset=offset),
    ]
    alike = []
    if habits and code:
        from jigsmith.app.mining import families  # noqa: PLC0415 - start-up time: only where code is looked at

        with suppress(errors.GitFailed):
            alike = families.families(projects.root_of(root), progress=progress)
    weighed = [(habit, standing.standing(habit, offset=offset)) for habit in habits]
    weighed.sort(key=lambda each: (-each[1].score, each[0].id))
    return [
        (reports.candidate(habit, stands, proposals.propose(habit, alike, offset=offset)), habit)
        for habit, stands in weighed
    ]


def record(root: Path, candidate: Candidate) -> Path:
    """Write what a proposal says for `jig create-tool --from` or as a skill; return the file.

    Raises ParameterInvalid for a proposal that has no file of its own, WouldOverwrite, WriteFailed.
    """
    proposal = candidate.proposal
    if not proposal.file or proposal.kind == "job":
        raise errors.ParameterInvalid(f"a {proposal.kind} has no file of its own", do=proposal.command or proposal.text)
    target = projects.root_of(root) / proposal.file
    if os.path.lexists(target):
        raise errors.WouldOverwrite("is there already", where=str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(proposal.text, encoding="utf-8")
    except OSError as error:
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(target)) from error
    return target


def one(report: Report, identifier: str) -> Candidate:
    """Return a candidate by its id. Raises CandidateMissing."""
    for each in report.candidates:
        if each.id == identifier:
            return each
    raise errors.CandidateMissing(
        f"there is no candidate '{identifier}'", do="`jig scan --history` lists what is there."
    )
