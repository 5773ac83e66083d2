"""How tickets look on a terminal."""

import json
import shutil
from collections.abc import Sequence
from datetime import datetime

import click

from jigsmith.app.factory import activity, tickets
from jigsmith.faces.cli import output

LOOKS = {
    "queued": ("·", "2"), "preparing": ("…", "36"), "working": ("●", "36"), "repairing": ("●", "35"),
    "gating": ("◐", "36"), "proposing": ("◑", "36"), "reviewing": ("◒", "36"), "waiting": ("?", "33;1"),
    "merging": ("⇒", "36"), "blocked": ("!", "31;1"), "cleaning": ("…", "36"), "done": ("✓", "32"),
    "failed": ("✗", "31"), "cancelled": ("–", "2"),
    "running": ("●", "36"), "succeeded": ("✓", "32"), "timed-out": ("✗", "31"), "lost": ("!", "31;1"),
    "skipped": ("–", "2"),
}  # fmt: skip
VERDICTS = {"passed": ("✓", "32"), "failed": ("✗", "31"), "needs-person": ("?", "33"), "not-run": ("!", "31")}
UNITS = (("d", 86_400), ("h", 3_600), ("m", 60))
WIDE, NARROWEST = 120, 40  # columns: of a pipe, and what is never gone below
SHOWN = 30  # lines of a timeline


def rows(found: Sequence[tickets.Line]) -> None:
    """Print a list of tickets, one line each: on a terminal the title is cut where the line would wrap."""
    width = max((len(str(each.id)) for each in found), default=0)
    for each in found:
        why = f" ({each.blocked_on})" if each.state == "blocked" else ""
        more = (f"  pull {each.pull}" if each.pull else "") + (f"  ${each.cost:.2f}" if each.cost else "")
        title = cut(each.title, taken=width + 22 + len(why) + len(more))
        number = output.paint(str(each.id).rjust(width), "1")
        click.echo(
            f"{number}  {looks(each.state, pad=12)} {age(each.age).rjust(4)}  {title}"
            f"{output.paint(why, '31')}{output.paint(more, '2')}"
        )


def none(*, every: bool, states: Sequence[str]) -> None:
    """Say that the list is empty."""
    if states:
        click.echo(f"No ticket is {' or '.join(states)}.")
    elif every:
        click.echo("There is no ticket yet. `jig ticket add TITLE` makes one; a label on an issue does it as well.")
    else:
        click.echo("No ticket is open. `jig ticket add TITLE` makes one; `--all` shows those that have ended.")


def page(shown: tickets.Page) -> None:
    """Print everything about a ticket."""
    ticket = shown.ticket
    click.echo(output.paint(f"{ticket.id}  {output.tame(ticket.title)}", "1"))
    click.echo(f"{looks(ticket.state)} for {age(shown.age)}   from {ticket.source}")
    if ticket.question:
        click.echo("\n" + output.paint(output.tame(ticket.question), "33"))
    for step in tickets.next_steps(ticket):
        click.echo(output.paint(f"  {step}", "36"))
    if ticket.body:
        body = output.tame(ticket.body).splitlines()
        click.echo("\n" + "\n".join(output.paint(f"  {line}", "2") for line in body))
    facts = [("branch", ticket.branch), ("pull request", ticket.pull), ("commit", ticket.head_sha[:12])]
    facts += [("merged as", ticket.merged_sha[:12]), ("approved by", ticket.approved_by), ("agent", ticket.agent)]
    facts.append(("spent", spent(shown)))
    click.echo()
    for name, value in facts:
        if value:
            click.echo(f"  {output.paint(name.ljust(13), '2')} {value}")
    verdicts(shown)
    click.echo()
    lines = [each for each in shown.timeline if each.text.strip()]
    if len(lines) > SHOWN:
        click.echo(output.paint(f"  ... `jig ticket show {ticket.id} --json` has what came before", "2"))
    for each in lines[-SHOWN:]:
        happening(each)


def verdicts(shown: tickets.Page) -> None:
    """Print what the gates said of the present commit."""
    current = [each for each in shown.verdicts if each.head == shown.ticket.head_sha]
    if current:
        click.echo()
    for each in current:
        glyph, colour = VERDICTS.get(each.outcome, ("?", ""))
        said = each.why.splitlines()[0] if each.why else ""
        click.echo(f"  {output.paint(glyph, colour)} {each.gate.ljust(16)} {output.tame(said)}")


def happening(each: tickets.Happening) -> None:
    """Print a line of the timeline: when, what, and of a move where to."""
    to = str(json.loads(each.data or "{}").get("to", "")) if each.kind == "moved" else ""
    glyph, colour = LOOKS.get(to, ("", ""))
    kind = output.paint(f"{glyph} {to}".ljust(12), colour) if to else output.paint(f"  {each.kind}".ljust(12), "2")
    at = when(each.at)
    lines = each.text.strip().splitlines() or [""]
    click.echo(f"  {output.paint(at, '2')}  {kind} {cut(lines[0], taken=len(at) + 17)}")


def news(each: activity.News, *, repository: bool) -> None:
    """Print something that just happened; `repository`: also where."""
    place = f"{each.repository}  " if repository else ""
    head = f"{when(each.at)}  {place}"
    text = cut(each.text, taken=len(head) + len(each.what) + 17)
    click.echo(f"{output.paint(head, '2')}{looks(each.state, pad=12)} {output.paint(each.what, '1')}  {text}".rstrip())


def diff(text: str) -> None:
    """Print a unified diff in colour."""
    for line in output.tame(text).splitlines():
        colour = {"+": "32", "-": "31", "@": "36", "d": "1"}.get(line[:1], "")
        click.echo(output.paint(line, colour))


def spent(shown: tickets.Page) -> str:
    """Return what a ticket has cost, in words."""
    if not shown.spent.attempts:
        return "nothing yet"
    runs = output.count(shown.spent.attempts, "attempt")
    return f"${shown.spent.cost:.2f}, {shown.spent.tokens:,} tokens, {runs}"


def looks(state: str, *, pad: int = 0) -> str:
    """Return a state with its sign, in its colour."""
    glyph, colour = LOOKS.get(state, ("?", ""))
    return output.paint(f"{glyph} {state}".ljust(pad), colour)


def age(seconds: float) -> str:
    """Return a time in its largest unit: 45s, 12m, 3h, 2d."""
    for unit, size in UNITS:
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{max(0, int(seconds))}s"


def when(at: datetime) -> str:
    """Return a time as the clock on the wall says it, with the day when that is another one."""
    here = at.astimezone()
    return f"{here:%H:%M:%S}" if here.date() == datetime.now().astimezone().date() else f"{here:%m-%d %H:%M}"


def cut(text: str, *, taken: int) -> str:
    """Return a text that fits into the rest of a line of the terminal; into a pipe it goes at full length."""
    text = " ".join(output.tame(text).split())
    room = max(NARROWEST - 20, shutil.get_terminal_size((WIDE, 24)).columns - taken)
    if not output.is_terminal() or len(text) <= room:
        return text
    return text[: room - 1].rstrip() + "…"
