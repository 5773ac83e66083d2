"""Families of alike code with the times at which instances came: what a habit may coincide with."""

from collections.abc import Callable
from pathlib import Path

from jigsmith.app import scan
from jigsmith.engines.git import log
from jigsmith.loop.observe import history
from jigsmith.loop.plan import worth
from jigsmith.loop.plan.records import Family


def families(root: Path, *, progress: Callable[[str, int, int], None]) -> list[Family]:
    """Return the families of files in a repository of which instances came one by one. Raises GitFailed."""
    report = scan.scan(root, top=None, progress=progress)
    found = [each for each in report.candidates if each.kind == "files"]
    if not found or not report.commits:
        return []
    commits = log.ask(root, most=log.most(report.files)).answer()
    arrivals = worth.Arrivals(history.history(commits, shallow=report.shallow))
    listed = []
    for each in found:
        came = arrivals.of({instance.name: instance.files for instance in each.instances})
        moments = sorted(arrival.addition.when.timestamp() for arrival in came)
        listed.append(Family(each.id, each.patterns[0], tuple(moments)))
    return listed
