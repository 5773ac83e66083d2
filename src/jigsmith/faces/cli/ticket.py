"""`jig ticket` and `jig tickets`: work that coding agents do, from an issue to a merged pull request."""

import sys
import time
from pathlib import Path

import click

from jigsmith.app.factory import tickets
from jigsmith.faces.cli import output, ticket_view

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
NUMBER = click.argument("number", type=click.IntRange(min=1))
HERE = Path()
LOOK = 0.5  # seconds between two looks of --follow
STATES = click.option(
    "--state", "states", multiple=True, type=click.Choice(tickets.STATES), metavar="STATE",
    help="Only those in this state, such as blocked, waiting, done; can be repeated.",
)  # fmt: skip


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  jig tickets                            those that have not ended
  jig ticket add "Round prices up" --body "To whole cents, in pricing.py."
  jig ticket show 3                      what happened, the verdicts, what it costs
  jig ticket answer 3 "Use Decimal."     when it is blocked by a question
  jig ticket approve 3                   merge it, once it waits for that
  jig serve                              works on them
""",
)
@click.option("--all", "every", is_flag=True, help="Also those that have ended.")
@STATES
@AS_JSON
@click.pass_context
def command(context: click.Context, *, every: bool, states: tuple[str, ...], as_json: bool) -> None:
    """List tickets, and see to them. Without a sub-command it lists those that have not ended.

    A ticket is an issue with the label of `[tickets] label` in jig.toml. `jig serve` sets a coding agent to it.
    """
    if context.invoked_subcommand is None:
        show_list(every=every, states=states, as_json=as_json)


@command.command(
    "list",
    epilog="""\b
Examples:
  jig ticket list --state blocked
  jig tickets --all --json | jq '.[].state'
""",
)
@click.option("--all", "every", is_flag=True, help="Also those that have ended.")
@STATES
@AS_JSON
def list_command(*, every: bool, states: tuple[str, ...], as_json: bool) -> None:
    """List tickets, the most urgent first, each with how long it has been where it is."""
    show_list(every=every, states=states, as_json=as_json)


def show_list(*, every: bool, states: tuple[str, ...], as_json: bool) -> None:
    """Print the tickets of this repository."""
    found = tickets.listed(HERE.cwd(), states=states, all_of_them=every)
    if as_json:
        output.emit_json(found)
    elif found:
        ticket_view.rows(found)
    else:
        ticket_view.none(every=every, states=states)


@command.command(
    "add",
    epilog="""\b
Examples:
  jig ticket add "Round prices up" --body "To whole cents, in pricing.py."
  jig ticket add "Fix the flaky test" --body - < description.md
  jig ticket add "Urgent" --priority -1   goes before the others
""",
)
@click.argument("title")
@click.option("--body", default="", help="What is wanted, in Markdown; `-` reads standard input.")
@click.option("--priority", default=0, show_default=True, help="Smaller comes first.")
@AS_JSON
def add(title: str, *, body: str, priority: int, as_json: bool) -> None:
    """Open an issue with the label on the repository's forge, so that it becomes a ticket."""
    text = sys.stdin.read() if body == "-" else body
    made = tickets.add(HERE.cwd(), worded(title, "title"), text, priority=priority)
    if as_json:
        output.emit_json(made)
        return
    click.echo(f"Ticket {made.id} is queued: {output.tame(made.title)}")
    click.echo("Next: jig serve")


def worded(text: str, name: str, *, lines: bool = False) -> str:
    """Return a text that says something, in one line unless several are fine. Raises BadParameter."""
    if not text.strip():
        raise click.BadParameter("it is empty", param_hint=name.upper())
    return text if lines else " ".join(text.split())


@command.command(
    "show",
    epilog="""\b
Examples:
  jig ticket show 3
  jig ticket show 3 --diff
  jig ticket show 3 --json | jq .verdicts
""",
)
@NUMBER
@click.option("--diff", "with_diff", is_flag=True, help="Show what it changes.")
@AS_JSON
def show(number: int, *, with_diff: bool, as_json: bool) -> None:
    """Show a ticket: where it is, what happened, the verdicts of the gates, what it costs."""
    if with_diff:
        ticket_view.diff(tickets.diff(HERE.cwd(), number))
        return
    page = tickets.page(HERE.cwd(), number)
    if as_json:
        output.emit_json(tickets.as_json(page))
    else:
        ticket_view.page(page)


@command.command(
    "logs",
    epilog="""\b
Examples:
  jig ticket logs 3                      the newest log
  jig ticket logs 3 --all                all of them, the oldest first
  jig ticket logs 3 --follow             what happens, as it happens
""",
)
@NUMBER
@click.option("--all", "every", is_flag=True, help="All logs, not the newest alone.")
@click.option("--follow", "-f", is_flag=True, help="Print what happens, until it has ended; Ctrl-C ends that.")
def logs(number: int, *, every: bool, follow: bool) -> None:
    """Print what agents, set-up and gates printed, with secrets masked."""
    if follow:
        go_on(number)
        return
    files = tickets.log_files(HERE.cwd(), number)
    if not files:
        click.echo("Nothing was logged yet.", err=True)
    for path in files if every else files[-1:]:
        if every:
            click.echo(output.paint(f"== {path.stem}", "1"))
        click.echo(output.tame(tickets.log_text(path), colours=True), nl=False)


def go_on(number: int) -> None:
    """Print the timeline as it grows, until the ticket ends."""
    for each in tickets.follow(HERE.cwd(), number):
        if each is None:
            time.sleep(LOOK)
        elif each.text.strip():
            ticket_view.happening(each)


@command.command(
    "answer",
    epilog="""\b
Examples:
  jig ticket answer 3 "Use Decimal, as in money.py."
""",
)
@NUMBER
@click.argument("text")
def answer(number: int, text: str) -> None:
    """Answer what a blocked ticket asks; the agent goes on in the same conversation."""
    tickets.answer(HERE.cwd(), number, worded(text, "text", lines=True))
    click.echo(f"Ticket {number} goes on with that.")


@command.command(
    "approve",
    epilog="""\b
Examples:
  jig ticket approve 3
  jig ticket approve 3 --sha 9fceb02     only if that is still what it proposes
""",
)
@NUMBER
@click.option("--sha", default="", help="The commit that you looked at.")
def approve(number: int, *, sha: str) -> None:
    """Merge what a ticket proposes, once the gates pass on the merged result as well."""
    approved = tickets.approve(HERE.cwd(), number, sha=sha)
    click.echo(f"Ticket {number} is in the merge queue with {approved.head_sha[:10]}.")


@command.command(
    "retry",
    epilog="""\b
Examples:
  jig ticket retry 3
  jig ticket retry 3 --agent codex       another agent of jig.toml goes on, on the same branch
""",
)
@NUMBER
@click.option("--agent", default="", metavar="NAME", help="Let another agent go on.")
def retry(number: int, *, agent: str) -> None:
    """Go on with a blocked ticket without an answer, such as after a limit was raised."""
    tickets.retry(HERE.cwd(), number, agent=agent)
    click.echo(f"Ticket {number} goes on.")


@command.command(
    "cancel",
    epilog="""\b
Examples:
  jig ticket cancel 3
""",
)
@NUMBER
def cancel(number: int) -> None:
    """End a ticket: whatever runs for it is stopped, its pull request is closed, its clone is deleted."""
    tickets.cancel(HERE.cwd(), number)
    click.echo(f"Ticket {number} is being cancelled.")
