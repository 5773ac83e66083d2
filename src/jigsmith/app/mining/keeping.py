"""Keeping: candidates become tasks with their evidence, and times that were measured what these take by hand."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from jigsmith.app import tasks as desks
from jigsmith.app.mining import reports, sources
from jigsmith.ledger import tasks
from jigsmith.loop.detect import records as detect
from jigsmith.store.factory import database, mined, times
from jigsmith.store.factory import tasks as table


def keep(root: Path, found: Sequence[tuple[reports.Candidate, detect.Habit]]) -> int:
    """Write candidates as tasks; return how many are new. Raises StoreFailed, ConfigInvalid."""
    new = 0
    with desks.opened(root) as desk, database.begin(desk.floor.store) as connection:
        for candidate, habit in found:
            evidence = [_evidence(candidate, habit, source, who=desk.who) for source in candidate.sources]
            here = candidate.kind == "commits" or candidate.proposal.kind == "template"
            task, fresh = tasks.mined(
                connection,
                str(candidate.id),
                evidence,
                now=desk.now,
                repository=desk.repository if here else "",
                what="; ".join(candidate.steps)[:500],
                proposal=json.dumps(_proposal(candidate.proposal), ensure_ascii=False),
            )
            times.add(connection, _times(task, habit, who=desk.who))
            new += fresh
    return new


def forget(root: Path, names: Sequence[str]) -> int:
    """Delete what sources were evidence of, and tasks that nothing else speaks for; return how many tasks are gone."""
    with desks.opened(root) as desk, database.begin(desk.floor.store) as connection:
        return mined.forget(connection, names, who=desk.who)


def _evidence(candidate: reports.Candidate, habit: detect.Habit, source: str, *, who: str) -> table.Evidence:
    own = [time for time in habit.times if time.source == source]
    moments = [time.begin for time in own if time.begin is not None]
    minutes = candidate.minutes.value
    return table.Evidence(
        kind=sources.KINDS.get(source, "shell"),
        key=mined.key(source, who, candidate.id),
        text="\n".join(candidate.steps),
        times=len(own),
        sessions=len({time.session for time in own}),
        days=candidate.days or 0,
        seconds=None if minutes is None else minutes * 60,
        first=_moment(min(moments)) if moments else None,
        last=_moment(max(moments)) if moments else None,
        data=json.dumps({"source": source, "score": candidate.score, "fit": candidate.fit}),
    )


def _times(task: int, habit: detect.Habit, *, who: str) -> list[times.Time]:
    """Return what was measured; of commits, the author need not be who mines."""
    return [
        times.Time(
            task=task,
            started=_moment(time.begin),
            seconds=time.seconds,
            wall=None if time.end is None else max(time.end - time.begin, time.seconds),
            source=mined.MINED,
            key=mined.key(time.source, who, f"{time.begin:.3f}"),
            who="" if habit.kind == "commits" else who,
        )
        for time in habit.times
        if time.begin is not None and time.seconds is not None
    ]


def _proposal(proposal: reports.Proposal) -> dict[str, str]:
    return {name: getattr(proposal, name) for name in ("kind", "why", "command", "file", "text")}


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
