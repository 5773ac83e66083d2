"""`jig add`: take over the templates of others, as a copy that is pinned."""

from pathlib import Path

import click

from jigsmith.app import packs, projects
from jigsmith.faces.cli import output


@click.command(
    epilog="""\b
Examples:
  jig add https://git.example.org/team/templates.git         its newest version
  jig add https://git.example.org/team/templates.git@v1.4
  jig add git@git.example.org:team/templates.git@main        a branch, as it is now
  jig add ../templates                                       a folder
  jig add acme-templates                                     what an installed package holds
  jig add ../templates --name acme --dry-run
""",
)
@click.argument("source")
@click.option(
    "--name", metavar="NAME", help="What the pack is called here; by default as it calls itself, or its source."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(source: str, *, name: str | None, dry_run: bool, as_json: bool) -> None:
    """Copy a pack of templates into .jig/packs, and pin it in jig.toml.

    SOURCE is the address of a git repository, a folder, or the name under which an installed Python package offers a
    pack, with @VERSION for a tag or a branch. Commit the copy: colleagues then need nothing else. Nothing of a pack is
    run; the hooks of its templates need `jig trust NAME` like all others.
    """
    done = packs.add(projects.root_of(Path.cwd()), source, name=name, dry_run=dry_run)
    output.emit_json(done) if as_json else show(done)


def show(done: packs.Added) -> None:
    """Print what was added, and what is to be known about it."""
    pack = done.pack
    click.echo(f"{output.paint(pack.name, '1')} {pack.version}  {output.paint(pack.source, '2')}".rstrip())
    if pack.description:
        click.echo(pack.description)
    for template in pack.templates:
        hint = "  wants to run commands: jig trust" if template in done.hooks else ""
        click.echo(f"  {output.paint('+', '32')} {template}{output.paint(hint and f'{hint} {template}', '33')}")
    for note in done.notes:
        click.echo(f"  {output.paint('!', '33')} {note}")
    if done.action == "unchanged":
        click.echo("It is here already, just like this.")
        return
    count = output.count(len(done.files), "file")
    click.echo(
        f"Would write {count}." if done.dry_run else f"Wrote {count}. Commit .jig/packs/{pack.name} and jig.toml."
    )
