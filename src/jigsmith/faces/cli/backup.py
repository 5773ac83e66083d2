"""`jig backup` and `jig restore`: everything that is kept for a team, in one file."""

from collections.abc import Mapping
from pathlib import Path

import click

from jigsmith.app import backup as backups
from jigsmith.app import projects
from jigsmith.app.factory import floor
from jigsmith.base import clock, errors
from jigsmith.faces.cli import output, ticker

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
KINDS = {
    "repositories": ("repository",),
    "runs of jobs": ("job_run", "job_state"),
    "tickets": ("ticket", "ticket_event", "attempt", "verdict", "effect", "pause"),
    "issues and pull requests": ("forge_issue", "forge_comment", "forge_check"),
    "tasks, times and tools": ("task", "task_evidence", "task_time", "task_timer", "task_tool", "tool_build"),
    "uses": ("tool_use", "gathered"),
    "sums of uses": (
        "use_day", "use_known", "use_person", "use_spread", "use_spread_long", "use_template", "use_way", "use_week",
    ),
    "who may sign in": ("access",),
    "workers": ("flow_beat", "lease"),
}  # fmt: skip
"""What is in the tables, for people; JSON has the rows of each."""
SIZES = ("bytes", "KB", "MB", "GB")


@click.command(
    epilog="""\b
Examples:
  jig backup team.jigbackup                    the database that jig.toml or $JIG_DATABASE_URL names, and your record
  jig backup team.jigbackup --without-ledger   the database alone
  jig backup team.jigbackup --dry-run          what would be in it
""",
)
@FILE
@click.option("--without-ledger", is_flag=True, help="Leave out what is recorded on this machine, and who you are.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option("--dry-run", is_flag=True, help="Write nothing; tell what would be in it.")
@AS_JSON
def command(file: Path, *, without_ledger: bool, force: bool, dry_run: bool, as_json: bool) -> None:
    """Back up all that is kept for a team into one file, from SQLite or Postgres, while workers go on.

    In it are jobs and their runs, tickets, the local forge, who may come to the dashboard (digests of tokens), the
    ledger with its sums, tasks and times, and the uses recorded on this machine with your pseudonym and its secret. Not
    in it: repositories, clones, logs, and configuration. Only you may read the file.
    """
    if file.exists() and not force and not dry_run:
        raise errors.WouldOverwrite("the file is there already", where=str(file), do="`--force` replaces it.")
    with floor.opened(projects.root_of(Path.cwd())) as here:
        if dry_run:
            found = backups.planned(here, file, ledger=not without_ledger, now=clock.now())
        else:
            tick = ticker.Ticker()
            try:
                found = backups.backup(here, file, ledger=not without_ledger, now=clock.now(), progress=tick)
            finally:
                tick.clear()
    if as_json:
        output.emit_json(found)
    else:
        show(found)


@click.command(
    epilog="""\b
Examples:
  jig restore team.jigbackup --dry-run                        is it whole, and what would be replaced?
  JIG_DATABASE_URL=postgresql://... jig restore team.jigbackup   from SQLite to Postgres, or back
  jig restore team.jigbackup --force --without-ledger         replace the database, leave this machine's record
""",
)
@FILE
@click.option("--without-ledger", is_flag=True, help="Leave what is recorded on this machine as it is.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.option("--dry-run", is_flag=True, help="Check the file and the database; change nothing.")
@AS_JSON
def restore_command(file: Path, *, without_ledger: bool, force: bool, dry_run: bool, as_json: bool) -> None:
    """Put a backup into the database that jig.toml or $JIG_DATABASE_URL names, all of it or nothing.

    Stop all workers first. The file is checked before anything is changed; one of an older version is brought up to
    date. Runs of jobs that were under way when the backup was made are lost; tickets begin what they were in anew.
    """
    tick = ticker.Ticker()
    with floor.opened(projects.root_of(Path.cwd())) as here:
        try:
            found = backups.restore(
                here, file, ledger=not without_ledger, force=force, dry=dry_run, now=clock.now(), progress=tick
            )
        finally:
            tick.clear()
    if as_json:
        output.emit_json(found)
        return
    show(found.backup)
    click.echo(f"{'Restored into' if found.done else 'Whole. It would go into'} {found.into}.")
    if found.replaced:
        how = "were replaced." if found.done else "would be replaced, with `--force`."
        click.echo(f"{output.count(found.replaced, 'row')} {how}")
    if found.runs_lost or found.tickets_again:
        runs, tickets = output.count(found.runs_lost, "run"), output.count(found.tickets_again, "ticket")
        click.echo(f"Under way when it was made: {runs} (lost), {tickets} (begun anew by the next worker).")


def show(found: backups.Backup) -> None:
    """Show what is in a backup."""
    for kind, number in kinds(found.rows).items():
        click.echo(f"  {kind:<26}{number:>14,}")
    also = f", {' and '.join(found.files)} of a machine" if found.files else ""
    size = f", {sized(found.size)}" if found.size else ""
    click.echo(f"{output.count(sum(found.rows.values()), 'row')} of {found.database}{also}{size}: {found.file}")


def kinds(rows: Mapping[str, int]) -> dict[str, int]:
    """Return how many rows there are of each kind that has any; what a newer jigsmith has beside them is of its own."""
    found = {kind: sum(rows.get(table, 0) for table in tables) for kind, tables in KINDS.items()}
    known = {table for tables in KINDS.values() for table in tables}
    found |= {table: number for table, number in rows.items() if table not in known}
    return {kind: number for kind, number in found.items() if number}


def sized(size: float) -> str:
    """Return a number of bytes in the unit that suits it."""
    for unit in SIZES[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} {SIZES[-1]}"
