"""`jig worth`: what a tool for each task would be worth, and how long one may build it."""

from collections.abc import Sequence
from pathlib import Path

import click

from jigsmith.app import worth as worth_app
from jigsmith.faces.cli import figures_view, output, spans

HERE = Path()


@click.command(
    epilog="""\b
Examples:
  jig worth                              the table, the best return first
  jig worth new-endpoint                 how that is reckoned, and how long one may build
  jig worth new-endpoint --build 12h     is it worth twelve hours?
  jig worth --json | jq '.[0]'
"""
)
@click.argument("task", required=False)
@click.option("--build", type=spans.Length(), help="How long building is planned to take: 4h, 90m.")
@click.option("--everywhere", is_flag=True, help="Tasks of all repositories.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(task: str | None, *, build: float | None, everywhere: bool, as_json: bool) -> None:
    """Tell what a tool for each task would be worth.

    Value is the time of the task, times how often it comes, times the part that a tool would do. Tasks are those of
    `jig tasks`, and the families that the last `jig scan` of this folder found.
    """
    hours = None if build is None else build / 3600
    if task:
        found = worth_app.of_task(HERE.cwd(), task, build=hours)
        output.emit_json(found) if as_json else click.echo("\n".join(derivation(found)))
        return
    every = worth_app.worth(HERE.cwd(), build=hours, everywhere=everywhere)
    output.emit_json(every) if as_json else click.echo("\n".join(told(every)))


HEADS = ("task", "kind", "often/week", "min each", "value min/week", "build h", "pays in weeks", "back per hour", "")
COLOURS = {
    worth_app.BUILD: "32",
    worth_app.OVER: "33",
    worth_app.SELDOM: "2",
    worth_app.NOT_YET: "2",
    worth_app.DONE: "36",
}


def told(found: Sequence[worth_app.Worth]) -> list[str]:
    """Return the table."""
    if not found:
        return ["No task is known yet. `jig tasks add NAME` adds one, `jig scan` finds families of code."]
    rows = [
        (
            each.facts.name, each.facts.kind, figures_view.short(each.facts.per_week),
            figures_view.short(each.facts.minutes), figures_view.ranged(each.minutes_per_week),
            figures_view.short(each.facts.build), figures_view.short(each.payback_weeks),
            figures_view.short(each.per_hour), each.advice,
        )
        for each in found
    ]  # fmt: skip
    return ["", *(f"  {line}" for line in figures_view.table(HEADS, rows, left=2)), "", f"  {figures_view.LEGEND}", ""]


def derivation(found: worth_app.Worth) -> list[str]:
    """Return how it is reckoned."""
    full = figures_view.full
    facts = found.facts
    seen = "" if facts.times is None else f"  seen {output.count(facts.times, 'time')}"
    lines = [
        "",
        f"  {output.paint(facts.name, output.BOLD)}  {output.paint(found.advice, COLOURS[found.advice])}{seen}",
        "",
        f"    how often      {full(facts.per_week, ' a week')}",
        f"  x how long       {full(facts.minutes, ' min')}",
        f"  x automated      {full(facts.share, percent=True)}",
        f"  = value          {full(found.minutes_per_week, ' min a week')}",
        "",
        f"    building       {full(facts.build, ' h')}",
        f"    pays after     {full(found.payback_weeks, ' weeks')}",
        f"    may take       {full(found.ceiling_year, ' h')}",
        f"    over five y.   {full(found.ceiling_five, ' h')}",
        f"    back per hour  {full(found.per_hour, ' h')}",
        "",
    ]
    return [*lines, *(f"  {line}" for line in warnings(found)), ""]


def warnings(found: worth_app.Worth) -> list[str]:
    """Return the rules of thumb that it breaks."""
    said = []
    if found.advice == worth_app.SELDOM:
        said.append("Do not build it: it was seen fewer than three times.")
    if found.advice == worth_app.OVER:
        five = found.ceiling_five
        more = " and over five years" if five.value is not None and (found.facts.build.value or 0) > five.value else ""
        said.append(f"Building takes longer than it saves in a year{more}.")
    return [output.paint(line, output.YELLOW) for line in said]
