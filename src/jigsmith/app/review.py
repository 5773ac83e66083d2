"""Review: what to do about each tool this week, what is new to build, and what changed; also as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from jigsmith.app import worth
from jigsmith.app.figures import world as worlds
from jigsmith.ledger import metrics as ledger_metrics
from jigsmith.ledger import review as ledger
from jigsmith.ledger.figures import Figure

Line = ledger.Line
CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of a week."""

    day: date
    lines: tuple[Line, ...]  # what needs somebody first
    candidates: tuple[worth.Worth, ...]  # not automated, the best return first
    new: tuple[str, ...]  # tasks that came in the last week
    metrics: tuple[ledger_metrics.Metric, ...]


def review(start: Path, *, everywhere: bool = False, target: float | None = None) -> Review:
    """Review the tools of a folder's repository, or of all. `target`: seconds that a use may take.

    Raises StoreFailed, ConfigInvalid.
    """
    with worlds.opened(start, everywhere=everywhere) as (world, connection):
        return of_world(world, connection, worth.ranked(world, [start]), target=target)


def of_world(
    world: worlds.World, connection: sa.Connection, ranked: Sequence[worth.Worth], *, target: float | None = None
) -> Review:
    """Review the tools of a world; `ranked`: what is known to recur in it, the best return first."""
    week_ago = world.now - worlds.WEEK
    facts = ledger.Facts(
        metrics=world.facts,
        now=worlds.used(connection, world, until=world.now),
        week_ago=worlds.used(connection, world, until=week_ago),
        target=target,
    )
    return Review(
        day=world.now.date(),
        lines=tuple(ledger.review(facts, now=world.now)),
        candidates=tuple(each for each in ranked if each.advice == worth.BUILD)[:CANDIDATES],
        new=tuple(view.task.name for view in world.views if view.task.created > week_ago),
        metrics=tuple(ledger_metrics.metrics(world.facts, now=world.now)),
    )


def to_markdown(found: Review) -> str:
    """Return the review as a page."""
    parts = [f"# Review of {found.day:%d %B %Y}", "", *_metrics(found.metrics), "", "## Tools", ""]
    if not found.lines:
        parts.append("No tool does a task yet. `jig tasks link TASK TOOL` says that one does.")
    else:
        parts += _table(
            ("tool", "verdict", "why", "uses", "errors", "p95", "saved"),
            [
                (
                    f"`{line.tool}`", line.verdict + (f" (was {line.was})" if line.was else ""), line.why,
                    str(line.uses), said(line.errors, share=True), said(line.p95, " s"), said(line.saved, " h"),
                )
                for line in found.lines
            ],
        )  # fmt: skip
    parts += ["", "## Worth building", ""]
    if found.candidates:
        parts += _table(
            ("task", "minutes a week", "pays after", "hours back for each"),
            [
                (f"`{c.facts.name}`", said(c.minutes_per_week), said(c.payback_weeks, " weeks"), said(c.per_hour))
                for c in found.candidates
            ],
        )
    else:
        parts.append("Nothing that is known is worth a tool.")
    if found.new:
        parts += ["", f"New this week: {', '.join(f'`{name}`' for name in found.new)}."]
    return "\n".join([*parts, ""])


def _metrics(found: Sequence[ledger_metrics.Metric]) -> list[str]:
    rows = []
    for each in found:
        share = each.unit == "share"
        above = f"{each.target.above:.0%}" if share else f"{each.target.above:g}"
        rows.append((each.title, said(each.figure, share=share), f"over {above}", str(each.figure.n)))
    return _table(("metric", "now", "target", "n"), rows)


def said(figure: Figure, unit: str = "", *, share: bool = False) -> str:
    """Return a figure with its interval and its basis."""
    if figure.value is None:
        return "not measured"
    show = "{:.0%}" if share else "{:,.4g}"
    ends = (
        ""
        if figure.low is None or figure.high is None
        else f" [{show.format(figure.low)} … {show.format(figure.high)}]"
    )
    basis = "" if figure.basis == "measured" else f" ({figure.basis})"
    return f"{show.format(figure.value)}{unit}{ends}{basis}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
