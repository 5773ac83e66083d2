"""`jig forecast`: hours invested and saved so far, and under three courses."""

from pathlib import Path

import click

from jigsmith.app import forecast as forecast_app
from jigsmith.app.figures import plot
from jigsmith.base import errors
from jigsmith.faces.cli import output, spans

HERE = Path()
ROWS, COLUMNS = 4, 48
TITLES = plot.TITLES


@click.command(
    epilog="""\b
Examples:
  jig forecast
  jig forecast --weeks 52 --budget 3h     three hours a week are given to building
  jig forecast --svg forecast.svg         the plot
  jig forecast --json | jq '.courses[].ahead'
"""
)
@click.option("--weeks", type=click.IntRange(1, 520), default=forecast_app.WEEKS, show_default=True, help="How far.")
@click.option("--budget", type=spans.Length(), help="Hours a week that are given to building: 3h.")
@click.option("--everywhere", is_flag=True, help="All repositories.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write the plot there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, weeks: int, budget: float | None, everywhere: bool, svg: Path | None, as_json: bool) -> None:
    """Project hours invested and saved, under three courses.

    Build nothing more; build the next best tool; keep building by rank, in the time given and in the time set free.
    Each with its 95 % interval, and with what is only assumed.
    """
    hours = None if budget is None else budget / 3600
    found = forecast_app.forecast(HERE.cwd(), weeks=weeks, budget=hours, everywhere=everywhere)
    if svg:
        write(svg, plot.svg(found))
    if as_json:
        output.emit_json(found)
    elif not svg:
        click.echo("\n".join(told(found)))


def write(path: Path, text: str) -> None:
    """Write the plot. Raises WriteFailed."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(path)) from error
    click.echo(f"Wrote {path}.", err=True)


def told(found: forecast_app.Forecast) -> list[str]:
    """Return what is shown."""
    so_far = found.past[-1] if found.past else None
    now = f"{so_far.invested:,.1f} h invested, {so_far.saved:,.1f} h saved" if so_far else "nothing is recorded"
    lines = ["", f"  So far: {now}. In {len(found.weeks)} weeks, until {found.weeks[-1]:%d %B %Y}, net hours:", ""]
    past = [week.saved - week.invested for week in found.past]
    ends = [end for course in found.courses for band in course.net for end in (band.low, band.high)]
    low, high = min([0.0, *past, *ends]), max([0.0, *past, *ends])
    for course in found.courses:
        net, spent, gained = course.net[-1], course.invested[-1], course.saved[-1]
        rows = plot.braille([*past, *(b.value for b in course.net)], width=COLUMNS, height=ROWS, low=low, high=high)
        title = output.paint(TITLES[course.name], output.BOLD)
        ahead = (
            "" if course.ahead is None else f", ahead of building nothing after {output.count(course.ahead, 'week')}"
        )
        lines.append(f"  {title}  {net.value:+,.0f} h [{net.low:+,.0f} … {net.high:+,.0f}]{ahead}")
        lines += [f"    {row}" for row in rows]
        tools = f", {course.built:.0f} tools built" if course.built else ""
        facts = f"invested {spent.value:,.0f} h, saved {gained.value:,.0f} h{tools}"
        lines.append(f"    {output.paint(facts, output.DIM)}")
    lines += ["", "  Assumed:", *(f"    {each}" for each in found.assumptions), ""]
    return [*lines, "  In brackets the 95 % interval.", ""]
