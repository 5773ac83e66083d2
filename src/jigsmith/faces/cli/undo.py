"""`jig undo`: take back what was written."""

from collections.abc import Sequence
from datetime import datetime

import click

from jigsmith.app import undo as undo_app
from jigsmith.faces.cli import generate, output

WORDS = {"remove": "removed", "create": "put back", "replace": "taken back"}


@click.command(
    epilog="""\b
Examples:
  jig undo                     the last thing that was written
  jig undo --list              what can be taken back
  jig undo 12                  that one
  jig undo orders --dry-run    what was generated as orders
"""
)
@click.argument("what", required=False)
@click.option("--list", "listing", is_flag=True, help="Show what can be taken back.")
@click.option("--keep", is_flag=True, help="Leave files as they are that were changed since in the same lines.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(what: str | None, *, listing: bool, keep: bool, dry_run: bool, as_json: bool) -> None:
    """Take back what jig wrote in this project: the last time, or WHAT: a number of the list, or an instance's name.

    Files that were made go, files that were replaced or into which something was put are as before. Lines that were
    changed elsewhere in them since are kept. Nothing is touched when that cannot be done for all of them.
    """
    root = generate.here()
    if listing:
        pasts = undo_app.pasts(root)
        output.emit_json(pasts) if as_json else show_list(pasts)
        return
    done = undo_app.undo(root, what, keep=keep, dry_run=dry_run)
    if as_json:
        output.emit_json(done)
        return
    for label in done.recovered:
        click.echo(f"First took back what a run that was killed had left half done: {label}.")
    for file in done.files:
        mark, colour = ("-", "31") if file.action == "remove" else ("~", "33")
        note = output.paint(WORDS.get(file.action, ""), "2")
        click.echo(f"  {output.paint(f'{mark} {file.path}', colour)}  {note}")
    for path in done.kept:
        click.echo(f"  {output.paint(f'! {path}', '31;1')}  was changed since; it stays")
    verb = "Would take back" if dry_run else "Took back"
    click.echo(f"{verb} {output.paint(done.label, '1')}, of {when(done.at)}.")


def show_list(pasts: Sequence[undo_app.Past]) -> None:
    """Print what can be taken back, the newest first."""
    if not pasts:
        click.echo("Nothing that jig wrote here can be taken back.")
    for past in pasts:
        files = output.count(len(past.files), "file")
        click.echo(f"{past.number:5}  {when(past.at)}  {output.paint(past.label, '1')}  {output.paint(files, '2')}")


def when(at: str) -> str:
    """Return a time as people read it, on their own clock."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
