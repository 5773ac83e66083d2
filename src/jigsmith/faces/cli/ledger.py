"""`jig ledger`: what is recorded, and looking after it."""

from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import click

from jigsmith.app import projects
from jigsmith.app.factory import floor, ledger
from jigsmith.base import clock, durations
from jigsmith.faces.cli import output

HERE = Path()
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  jig ledger                           what is recorded, and where
  jig ledger gather                    take in what is new
  jig ledger prune --older-than 90d    delete single uses; their sums stay
  jig ledger rebuild                   make the sums anew
""",
)
@AS_JSON
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Look after what is recorded. Without a sub-command: tell what is recorded, where, and under which pseudonym.

    Nothing is recorded with JIG_TELEMETRY=off, nor in a repository whose jig.toml has `record = false` under [ledger].
    """
    if context.invoked_subcommand is not None:
        return
    with opened() as here:
        found = ledger.state(here)
    if as_json:
        output.emit_json(found)
        return
    click.echo(f"recording   {'yes' if found.recording else f'no: {found.why_not}'}")
    click.echo(f"you are     {found.who or 'not known'}")
    since = f", since {found.first:%Y-%m-%d}" if found.first else ""
    click.echo(f"here        {output.count(found.here, 'use')}{since}   {output.paint(str(found.home), '2')}")
    when = f", up to {found.up_to.astimezone():%Y-%m-%d %H:%M}" if found.up_to else ", never yet from here"
    click.echo(f"gathered    {output.count(found.gathered, 'use')}{when}   {output.paint(found.database, '2')}")


@command.command(
    epilog="""\b
Examples:
  jig ledger gather
  jig ledger gather --json
"""
)
@AS_JSON
def gather(*, as_json: bool) -> None:
    """Take in what is new on this machine, and ask git what became of what was written a day ago.

    `jig serve` does that by itself. With a shared Postgres ([store] url) this is what a machine hands in.
    """
    with opened() as here:
        found = ledger.bring(here, now=clock.now())
    if as_json:
        output.emit_json(found)
        return
    click.echo(
        f"Took in {output.count(found.uses, 'use')}, {found.factory} of jobs and agents, "
        f"{output.count(found.verdicts, 'verdict')} of git."
    )


@command.command(
    epilog="""\b
Examples:
  jig ledger prune
  jig ledger prune --older-than 365d
"""
)
@click.option("--older-than", metavar="SPAN", help="By whole weeks: 90d, 365d. By itself as jig.toml says, or 90d.")
def prune(older_than: str | None) -> None:
    """Delete single uses that are older. Their sums by day, week and person stay, and so do tasks and times.

    `jig serve` and `jig worker` do so once a day, by `keep_uses` under [store] in jig.toml.
    """
    try:
        keep = timedelta(seconds=durations.seconds(older_than)) if older_than else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--older-than") from error
    with opened() as here:
        there, local = ledger.prune(here, now=clock.now(), keep=keep or here.keep_uses)
    click.echo(f"Deleted {output.count(there, 'use')} from the database, {local} from this machine.")


@command.command(
    epilog="""\b
Examples:
  jig ledger rebuild
"""
)
def rebuild() -> None:
    """Make the sums anew from the single uses, where those are still there."""
    with opened() as here:
        count = ledger.rebuild(here, now=clock.now())
    click.echo(f"Made the sums of {output.count(count, 'use')} anew.")


def opened() -> AbstractContextManager[floor.Floor]:
    """Open the factory as the jig.toml of this project says."""
    return floor.opened(projects.root_of(HERE.cwd()))
