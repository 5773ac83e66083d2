"""Returns: what the tools of a task have saved, measured before and after, and what they have cost.

The one definition of "saved": the usual time by hand before the tool came, times how much of the task a use did, less
the time with the tool. A use that failed, or whose work was reverted, did nothing: its time is lost. Valued is the
lower end of the 95 % interval. Uses above the frequency that the task had before are told apart and valued 0: who has
a tool does more than was needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jigsmith.ledger import bootstrap, counts, tasks
from jigsmith.ledger.figures import ESTIMATED, MEASURED, Figure, unknown, weakest
from jigsmith.store.factory.times import Build

ENOUGH = 8  # samples on each side
HOUR, MINUTE = 3600.0, 60.0
WEEK = timedelta(weeks=1)
SAVES, LOSES, UNPROVEN, NO_VERDICT = "saves", "loses", "unproven", "no verdict"
KINDS = ("build", "maintain", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What went into the tools of a task."""

    hours: dict[str, float]  # of people, by kind: build, maintain, review
    money: Figure  # US dollars, of models

    @property
    def invested(self) -> float:
        """All hours of people."""
        return sum(self.hours.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """What the tools of one task have brought."""

    task: str
    tools: tuple[str, ...]
    since: datetime  # when the first of them came
    before: Figure  # minutes each, by hand
    after: Figure  # minutes each, with the tool, those that failed as well
    each: Figure  # minutes that a use saves
    uses: int
    failed: int
    valued: Figure  # uses, up to the frequency of before
    induced: Figure  # uses above it, valued 0
    saved: Figure  # hours, valued at the lower end
    costs: Costs
    invested: Figure  # hours of people
    net: Figure  # hours
    verdict: str  # saves, loses, unproven, no verdict


def returns(
    view: tasks.View,
    built: Mapping[str, Sequence[Build]],
    *,
    now: datetime,
    since: datetime | None = None,
) -> Returns | None:
    """Return what the tools of a task have brought by `now`; None: it had none by then. `since`: only uses from then
    on are valued, by what all show.
    """
    links = [link for link in view.tools if link.since <= now]
    if not links:
        return None
    began = min(link.since for link in links)
    before = [each for each in view.before if each.started < began]
    after = [each for each in view.after if each.started <= now]
    share = min((link.share for link in links if link.share is not None), default=None)
    each = _each(before, after, share)
    start = max(began, since or began)
    count = counts.between(view.counted, start, now)
    valued, induced = _valued(view.per_week, count.uses, now - start)
    saved = _saved(each, valued)
    costs = _costs([b for link in links for b in built.get(link.tool, ()) if (since or b.at) <= b.at <= now])
    invested = Figure(round(costs.invested, 2), MEASURED, formula="hours of building, maintaining and reviewing")
    return Returns(
        task=view.task.name,
        tools=tuple(link.tool for link in links),
        since=began,
        before=_mean(before, "mean time by hand, before the tool"),
        after=_mean(after, "mean time with the tool, failures as well"),
        each=each,
        uses=round(count.uses),
        failed=round(count.failed),
        valued=valued,
        induced=induced,
        saved=saved,
        costs=costs,
        invested=invested,
        net=_net(saved, invested),
        verdict=verdict(each),
    )


def verdict(each: Figure) -> str:
    """Say what the interval of a saving says."""
    if each.low is None or each.high is None:
        return NO_VERDICT
    return SAVES if each.low > 0 else LOSES if each.high < 0 else UNPROVEN


def _each(before: Sequence[tasks.Sample], after: Sequence[tasks.Sample], share: float | None) -> Figure:
    fewer = min(len(before), len(after))
    if fewer < ENOUGH:
        return unknown(f"{len(before)} times before and {len(after)} after; {ENOUGH} of each are needed", n=fewer)
    does = 1.0 if share is None else share
    effect = bootstrap.saving(
        [each.seconds for each in before],
        [each.seconds for each in after],
        [does if each.ok else 0.0 for each in after],
    )
    basis = MEASURED if all(each.basis == MEASURED for each in (*before, *after)) else ESTIMATED
    formula = f"mean before x {does:g} of the task x uses that worked - mean after; bootstrap-t"
    low, middle, high = (round(value / MINUTE, 3) for value in (effect.low, effect.mean, effect.high))
    return Figure(middle, basis, len(before) + len(after), low, high, formula)


def _valued(per_week: Figure, uses: float, span: timedelta) -> tuple[Figure, Figure]:
    """Tell the uses that replaced work that was done before from those that came on top."""
    n = round(uses)
    if per_week.value is None:
        why = unknown("how often it came before is not measured", n=n)
        return why, why
    most = per_week.value * (span / WEEK)
    valued = min(uses, most)
    formula = "uses, at most so many as the frequency before makes of the time since"
    basis = per_week.basis if valued < uses else MEASURED
    return (
        Figure(round(valued, 2), basis, n, formula=formula),
        Figure(round(uses - valued, 2), basis, n, formula="uses above the frequency of before, valued 0"),
    )


def _saved(each: Figure, valued: Figure) -> Figure:
    if each.low is None or each.high is None:
        return unknown(each.formula, n=each.n)
    if valued.value is None:
        return unknown(valued.formula, n=valued.n)
    low, high = (round(value * valued.value / 60, 3) for value in (each.low, each.high))
    return Figure(low, weakest(each, valued), each.n, low, high, "lower end of what a use saves x valued uses")


def _net(saved: Figure, invested: Figure) -> Figure:
    if saved.value is None or saved.high is None:
        return unknown(saved.formula, n=saved.n)
    spent = invested.known()
    low, high = round(saved.value - spent, 3), round(saved.high - spent, 3)
    return Figure(low, saved.basis, saved.n, low, high, "hours saved, at their lower end, less hours invested")


def _costs(spent: Sequence[Build]) -> Costs:
    hours = {kind: round(sum(b.seconds for b in spent if b.kind == kind) / HOUR, 3) for kind in KINDS}
    paid = [build.cost for build in spent if build.cost is not None]
    money = Figure(round(sum(paid), 2), MEASURED, len(paid), formula="US dollars of models") if paid else None
    return Costs(hours=hours, money=money or unknown("no cost of a model is recorded"))


def _mean(samples: Sequence[tasks.Sample], formula: str) -> Figure:
    if not samples:
        return unknown("never timed")
    seconds = [each.seconds for each in samples]
    basis = MEASURED if all(each.basis == MEASURED for each in samples) else ESTIMATED
    middle = round(sum(seconds) / len(seconds) / MINUTE, 2)
    if len(samples) < ENOUGH:
        return Figure(middle, basis, len(samples), formula=formula)
    found = bootstrap.mean(seconds)
    return Figure(middle, basis, len(samples), round(found.low / MINUTE, 2), round(found.high / MINUTE, 2), formula)
