"""`jig remove`: take a pack of templates away."""

from pathlib import Path

import click

from jigsmith.app import packs, projects
from jigsmith.faces.cli import output
from jigsmith.faces.cli.packs import complete_pack


@click.command(
    epilog="""\b
Examples:
  jig remove acme-templates
  jig remove acme-templates --dry-run
  jig undo                                 and have it back
""",
)
@click.argument("name", shell_complete=complete_pack)
@click.option("--dry-run", is_flag=True, help="Show what would be taken away, and leave it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str, *, dry_run: bool, as_json: bool) -> None:
    """Take a pack away, with its line in jig.toml.

    What was made of its templates stays, and so do the records of it.
    """
    gone = packs.remove(projects.root_of(Path.cwd()), name, dry_run=dry_run)
    if as_json:
        output.emit_json({"name": name, "dry_run": dry_run, "files": gone})
        return
    count = output.count(sum(path != "jig.toml" for path in gone), "file")
    click.echo(f"{'Would take' if dry_run else 'Took'} {name} away, {count}.")
