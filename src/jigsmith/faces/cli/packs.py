"""`jig packs`: the packs of templates that a project has."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jigsmith.app import packs, projects
from jigsmith.faces.cli import output

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_pack(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Complete the names of packs."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - start-up time: only a shell asks

    found = packs.listed(projects.root_of(Path.cwd()))
    return [CompletionItem(each.name) for each in found if each.name.startswith(incomplete)]


@click.command(
    epilog="""\b
Examples:
  jig packs
  jig packs --json | jq '.[].templates'
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> None:
    """List the packs of this project, with their templates.

    A pack whose copy was edited says so; its templates are refused until that is settled.
    """
    found = packs.listed(projects.root_of(Path.cwd()))
    if as_json:
        output.emit_json(found)
        return
    if not found:
        click.echo("There are no packs here. `jig add SOURCE` takes one over.")
    for each in found:
        state = output.paint("  edited since it was added", "33") if each.changed else ""
        click.echo(f"{output.paint(each.name, '1')} {each.version}  {output.paint(each.source, '2')}{state}")
        if each.description:
            click.echo(f"  {each.description}")
        click.echo(f"  {', '.join(each.templates)}")
