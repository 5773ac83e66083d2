"""`jig pr`: the pull requests of the repository's forge, which is this machine unless jig.toml says otherwise."""

from pathlib import Path

import click

from jigsmith.app.factory import pulls
from jigsmith.faces.cli import output, ticket_view

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
NUMBER = click.argument("number", type=click.IntRange(min=1))
STATES = {"open": ("●", "32"), "closed": ("–", "2"), "merged": ("✓", "35")}
CHECKS = {"success": ("✓", "32"), "failure": ("✗", "31"), "error": ("!", "31"), "pending": ("?", "33")}


@click.group(
    epilog="""\b
Examples:
  jig pr list
  jig pr show 4
  jig pr diff 4
  jig pr merge 4
""",
)
def command() -> None:
    """List, show and merge pull requests."""


@command.command(
    "list",
    epilog="""\b
Examples:
  jig pr list
  jig pr list --state merged --json | jq '.[].number'
""",
)
@click.option("--state", type=click.Choice(["open", "closed", "merged", "all"]), default="open", show_default=True)
@AS_JSON
def list_command(*, state: pulls.State, as_json: bool) -> None:
    """List pull requests, the newest first."""
    found = pulls.listed(Path.cwd(), state=state)
    if as_json:
        output.emit_json(found)
        return
    if not found:
        click.echo("There are none." if state == "all" else f"None is {state}.")
    for each in found:
        glyph, colour = STATES.get(each.state, ("?", ""))
        number = output.paint(str(each.number).rjust(4), "1")
        title = ticket_view.cut(each.title, taken=10 + len(each.head))
        click.echo(f"{number}  {output.paint(glyph, colour)} {title}  {output.paint(each.head, '2')}")


@command.command(
    "show",
    epilog="""\b
Examples:
  jig pr show 4
  jig pr show 4 --json | jq .checks
""",
)
@NUMBER
@AS_JSON
def show(number: int, *, as_json: bool) -> None:
    """Show a pull request with its checks and comments."""
    found = pulls.shown(Path.cwd(), number)
    if as_json:
        output.emit_json(found)
        return
    pull = found.pull
    glyph, colour = STATES.get(pull.state, ("?", ""))
    click.echo(output.paint(f"{pull.number}  {output.tame(pull.title)}", "1"))
    click.echo(f"{output.paint(f'{glyph} {pull.state}', colour)}  {pull.head} → {pull.base}  {pull.head_sha[:12]}")
    if found.ticket:
        click.echo(output.paint(f"ticket {found.ticket}", "2"))
    if pull.body:
        click.echo("\n" + output.tame(pull.body))
    click.echo()
    for check in found.checks:
        glyph, colour = CHECKS.get(check.state, ("?", ""))
        click.echo(f"  {output.paint(glyph, colour)} {check.name.ljust(24)} {output.tame(check.summary)}")
    for comment in found.comments:
        head = f"{comment.author}  {comment.updated.astimezone():%Y-%m-%d %H:%M}"
        click.echo(f"\n{output.paint(head, '2')}\n{output.tame(comment.body)}")
    if found.next:
        click.echo("\n" + output.paint(found.next, "36"))


@command.command(
    "diff",
    epilog="""\b
Examples:
  jig pr diff 4
  jig pr diff 4 | delta
""",
)
@NUMBER
def diff(number: int) -> None:
    """Show what a pull request changes."""
    ticket_view.diff(pulls.diff(Path.cwd(), number))


@command.command(
    "merge",
    epilog="""\b
Examples:
  jig pr merge 4
""",
)
@NUMBER
def merge(number: int) -> None:
    """Merge a pull request. That of a ticket goes through the merge queue: its gates run on the merged result first."""
    done = pulls.merge(Path.cwd(), number)
    if done.ticket:
        click.echo(f"Pull request {number} is in the merge queue, as ticket {done.ticket}; `jig serve` merges it.")
    else:
        click.echo(f"Pull request {number} is merged as {done.sha[:10]}.")
