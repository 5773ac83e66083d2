"""`jig metrics`: the five numbers, with targets and trends."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from jigsmith.app import metrics as metrics_app
from jigsmith.faces.cli import figures_view, output, stats

HERE = Path()


@click.command(
    epilog="""\b
Examples:
  jig metrics
  jig metrics --since 26w                the trend of half a year
  jig metrics --csv > metrics.csv
  jig metrics --parquet metrics.parquet  with the extra `parquet`
  jig metrics --json | jq '.[] | select(.met == false).title'
"""
)
@click.option("--since", type=stats.Since(), help="From when on the trend is: 26w, or a date.  [default: eight weeks]")
@click.option("--everywhere", is_flag=True, help="All repositories.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each metric and week as CSV.")
@click.option("--parquet", type=click.Path(dir_okay=False, path_type=Path), help="Write these rows as Parquet.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, since: datetime | None, everywhere: bool, as_csv: bool, parquet: Path | None, as_json: bool) -> None:
    """Show the five numbers that say whether tools pay: coverage, time saved, ROI, leverage, reuse.

    Each has a target and the trend of the last weeks. What is not measured says so: it is not 0.
    """
    found = metrics_app.metrics(HERE.cwd(), since=since, everywhere=everywhere)
    if parquet:
        metrics_app.to_parquet(found, parquet)
        click.echo(f"Wrote {parquet}.", err=True)
    if as_json:
        output.emit_json(found)
    elif as_csv:
        click.echo(metrics_app.to_csv(found), nl=False)
    elif not parquet:
        click.echo("\n".join(told(found)))


UNITS = {"hours": " h", "ratio": "", "share": ""}


def told(found: Sequence[metrics_app.Metric]) -> list[str]:
    """Return what is shown."""
    lines = [""]
    width = max(len(each.title) for each in found)
    for each in found:
        share = each.unit == "share"
        value = figures_view.full(each.figure, UNITS[each.unit], percent=share)
        target = f"over {each.target.above:.0%}" if share else f"over {each.target.above:g}{UNITS[each.unit]}"
        due = f" by {each.due:%d %b %Y}" if each.due else ""
        mark = {True: output.paint("✓", "32"), False: output.paint("✗", "33"), None: "·"}[each.met]
        trend = figures_view.spark([point.figure.value for point in each.trend])
        lines.append(f"  {mark} {output.paint(each.title.ljust(width), output.BOLD)}  {value}")
        lines.append(f"    {' ' * width}  {output.paint(f'target {target}{due}', output.DIM)}  {trend}")
    return [*lines, ""]
