"""Review: what to do about each tool: invest, fix, retire, or find out. Each with its reason in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jigsmith.ledger import metrics, returns
from jigsmith.ledger.figures import Figure, measured, unknown

INVEST, FIX, RETIRE, NOTICE, UNPROVEN, KEEP = "invest", "fix", "retire", "notice", "unproven", "keep"
ORDER = (FIX, RETIRE, NOTICE, INVEST, KEEP, UNPROVEN)
UNUSED = timedelta(weeks=4)
WARNING = timedelta(weeks=2)  # before a tool is retired
MOST_ERRORS = 0.05  # of the uses
FEW = 8  # uses of which an error rate says something
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The uses of a tool in the four weeks before a day, and in the four before these."""

    uses: int
    failed: int
    before: int
    last: date | None  # None: never used
    p95: Figure  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What to do about a tool."""

    tool: str
    tasks: tuple[str, ...]
    verdict: str  # invest, fix, retire, notice, unproven, keep
    why: str
    uses: int
    errors: Figure  # share of the uses
    p95: Figure  # seconds
    each: Figure  # minutes that a use saves
    saved: Figure  # hours since it came
    was: str | None = None  # the verdict a week ago, where it was another; None: the same, or it is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a review is made from."""

    metrics: metrics.Facts
    now: Mapping[str, Use]  # by tool
    week_ago: Mapping[str, Use]
    target: float | None = None  # seconds that a use may take, nineteen times of twenty


def review(facts: Facts, *, now: datetime) -> list[Line]:
    """Return a line for each tool that does a task, what needs somebody first."""
    before = {line.tool: line.verdict for line in _lines(facts, facts.week_ago, now - WEEK)}
    found = []
    for line in _lines(facts, facts.now, now):
        was = before.get(line.tool)
        found.append(line if was in (None, line.verdict) else _changed(line, was))
    return sorted(found, key=lambda line: (ORDER.index(line.verdict), line.tool))


def _changed(line: Line, was: str | None) -> Line:
    return Line(**{name: getattr(line, name) for name in Line.__slots__ if name != "was"}, was=was)


def _lines(facts: Facts, used: Mapping[str, Use], now: datetime) -> list[Line]:
    by_tool: dict[str, list[returns.Returns]] = {}
    for view in facts.metrics.views:
        found = returns.returns(view, facts.metrics.built, now=now)
        for tool in found.tools if found else ():
            by_tool.setdefault(tool, []).extend([found] if found else [])
    return [_line(tool, each, used.get(tool), facts, now=now) for tool, each in sorted(by_tool.items())]


def _line(tool: str, found: Sequence[returns.Returns], use: Use | None, facts: Facts, *, now: datetime) -> Line:
    best = max(found, key=lambda each: (each.each.n, each.task))
    there = use or Use(uses=0, failed=0, before=0, last=None, p95=unknown("never used"))
    errors = (
        measured(there.failed / there.uses, "uses that failed / uses, four weeks", n=there.uses, digits=3)
        if there.uses
        else unknown("not used in four weeks")
    )
    verdict, why = _judged(best, there, errors, target=facts.target, now=now)
    if verdict == RETIRE and not _warned(tool, best, facts, now):
        verdict, why = NOTICE, f"{why}; it is retired on {now + WARNING:%d %B} unless that changes"
    return Line(
        tool=tool,
        tasks=tuple(each.task for each in found),
        verdict=verdict,
        why=why,
        uses=there.uses,
        errors=errors,
        p95=there.p95,
        each=best.each,
        saved=best.saved,
    )


def _judged(
    found: returns.Returns, use: Use, errors: Figure, *, target: float | None, now: datetime
) -> tuple[str, str]:
    idle = _unused(found, use.last, now)
    if idle:
        return RETIRE, idle
    if found.verdict == returns.LOSES:
        return RETIRE, f"it costs time: a use saves {found.each.low:g} to {found.each.high:g} minutes"
    slow = _slow(found, use, target)
    if use.uses >= FEW and errors.known() > MOST_ERRORS:
        return FIX, f"{errors.known():.0%} of {use.uses} uses failed"
    if slow:
        return FIX, slow
    if found.verdict == returns.SAVES:
        grew = use.uses > use.before
        rise = f"used {use.uses} times in four weeks, {use.before} in those before"
        return (INVEST if grew else KEEP), f"saves at least {found.each.low:g} minutes a use; {rise}"
    why = (
        found.each.formula
        if found.verdict == returns.NO_VERDICT
        else (f"a use saves {found.each.low:g} to {found.each.high:g} minutes: it may be nothing")
    )
    return UNPROVEN, why


def _slow(found: returns.Returns, use: Use, target: float | None) -> str:
    if use.p95.value is None:
        return ""
    if target is not None and use.p95.value > target:
        return f"p95 is {use.p95.value:.0f} s, above the target of {target:.0f} s"
    if found.before.value is not None and use.p95.value > 60 * found.before.value:
        return f"p95 is {use.p95.value / 60:.1f} minutes, more than by hand ({found.before.value:g})"
    return ""


def _unused(found: returns.Returns, last: date | None, now: datetime) -> str:
    """Say since when nobody uses it; empty: somebody does, or it is new."""
    since = max(found.since.date(), last or found.since.date())
    if now.date() - since < UNUSED:
        return ""
    return f"unused since {since:%d %B %Y}"


def _warned(tool: str, found: returns.Returns, facts: Facts, now: datetime) -> bool:
    """Tell whether the reason was there two weeks ago already, when the review gave notice of it."""
    then = now - WARNING
    use = facts.now.get(tool)
    if _unused(found, use.last if use else None, then):
        return True
    if found.verdict != returns.LOSES:
        return False
    earlier = [returns.returns(view, facts.metrics.built, now=then) for view in facts.metrics.views]
    return any(each is not None and each.task == found.task and each.verdict == returns.LOSES for each in earlier)
