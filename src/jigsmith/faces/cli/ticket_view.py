"""How tickets look on a terminal."""

from collections.abc import Sequence

import click

from jigsmith.app.factory import tickets
from jigsmith.faces.cli import output

LOOKS = {
    "queued": ("·", "2"), "preparing": ("…", "36"), "working": ("●", "36"), "repairing": ("●", "35"),
    "gating": ("◐", "36"), "proposing": ("◑", "36"), "reviewing": ("◒", "36"), "waiting": ("?", "33;1"),
    "merging": ("⇒", "36"), "blocked": ("!", "31;1"), "cleaning": ("…", "36"), "done": ("✓", "32"),
    "failed": ("✗", "31"), "cancelled": ("–", "2"),
}  # fmt: skip
VERDICTS = {"passed": ("✓", "32"), "failed": ("✗", "31"), "needs-person": ("?", "33"), "not-run": ("!", "31")}
UNITS = (("d", 86_400), ("h", 3_600), ("m", 60))


def rows(found: Sequence[tickets.Line]) -> None:
    """Print a list of tickets."""
    if not found:
        click.echo("No ticket is open. `jig ticket add TITLE` makes one; a label on an issue does it as well.")
        return
    width = max(len(str(each.id)) for each in found)
    for each in found:
        glyph, colour = LOOKS.get(each.state, ("?", ""))
        state = output.paint(f"{glyph} {each.state}".ljust(12), colour)
        number = output.paint(str(each.id).rjust(width), "1")
        why = output.paint(f" ({each.blocked_on})", "31") if each.blocked_on else ""
        cost = f"  ${each.cost:.2f}" if each.cost else ""
        pull = f"  pull {each.pull}" if each.pull else ""
        click.echo(f"{number}  {state} {age(each.age).rjust(4)}  {each.title}{why}{output.paint(pull + cost, '2')}")


def page(shown: tickets.Page) -> None:
    """Print everything about a ticket."""
    ticket = shown.ticket
    glyph, colour = LOOKS.get(ticket.state, ("?", ""))
    click.echo(output.paint(f"{ticket.id}  {ticket.title}", "1"))
    click.echo(f"{output.paint(f'{glyph} {ticket.state}', colour)} for {age(shown.age)}   from {ticket.source}")
    if ticket.question:
        click.echo("\n" + output.paint(ticket.question, "33"))
    if ticket.body:
        click.echo("\n" + "\n".join(output.paint(f"  {line}", "2") for line in ticket.body.splitlines()))
    facts = [("branch", ticket.branch), ("pull request", ticket.pull), ("commit", ticket.head_sha[:12])]
    facts += [("merged as", ticket.merged_sha[:12]), ("approved by", ticket.approved_by), ("agent", ticket.agent)]
    facts.append(("spent", spent(shown)))
    click.echo()
    for name, value in facts:
        if value:
            click.echo(f"  {output.paint(name.ljust(13), '2')} {value}")
    verdicts(shown)
    click.echo()
    for each in shown.timeline[-30:]:
        happening(each)


def verdicts(shown: tickets.Page) -> None:
    """Print what the gates said of the present commit."""
    current = [each for each in shown.verdicts if each.head == shown.ticket.head_sha]
    if current:
        click.echo()
    for each in current:
        glyph, colour = VERDICTS.get(each.outcome, ("?", ""))
        said = each.why.splitlines()[0] if each.why else ""
        click.echo(f"  {output.paint(glyph, colour)} {each.gate.ljust(16)} {said}")


def happening(each: tickets.Happening) -> None:
    """Print a line of the timeline."""
    kind = output.paint(each.kind.ljust(9), "2")
    lines = each.text.splitlines() or [""]
    click.echo(f"  {each.at:%H:%M:%S}  {kind} {lines[0]}")


def diff(text: str) -> None:
    """Print a unified diff in colour."""
    for line in text.splitlines():
        colour = {"+": "32", "-": "31", "@": "36", "d": "1"}.get(line[:1], "")
        click.echo(output.paint(line, colour))


def spent(shown: tickets.Page) -> str:
    """Return what a ticket has cost, in words."""
    if not shown.spent.attempts:
        return "nothing yet"
    runs = output.count(shown.spent.attempts, "attempt")
    return f"${shown.spent.cost:.2f}, {shown.spent.tokens:,} tokens, {runs}"


def age(seconds: float) -> str:
    """Return a time in its largest unit: 45s, 12m, 3h, 2d."""
    for unit, size in UNITS:
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{max(0, int(seconds))}s"
