"""History: when the files of today came, by whom, and how long the work on each commit took."""

from collections.abc import Sequence
from datetime import UTC, datetime

from jigsmith.engines.git import log
from jigsmith.loop.observe.records import Addition, History

IDLE = 120.0  # minutes without a commit after which somebody was not at work; the usual choice of such estimates
START = 30.0  # minutes of work before the first commit of a sitting; assumed


def history(commits: Sequence[log.Commit], *, shallow: bool) -> History:
    """Return the history of the files of today from commits, newest first."""
    minutes = active_minutes(commits)
    now_called: dict[str, str] = {}  # a former name to that of today; "": gone and come again since
    additions = []
    for number, commit in enumerate(commits):
        for old, new in commit.renamed:
            now_called[old] = now_called.pop(new, new)
        paths = tuple(now_called.get(path, path) for path in commit.added)
        if paths:
            when = datetime.fromtimestamp(commit.when, UTC)
            additions.append(
                Addition(commit=commit.id, when=when, author=commit.author, minutes=minutes[number], paths=paths)
            )
    times = [commit.when for commit in commits]
    return History(
        additions=tuple(reversed(additions)),
        first=datetime.fromtimestamp(min(times), UTC) if times else None,
        last=datetime.fromtimestamp(max(times), UTC) if times else None,
        commits=len(commits),
        shallow=shallow,
    )


def active_minutes(commits: Sequence[log.Commit]) -> list[float]:
    """Return how long was worked on each commit: the time since its author's last one; START after a longer pause."""
    found = [START] * len(commits)
    last: dict[str, int] = {}
    for number in sorted(range(len(commits)), key=lambda n: (commits[n].when, -n)):
        commit = commits[number]
        gap = (commit.when - last.get(commit.author, -(10**12))) / 60
        found[number] = gap if gap <= IDLE else START
        last[commit.author] = commit.when
    return found
