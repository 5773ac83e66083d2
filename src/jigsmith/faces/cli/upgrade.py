"""`jig upgrade`: take the newest version of packs."""

from collections.abc import Sequence
from pathlib import Path

import click

from jigsmith.app import projects, upgrades
from jigsmith.faces.cli import output
from jigsmith.faces.cli.packs import complete_pack

MOST_LINES = 60


@click.command(
    epilog="""\b
Examples:
  jig upgrade                           every pack
  jig upgrade acme-templates --dry-run  what is new in it, and what `jig update` would do
  jig upgrade acme-templates && jig update
""",
)
@click.argument("name", required=False, shell_complete=complete_pack)
@click.option("--dry-run", is_flag=True, help="Show what is new and what it would do, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Take the newest version of a pack, or of all, and show what is new in it.

    What was made of its templates stays as it is until `jig update`; what that would do is shown. A pack whose copy was
    edited here is refused, so that no edit is lost.
    """
    done = upgrades.upgrade(projects.root_of(Path.cwd()), name, dry_run=dry_run)
    output.emit_json(done) if as_json else show(done)


def show(done: Sequence[upgrades.Upgraded]) -> None:
    """Print what became of each pack."""
    if not done:
        click.echo("There are no packs here. `jig add SOURCE` takes one over.")
    for each in done:
        if each.state == "current":
            click.echo(f"{output.paint(each.name, '1')} {each.version} is as at its source")
            continue
        arrow = f"{each.was or 'what was here'} -> {each.version or 'what is there now'}"
        click.echo(f"{output.paint(each.name, '1')} {arrow}")
        for mark, colour, paths in (("+", "32", each.added), ("~", "33", each.changed), ("-", "31", each.removed)):
            for path in paths:
                click.echo(f"  {output.paint(mark, colour)} {path}")
        show_changelog(each.changelog)
        for effect in each.effects:
            click.echo(f"  jig update {effect.template}: {told(effect)}")
    if any(each.effects for each in done):
        click.echo("Next: jig update" if not done[0].dry_run else "Next: jig upgrade, then jig update")


def show_changelog(text: str) -> None:
    """Print what a changelog says, up to a length."""
    lines = text.splitlines()
    for line in lines[:MOST_LINES]:
        click.echo(f"    {line}".rstrip())
    if len(lines) > MOST_LINES:
        click.echo(f"    ... and {len(lines) - MOST_LINES} more lines")


def told(effect: upgrades.Effect) -> str:
    """Return what an update would do, in words."""
    if effect.reason:
        return f"cannot be told: {effect.reason}"
    parts = [f"{output.count(len(effect.files), 'file')} in {output.count(len(effect.updated), 'instance')}"]
    parts += [f"conflicts in {', '.join(effect.conflicts)}"] if effect.conflicts else []
    parts += [f"{', '.join(effect.refused)} refused"] if effect.refused else []
    return "; ".join(parts)
