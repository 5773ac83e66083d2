"""`jig token`: who may come to the dashboard from elsewhere, and as what."""

from pathlib import Path

import click

from jigsmith.app.desk import access
from jigsmith.app.desk.access import Role
from jigsmith.app.factory import floor
from jigsmith.faces.cli import output


@click.group(
    epilog="""\b
Examples:
  jig token add alice --role act         prints a token, this once
  jig token list
  jig token remove alice
"""
)
def command() -> None:
    """Tokens for the dashboard, for those who come to it from elsewhere than this machine.

    Roles: `look` reads, `act` also answers, approves and runs, `administer` also builds and deploys. Only a digest of
    each token is kept.
    """


@command.command(
    epilog="""\b
Examples:
  jig token add alice --role act
  jig token add dashboard-on-the-wall --role look
"""
)
@click.argument("name")
@click.option("--role", type=click.Choice(access.ROLES), default="look", show_default=True, help="What it may do.")
def add(name: str, *, role: Role) -> None:
    """Make a token and print it. An older one of that name is worth nothing any more."""
    with floor.opened(Path.cwd()) as opened:
        token = access.add(opened, name, role)
    click.echo(f"This is shown once. {name} may {role}.", err=True)
    click.echo(token)


@command.command(
    "list",
    epilog="""\b
Examples:
  jig token list
  jig token list --json
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(*, as_json: bool) -> None:
    """List whose tokens there are, with their roles and the day on which each was last used."""
    with floor.opened(Path.cwd()) as opened:
        found = access.listed(opened)
    if as_json:
        output.emit_json(found)
        return
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        used = f"used {each.used:%Y-%m-%d}" if each.used else "never used"
        click.echo(f"{output.paint(each.name.ljust(width), '1')}  {each.role.ljust(10)}  {output.paint(used, '2')}")


@command.command(
    epilog="""\b
Examples:
  jig token remove alice
"""
)
@click.argument("name")
def remove(name: str) -> None:
    """Take a token away; whoever is signed in with it is out at once."""
    with floor.opened(Path.cwd()) as opened:
        access.remove(opened, name)
    click.echo(f"The token of {name} is worth nothing any more.")
