"""The subjects of commits, with how long was worked on each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from jigsmith.engines.git import subjects
from jigsmith.loop.observe import history
from jigsmith.loop.observe.habits import redact
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Said

NAME = "git"


def read(commits: Sequence[subjects.Subject], tally: Tally) -> Iterator[Said]:
    """Yield what was committed, oldest first. A session is an author's day; the first of a sitting has no time."""
    last: dict[str, int] = {}
    for commit in sorted(commits, key=lambda each: each.when):
        tally.records += 1
        gap = commit.when - last.get(commit.author, -(10**12))
        last[commit.author] = commit.when
        day = datetime.fromtimestamp(commit.when, UTC).date()
        seconds = float(gap) if gap <= history.IDLE * 60 else None
        yield Said(NAME, f"{commit.author} {day}", float(commit.when), seconds, redact.redacted(commit.text))
