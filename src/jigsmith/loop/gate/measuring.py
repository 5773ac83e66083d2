"""Measuring the base: the bar that tests and coverage of a change are held against, once for each commit."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from jigsmith.base import digests
from jigsmith.base.gate_settings import Gate
from jigsmith.engines.gauges import records as gauges
from jigsmith.loop.gate import commands, coverage, defaults, records
from jigsmith.loop.gate.records import Figures

COMPARED = frozenset({"tests", "coverage"})
"""Built-ins that compare with the base."""


def figures(
    gates: Sequence[Gate], tree: Path, *, log: Path, run: records.Run, cancelled: Callable[[], bool] = lambda: False
) -> Mapping[str, Figures]:
    """Run the gates that compare with the base in a fresh clone of the base commit, after the set-up command.

    The result is the same for a commit and these gates; it is empty where nothing could be measured.
    """
    found: dict[str, Figures] = {}
    place = commands.Place(tree=tree, log=log, run=run, since=time.time(), added={})
    for each in needed(gates):
        gate = defaults.command(each, tree)
        if cancelled():
            break
        if gate.command or gate.builtin == "coverage":
            measured = commands.measure(gate, place)
            if measured.reading and (now := of(measured.reading)):
                found[gate.name] = now
    return found


def key(commit: str, gates: Sequence[Gate]) -> str:
    """Return the name under which figures of a commit are kept: other gates measure something else."""
    return digests.digest([commit.encode(), *(msgspec.json.encode(each) for each in needed(gates))])


def needed(gates: Sequence[Gate]) -> list[Gate]:
    """Return the gates to run on the base, in their order: with what writes a report that another gate reads."""
    there = defaults.effective(gates)
    borrowed = any(each.builtin == "coverage" and not each.command for each in there)
    if not any(each.builtin in COMPARED for each in there):
        return []
    return [each for each in there if each.builtin in COMPARED or (borrowed and each.command and not each.builtin)]


def of(reading: gauges.Reading) -> Figures | None:
    """Return what of a reading later changes are held against; None: nothing of it."""
    if reading.counts:
        return Figures(tests=reading.counts.ran) if reading.counts.ran else None
    return coverage.figures(reading) if reading.covered else None
