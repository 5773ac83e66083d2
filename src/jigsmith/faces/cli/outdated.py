"""`jig outdated`: which packs have something newer at their source."""

from pathlib import Path

import click

from jigsmith.app import projects, upgrades
from jigsmith.faces.cli import output

WORDS = {
    "current": ("=", "2", "as at its source"),
    "outdated": ("^", "33", "there is {newest}"),
    "changed": ("!", "31;1", "its copy here was edited"),
    "unreachable": ("?", "31", "its source cannot be asked"),
}


@click.command(
    epilog="""\b
Examples:
  jig outdated
  jig outdated --exit-code              ends with 1 if a pack is outdated, for CI
  jig outdated --json
""",
)
@click.option("--exit-code", is_flag=True, help="End with 1 if a pack is outdated, edited or cannot be asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, exit_code: bool, as_json: bool) -> int:
    """Ask the source of each pack whether it has something newer.

    Of a git repository that is the newest tag that is a version, or else its newest commit; of a folder or an installed
    package, whether it differs. Nothing is fetched but that, and nothing is written.
    """
    found = upgrades.outdated(projects.root_of(Path.cwd()))
    if as_json:
        output.emit_json(found)
    else:
        show(found)
    return 1 if exit_code and any(each.state != "current" for each in found) else 0


def show(found: list[upgrades.Age]) -> None:
    """Print a line for each pack."""
    if not found:
        click.echo("There are no packs here. `jig add SOURCE` takes one over.")
    width = max((len(f"{each.name} {each.version}") for each in found), default=0)
    for each in found:
        mark, colour, words = WORDS[each.state]
        said = words.format(newest=each.newest or "another state")
        click.echo(f"{output.paint(mark, colour)} {f'{each.name} {each.version}'.ljust(width)}  {said}")
        if each.state == "unreachable":
            click.echo(f"    {output.paint(each.reason, '2')}")
    if any(each.state == "outdated" for each in found):
        click.echo("Next: jig upgrade --dry-run")
