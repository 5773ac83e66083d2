"""How times look on a terminal."""

from collections.abc import Sequence

import click

from jigsmith.app import timing
from jigsmith.faces.cli import output, spans

LONG = 4 * 3600  # seconds from which on somebody may have forgotten the timer


def imported(found: Sequence[timing.Timed], *, dry_run: bool, as_json: bool) -> None:
    """Print what was taken in, or would be."""
    if as_json:
        output.emit_json(found)
        return
    new = [each for each in found if each.new]
    lines(new[:20])
    if len(new) > 20:
        click.echo(f"  ... and {len(new) - 20} more")
    total = spans.shown(sum(each.seconds for each in new))
    known = f"; {len(found) - len(new)} were there already" if len(new) < len(found) else ""
    click.echo(f"{'Would record' if dry_run else 'Recorded'} {output.count(len(new), 'time')}, {total}{known}.")


def lines(found: Sequence[timing.Timed]) -> None:
    """Print times, one a line."""
    for each in found:
        how = f"with {each.tool}" if each.tool else "by hand"
        when = f"{each.started.astimezone():%Y-%m-%d %H:%M}"
        click.echo(
            f"  {when}  {spans.shown(each.seconds):>7}  {each.task}  {output.paint(f'{how}, {each.source}', '2')}"
        )


def ended(done: timing.Timed) -> None:
    """Print that a time was recorded; one that is very long is doubted."""
    how = f" with {done.tool}" if done.tool else ""
    click.echo(f"{done.task}{how}: {spans.shown(done.seconds)}.")
    if done.source == timing.TIMER and done.seconds > LONG:
        click.echo(
            "That is long. Was it all work? `jig log stop --minus LENGTH` leaves pauses out next time.", err=True
        )
