"""Do the intervals cover the truth? Histories with known effects are made up, and the ledger is asked about them.

    ./dev bench simulation               writes docs/reference/how-sure.md
    ./dev bench simulation --runs 200    fewer, and only prints it

Times are lognormal, as working times are: a spread of 0.5 means that two thirds lie between 0.6 and 1.6 of the middle,
1.0 between 0.4 and 2.7. The worst place of the table is where the ledger is least to be believed.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jigsmith.ledger import bootstrap, forecast, returns, tasks
from jigsmith.ledger.figures import MEASURED, Figure, product
from jigsmith.loop.plan import tasks as worth
from jigsmith.store.factory import tasks as table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "how-sure.md"
START = datetime(2026, 1, 5, tzinfo=UTC)
HAND, TOOL = 600.0, 120.0  # seconds
WEEKS = 26
CASES = (  # times by hand, with the tool, spread, share of uses that fail
    (8, 8, 0.5, 0.0), (8, 8, 1.0, 0.1), (12, 20, 0.5, 0.1), (12, 20, 1.0, 0.0), (30, 60, 0.5, 0.1), (30, 60, 1.0, 0.1),
)  # fmt: skip
OFTEN = ((2.0, 8, 0.5), (2.0, 8, 1.0), (5.0, 8, 0.5), (5.0, 8, 1.0), (10.0, 12, 0.8))  # a week; weeks watched; spread


class Told(NamedTuple):
    """How often an interval held the truth, and how often its lower end did not exceed it."""

    inside: float
    above_low: float


def main() -> int:
    """Simulate and write the page, or print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int)
    asked = parser.parse_args()
    text = page(asked.runs or 1_000)
    if asked.runs:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
    return 0


