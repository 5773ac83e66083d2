"""How jobs and their runs look on a terminal."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from jigsmith.app.factory import jobs
from jigsmith.faces.cli import output

if TYPE_CHECKING:
    from jigsmith.app.factory.jobs_import import Imported

LOOKS = {
    "succeeded": ("✓", "32"), "failed": ("✗", "31"), "timed-out": ("✗", "31"), "lost": ("!", "31;1"),
    "skipped": ("–", "2"), "cancelled": ("–", "2"), "queued": ("·", "2"), "running": ("●", "36"),
    "waiting": ("·", "2"), "paused": ("–", "33"), "overdue": ("!", "31;1"), "by hand": ("·", "2"),
}  # fmt: skip


def rows(found: Sequence[jobs.Listed]) -> None:
    """Print the jobs."""
    if not found:
        click.echo("jig.toml has no [[jobs]]. `jig jobs import FILE` takes some over from a crontab.")
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        state = "failing" if each.failing_since and each.state == "waiting" else each.state
        _, colour = LOOKS.get(state, ("", "31"))
        trend = "".join(mark(one) for one in each.trend)
        coming = when(each.next) if each.next else ""
        click.echo(
            f"{output.paint(each.name.ljust(width), '1')}  {output.paint(state.ljust(8), colour)}  "
            f"{coming.ljust(16)}  {trend}{' ' * (10 - len(each.trend))}  {output.paint(each.what[:50], '2')}"
        )
        if each.overdue:
            note = f"was due {when(each.overdue)} and did not run: is `jig serve` running?"
            click.echo(f"{' ' * width}  {output.paint(note, '31')}")


def plan(planned: Sequence[Any]) -> None:
    """Print what would run."""
    for job in planned:
        click.echo(f"Would run {output.paint(job.name, '1')}: {jobs.what(job)}")
        for key in ("on_success", "on_failure", "on_recovery"):
            if getattr(job, key):
                click.echo(f"  {key}: {', '.join(getattr(job, key))}")


def begin(name: str, of: int, *, err: bool) -> None:
    """Say which job begins, when there are several."""
    if of > 1:
        click.echo(output.paint(f"── {name}", "1"), err=err)


def echo(*, err: bool) -> Callable[[bytes], None]:
    """Return what prints a line of output as it comes."""

    def line(data: bytes) -> None:
        stream = sys.stderr if err else sys.stdout
        stream.write(data.decode(errors="replace"))
        stream.flush()

    return line


def ended(run: jobs.Run, results: Mapping[str, Any]) -> None:
    """Print how a run ended and what its hooks did."""
    took = f" in {jobs.length(run.seconds)}" if run.seconds is not None else ""
    code = f", exit code {run.exit_code}" if run.exit_code else ""
    click.echo(f"{mark(run.state)} {output.paint(run.job, '1')} {run.state}{took}{code}")
    if run.state != "succeeded" and not run.log and run.said:
        click.echo(f"  {run.said}")
    for hook, made in results.get("hooks", {}).items():
        click.echo(f"  {hook}: {told(made)}")
    if run.log:
        click.echo(output.paint(f"  {run.log}", "2"))


def night(found: Sequence[jobs.Run]) -> None:
    """Print how the jobs of a night went, in a line each."""
    click.echo(output.paint("── the night", "1"))
    for run in found:
        took = jobs.length(run.seconds) if run.seconds is not None else ""
        click.echo(f"{mark(run.state)} {run.job}  {output.paint(f'{run.state} {took}', '2')}")


def history(found: Sequence[jobs.Run]) -> None:
    """Print runs, a line each."""
    if not found:
        click.echo("Nothing has run yet.")
    width = max((len(run.job) for run in found), default=0)
    for run in found:
        took = jobs.length(run.seconds) if run.seconds is not None else ""
        last = [line for line in run.said.splitlines() if line.strip() and not line.startswith("== ")]
        note = "" if run.state == "succeeded" or not last else last[-1][:70]
        branch = f"  {run.branch}" if run.branch else ""
        click.echo(
            f"{mark(run.state)} {when(run.due)}  {run.job.ljust(width)}  {run.state.ljust(9)}  {took.rjust(12)}"
            f"  {output.paint(run.trigger.ljust(8), '2')}  {output.paint(note + branch, '2')}"
        )


def trend(found: jobs.Trend) -> None:
    """Print how the last runs went together."""
    if not found.runs:
        return
    took = f"; median {jobs.length(found.median)}" if found.median is not None else ""
    changed = f", {found.change:+.0%} against before" if found.change is not None else ""
    click.echo(f"{found.good} of the last {output.count(found.runs, 'run')} went well{took}{changed}.")


def upcoming(found: Sequence[tuple[datetime, str]]) -> None:
    """Print due times."""
    if not found:
        click.echo("No job has a schedule.")
    for moment, name in found:
        click.echo(f"{when(moment)}  {name}")


def imported(found: "Imported", *, dry_run: bool) -> None:
    """Print what was taken over."""
    if dry_run:
        click.echo(found.text, nl=False)
    for job in found.jobs:
        click.echo(f"{'Would add' if dry_run else 'Added'} {output.paint(job['name'], '1')}", err=dry_run)
    for name in found.targets:
        click.echo(f"  [notify] targets: give the address of '{name}', such as slack://...", err=dry_run)
    for note in found.left_out:
        click.echo(f"{output.paint('!', '33')} left out: {note}", err=True)


def builtins(found: Mapping[str, tuple[str, dict[str, Any]]]) -> None:
    """Print the built-in jobs."""
    for name, (what, options) in found.items():
        click.echo(f"{output.paint(name, '1')}  {' '.join(what.split())}")
        for key, default in options.items():
            click.echo(output.paint(f"  {key} = {json.dumps(default)}", "2"))


def as_data(run: jobs.Run, results: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run as JSON has it."""
    return asdict(run) | {"results": results, "seconds": run.seconds}


def told(made: Any) -> str:
    """Return what a hook did, in words."""
    if isinstance(made, dict):
        if "error" in made:
            return output.paint(f"failed: {made['error']}", "31")
        number, branch = made.get("number"), made.get("branch")
        return f"#{number}{f' ({branch})' if branch else ''}{' ' + made['url'] if made.get('url') else ''}"
    if isinstance(made, list):
        return ", ".join(told(each) for each in made) or "nothing"
    return f"#{made}" if isinstance(made, int) else str(made)


def mark(state: str) -> str:
    """Return the sign of a state, coloured."""
    sign, colour = LOOKS.get(state, ("?", ""))
    return output.paint(sign, colour)


def when(moment: datetime) -> str:
    """Return a time on the clock of this machine."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
