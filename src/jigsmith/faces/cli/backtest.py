"""`jig backtest`: what generators would have saved in this repository's own history."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jigsmith.app import backtest as backtest_app
from jigsmith.faces.cli import figures_view, output, ticker

if TYPE_CHECKING:
    from jigsmith.app.backtesting import records

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing is solved here, and starting its threads takes 60 ms
SHOWN = 12
PATTERNS = 60  # columns


@click.command(
    epilog="""\b
Examples:
  jig backtest                      the repository here
  jig backtest ../shop              another one
  jig backtest --sample 12          compare more instances of each generator; takes longer
  jig backtest --json | jq .minutes_saved
"""
)
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--looks", type=click.IntRange(1, 1000), default=backtest_app.LOOKS, show_default=True, help="Scans of the past."
)
@click.option(
    "--sample",
    type=click.IntRange(1, 1000),
    default=backtest_app.SAMPLE,
    show_default=True,
    help="Instances of each generator that are generated and compared.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(path: Path, *, looks: int, sample: int, as_json: bool) -> None:
    """Tell what generators would have saved in a repository's own history.

    Replays it commit by commit: when a scan would have proposed which generator, and how much of the instances that
    people wrote afterwards it would have written. A template is built from what was there before each of them, and
    from nothing else. Nothing is written.
    """
    tick = ticker.Ticker()
    try:
        found = backtest_app.backtest(path, at_most=looks, sample=sample, progress=tick)
    finally:
        tick.clear()
    if as_json:
        output.emit_json(found)
    else:
        click.echo("\n".join(told(found)))


def told(found: "records.Backtest") -> list[str]:
    """Return what is shown."""
    name = output.paint(Path(found.root).name, output.BOLD)
    span = f", {found.first:%b %Y} to {found.last:%b %Y}" if found.first and found.last else ""
    lines = ["", f"  {name}  {found.commits:,} commits{span}, looked at {output.count(found.looks, 'time')}"]
    if found.shallow:
        lines.append("  Shallow clone: older history is not known. `git fetch --unshallow` gets it.")
    if not found.generators:
        return [*lines, "", f"  {nothing(found)}", ""]
    lines += [
        "",
        f"  {output.count(found.proposed, 'generator')} would have been proposed.",
        f"  Of {len(found.generators)} of them people wrote {found.instances:,} more later, {found.lines:,} lines:",
        "",
        f"  words saved    {figures_view.full(found.share, percent=True)}",
        f"  by copying     {figures_view.full(found.copied, percent=True)}",
        f"  lines saved    {figures_view.full(found.lines_saved)}",
        f"  their minutes  {figures_view.full(found.minutes)}",
        f"  of them saved  {figures_view.full(found.minutes_saved)}",
        "",
    ]
    lines += [
        f"  {line}" for line in figures_view.table(HEADS, [row(each) for each in found.generators[:SHOWN]], left=2)
    ]
    if len(found.generators) > SHOWN:
        lines.append(f"  and {len(found.generators) - SHOWN} more: --json has them all")
    return [*lines, "", f"  {figures_view.LEGEND}", ""]


HEADS = ("generator", "of", "proposed", "then", "later", "lines", "words saved", "by copying", "minutes saved")


def row(each: "records.Generator") -> list[str]:
    """Return the line of a generator."""
    pattern = each.patterns[0] + (f" and {len(each.patterns) - 1} more" if len(each.patterns) > 1 else "")
    return [
        each.id,
        pattern if len(pattern) <= PATTERNS else f"…{pattern[1 - PATTERNS :]}",
        f"{each.proposed:%Y-%m}",
        f"{each.instances:,}",
        f"{each.later:,}",
        f"{each.lines:,}",
        figures_view.ranged(each.share, percent=True),
        figures_view.short(each.copied, percent=True),
        figures_view.short(each.minutes_saved),
    ]


def nothing(found: "records.Backtest") -> str:
    """Say why there is nothing to tell."""
    if not found.commits:
        return "There is no commit yet: nothing can be told from the past."
    if not found.proposed:
        return "A scan would have proposed no generator of files here: not measured."
    return f"{output.count(found.proposed, 'generator')} would have been proposed, and no instance came afterwards."