def page(runs: int) -> str:
    """Return the page."""
    chance = np.random.default_rng(5)
    lines = [HEAD.format(runs=runs)]
    for case in CASES:
        kept, same = coverage(chance, case, runs), verdicts(chance, case, runs)
        told = f"{kept.inside:.1%} | {kept.above_low:.1%} | {same[0]:.1%} | {same[1]:.1%}"
        lines.append(f"| {case[0]} | {case[1]} | {case[2]} | {case[3]:.0%} | {told} |")
    lines.append(WORTH)
    for often, watched, spread in OFTEN:
        told = expected(chance, (often, watched, spread), runs)
        lines.append(f"| {often:g} | {watched} | {spread} | {told.inside:.1%} | {told.above_low:.1%} |")
    lines.append(FORECAST)
    for often, watched, spread in OFTEN:
        told = to_come(chance, (often, watched, spread), max(runs // 4, 50))
        lines.append(f"| {often:g} | {watched} | {spread} | {told.inside:.1%} | {told.above_low:.1%} |")
    return "\n".join([*lines, FOOT])


def times(chance: np.random.Generator, mean: float, spread: float, count: int) -> np.ndarray:
    """Return times with that mean."""
    return chance.lognormal(np.log(mean) - spread**2 / 2, spread, count)


def view(chance: np.random.Generator, case: tuple[int, int, float, float], *, tool: float = TOOL) -> tasks.View:
    """Return a task as the ledger knows it, done by hand and then with a tool."""
    before, after, spread, fails = case
    came = START + timedelta(weeks=10)
    task = table.Task(
        id=1, repository="", name="endpoint", what="", origin="hand", state="open", per_week=None, minutes=None,
        proposal="{}", created=START, updated=START,
    )  # fmt: skip
    by_hand = times(chance, HAND, spread, before)
    with_it = times(chance, tool, spread, after)
    worked = chance.random(after) >= fails
    used = enumerate(zip(with_it, worked, strict=True))
    later = [_sample(came + timedelta(hours=n), seconds, ok=bool(ok)) for n, (seconds, ok) in used]
    return tasks.View(
        task=task,
        tools=(table.Link(task=1, tool="crud", since=came),),
        evidence=(),
        per_week=Figure(float(after), MEASURED, before),
        minutes=Figure(HAND / 60, MEASURED, before),
        before=tuple(_sample(START + timedelta(days=n), s) for n, s in enumerate(by_hand)),
        after=tuple(later),
    )  # fmt: skip


def _sample(when: datetime, seconds: float, *, ok: bool = True) -> tasks.Sample:
    return tasks.Sample(started=when, seconds=float(seconds), basis=MEASURED, ok=ok)


def coverage(chance: np.random.Generator, case: tuple[int, int, float, float], runs: int) -> Told:
    """Tell how often what a use saves lies in its interval."""
    truth = ((1 - case[3]) * HAND - TOOL) / 60
    found = [returns.returns(view(chance, case), {}, now=START + timedelta(weeks=30)) for _ in range(runs)]
    return _told([(each.each.low, each.each.high) for each in found if each], [truth] * runs)


def verdicts(chance: np.random.Generator, case: tuple[int, int, float, float], runs: int) -> tuple[float, float]:
    """Tell how often a tool that saves nothing is said to save, and how often to cost."""
    useless = (1 - case[3]) * HAND
    said = [
        found.verdict
        for _ in range(runs)
        if (found := returns.returns(view(chance, case, tool=useless), {}, now=START + timedelta(weeks=30)))
    ]
    return said.count(returns.SAVES) / runs, said.count(returns.LOSES) / runs


def expected(chance: np.random.Generator, case: tuple[float, int, float], runs: int) -> Told:
    """Tell how often the minutes a week that a task takes lie in the interval of its worth."""
    often, watched, spread = case
    ends = []
    for _ in range(runs):
        value = _weekly(chance, often, watched, spread)
        ends.append((value.low, value.high))
    return _told(ends, [often * HAND / 60] * runs)


def _weekly(chance: np.random.Generator, often: float, watched: int, spread: float) -> Figure:
    count = max(int(chance.poisson(often * watched)), 2)
    seconds = times(chance, HAND, spread, count)
    mean = bootstrap.mean(list(seconds))
    minutes = Figure(mean.mean / 60, MEASURED, count, mean.low / 60, mean.high / 60)
    per_week = worth.frequency(Figure(count / watched, MEASURED, count))
    return worth.reckon(
        worth.Facts(
            name="endpoint",
            kind="task",
            per_week=per_week,
            minutes=minutes,
            share=Figure(1.0, MEASURED),
            build=Figure(4.0, "assumed"),
        )
    ).minutes_per_week


def to_come(chance: np.random.Generator, case: tuple[float, int, float], runs: int) -> Told:
    """Tell how often what the tools really save in the next half year lies in the band of the forecast."""
    often, watched, spread = case
    ends, truths = [], []
    for _ in range(runs):
        count = max(int(chance.poisson(often * watched)), returns.ENOUGH)
        before, after = times(chance, HAND, spread, count), times(chance, TOOL, spread, count)
        effect = bootstrap.saving(list(before), list(after), [1.0] * count)
        each = Figure(effect.mean / 3600, MEASURED, count, effect.low / 3600, effect.high / 3600)
        rate = product((worth.frequency(Figure(count / watched, MEASURED, count)), each), "", digits=4)
        size = float(np.mean(np.square(before)) + np.mean(np.square(after))) / 3600**2 / max(each.known(), 0.01)
        start = forecast.Start(past=(), saving=rate, kept=0.0, plans=(), budget=Figure(0.0, MEASURED), size=size)
        told = forecast.forecast(start, now=START, weeks=WEEKS).courses[0].saved[-1]
        ends.append((told.low, told.high))
        real = int(chance.poisson(often * WEEKS))
        truths.append(float(times(chance, HAND, spread, real).sum() - times(chance, TOOL, spread, real).sum()) / 3600)
    return _told(ends, truths)


def _told(ends: list[tuple[float | None, float | None]], truths: list[float]) -> Told:
    known = [
        (low, high, truth)
        for (low, high), truth in zip(ends, truths, strict=True)
        if low is not None and high is not None
    ]
    inside = sum(low <= truth <= high for low, high, truth in known)
    return Told(inside / len(known), sum(low <= truth for low, _, truth in known) / len(known))


HEAD = """# How sure the figures are

Made by `./dev bench simulation`: histories with effects that are known are made up, {runs:,} for each line, and the
ledger is asked about them by the same code as `jig review` and `jig forecast`. An interval of 95 % is to hold the truth
in 95 of 100 histories, and its lower end, at which tools are valued, is to exceed it in at most 2.5. Times are
lognormal; a spread of 1.0 is wide: two thirds of the times lie between 0.4 and 2.7 of the middle one. By hand a task
takes ten minutes on average, with the tool two.

**What a use saves** (`jig review`, `jig metrics`), from so many times by hand and with the tool, of which a part fails;
and how often of a tool that saves nothing at all is said that it saves, or that it costs:

| by hand | with it | spread | fail | interval holds | lower end holds | useless: saves? | useless: costs? |
|---:|---:|---:|---:|---:|---:|---:|---:|"""
WORTH = """
With fewer than eight times on a side nothing is said.

**What a task takes in a week** (`jig worth`), from how often and how long it was seen:

| times a week | weeks watched | spread | interval holds | lower end holds |
|---:|---:|---:|---:|---:|"""
FORECAST = f"""
**What tools will save within {WEEKS} weeks** (`jig forecast`), against what they then saved in a made-up future, in a
quarter as many histories:

| times a week | weeks watched | spread | interval holds | lower end holds |
|---:|---:|---:|---:|---:|"""
FOOT = """
What this does not show: that tomorrow is like yesterday. A frequency that changes, a task that becomes another one, a
tool that somebody else uses: of these a past says nothing, and no interval holds them.
"""


if __name__ == "__main__":
    sys.exit(main())
