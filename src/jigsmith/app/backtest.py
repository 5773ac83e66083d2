"""Backtest: what generators would have saved in this repository, had they been built when a scan first listed them.

Nothing is known ahead: a scan sees the tree as it was, a template is built from instances that were there before the
one that it is set against, with the contents that they had.
"""

import os
from collections.abc import Callable
from pathlib import Path

from jigsmith.app.backtesting import looks, measuring, records, replaying, summing, trees
from jigsmith.base import errors
from jigsmith.engines.git import command, contents, trail

LOOKS = 40  # scans of the tree as it was
SAMPLE = 4  # instances of a generator that are generated and compared
MOST = 40  # of all generators together, those first of which people wrote most
TOP, MINIMUM = 20, 3  # as `jig scan` has them
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


def backtest(
    root: Path | str = ".",
    *,
    at_most: int = LOOKS,
    sample: int = SAMPLE,
    top: int = TOP,
    minimum: int = MINIMUM,
    progress: Progress = silent,
) -> records.Backtest:
    """Replay the history of a repository. Raises GitFailed outside of one, FileUnreadable when there is no folder.

    `at_most`: how many scans are spread over the history. `sample`: how many of the instances that came after a
    generator was proposed are generated and compared; the others count as the mean of these.
    """
    folder = Path(os.path.realpath(root))
    if not folder.is_dir():
        raise errors.FileUnreadable("there is no such folder", where=str(root), do="Give the path of a repository.")
    progress("Reading history", 0, 1)
    shallow = command.run(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
    steps = trail.steps(folder)
    newest_first = trees.commits(steps)
    with contents.Contents(folder) as held:
        looker = looks.Looker(held, minimum=minimum, top=top)
        found = replaying.replay(steps, newest_first, looker, at_most=at_most, progress=progress)
        every = [
            (a, measuring.size(held, blobs)) for a, blobs in zip(found.proposals.arrivals, found.blobs, strict=True)
        ]
    came = [(arrival, size) for arrival, size in every if size.words]  # others are empty, or no code
    weighed = [(arrival, size.words) for arrival, size in came]
    chosen = replaying.sampled(weighed, each=sample, most=MOST * sample // SAMPLE)
    tasks = measuring.tasks(steps, chosen, found.proposals.every)
    progress("Comparing", 0, len(tasks))
    about = summing.About(
        proposals=found.proposals.every,
        arrivals=[arrival for arrival, _ in came],
        sizes=[size for _, size in came],
        minutes=trees.minutes(newest_first),
        steps=steps,
        results=measuring.measure(folder, tasks, lambda done: progress("Comparing", done, len(tasks))),
    )
    return _told(folder, found, about, shallow=shallow)


def _told(folder: Path, found: replaying.Replayed, about: summing.About, *, shallow: bool) -> records.Backtest:
    days = sorted(map(summing.day, about.steps))
    return records.Backtest(
        root=str(folder),
        commits=len({step.id for step in about.steps}),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        looks=found.looks,
        proposed=len(about.proposals),
        shallow=shallow,
        generators=tuple(summing.told(about)),
        instances=len(about.arrivals),
        lines=sum(size.lines for size in about.sizes),
        added=found.added,
        **summing.whole(about),
    )
