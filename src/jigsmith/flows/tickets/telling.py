"""What people see of a ticket on the forge: one comment, edited in place, and a new one only when they must act."""

from collections.abc import Sequence
from datetime import timedelta

from jigsmith.flows.tickets import records
from jigsmith.flows.tickets.records import World
from jigsmith.store.factory import database, tickets, work
from jigsmith.store.factory.tickets import Ticket

PLAN = (
    ("Prepare a workspace", (records.PREPARING,)),
    ("Write the change", (records.WORKING, records.REPAIRING)),
    ("Pass the gates", (records.GATING,)),
    ("Open a pull request", (records.PROPOSING,)),
    ("Review", (records.REVIEWING,)),
    ("Merge", (records.WAITING, records.MERGING)),
    ("Clean up", (records.CLEANING,)),
)
HOW_TO_ANSWER = "Answer here in a comment that begins with `/answer`, or with `jig ticket answer {id} TEXT`."


def number_of(ticket: Ticket) -> int | None:
    """Return the issue on the forge that a ticket came from."""
    _, _, number = ticket.source.rpartition("#")
    return int(number) if number.isdigit() else None


def progress(world: World, ticket: Ticket) -> None:
    """Write or edit the comment that says how far it is."""
    number = number_of(ticket)
    if number is None:
        return
    with database.reading(world.store) as connection:
        spent = work.spent(connection, ticket=ticket.id)
        judged = work.verdicts(connection, ticket.id, head=ticket.head_sha) if ticket.head_sha else []
    body = text(world, ticket, spent=spent, judged=judged)
    made = world.forge.comment(number, body, key=f"ticket-{ticket.id}-progress")
    if made.id != ticket.comment:
        with database.begin(world.store) as connection:
            tickets.change(connection, ticket.id, now=world.clock(), comment=made.id)


def text(world: World, ticket: Ticket, *, spent: work.Spent, judged: Sequence[work.Judged]) -> str:
    """Return the comment: the plan with what is done, the verdicts, elapsed time, cost, where the log is."""
    at = ticket.goes_on if ticket.state == records.BLOCKED else ticket.state
    here = next((place for place, (_, states) in enumerate(PLAN) if at in states), len(PLAN) if ended(ticket) else 0)
    lines = [f"**{headline(ticket)}**", ""]
    lines += [f"- [{'x' if place < here else ' '}] {name}" for place, (name, _) in enumerate(PLAN)]
    if judged:
        lines += ["", "| gate | verdict | |", "|---|---|---|"]
        lines += [f"| {each.gate} | {each.outcome} | {cell(each.why)} |" for each in judged]
    cost = f"${spent.cost:.2f}, {spent.tokens:,} tokens" if spent.attempts else "nothing yet"
    elapsed = str(timedelta(seconds=int((world.clock() - ticket.created).total_seconds())))
    lines += ["", f"Elapsed {elapsed} · spent {cost} · isolation `{world.boxes.isolation}`"]
    lines += [f"Log: `jig ticket logs {ticket.id}`"]
    return "\n".join(lines)


def headline(ticket: Ticket) -> str:
    """Return in a few words how it stands."""
    if ticket.state == records.BLOCKED:
        return f"Blocked ({ticket.blocked_on}): waits for a person"
    if ticket.state == records.WAITING:
        return "Complete: waits for a person to merge it"
    return {
        records.QUEUED: "Queued",
        records.DONE: "Done: merged",
        records.FAILED: "Failed",
        records.CANCELLED: "Cancelled",
    }.get(ticket.state, ticket.state.capitalize())


def ask(world: World, ticket: Ticket, *, urgent: bool = False) -> None:
    """Write a comment of its own, since a person must act; `urgent` calls people as well."""
    number, key = number_of(ticket), f"ticket-{ticket.id}-ask-{int(ticket.since.timestamp())}"
    said = f"**{headline(ticket)}**\n\n{ticket.question}\n\n{HOW_TO_ANSWER.format(id=ticket.id)}"
    if ticket.state == records.WAITING:
        said = f"**{headline(ticket)}**\n\n{ticket.question}\n\n`jig ticket approve {ticket.id}` merges it."
    if number is not None:
        called = " ".join(f"@{name}" for name in world.settings.allowed) if urgent else ""
        key = f"{key}-urgent" if urgent else key
        world.forge.comment(number, f"{called}\n\n{said}".strip(), key=key)
    if urgent:
        world.tell(f"Ticket {ticket.id} waits: {ticket.title}", said)


def ended(ticket: Ticket) -> bool:
    """Tell whether nothing more comes."""
    return ticket.state in records.ENDED


def cell(value: str) -> str:
    """Return text as a cell of a Markdown table."""
    return value.replace("\n", " ").replace("|", "\\|")[:200]
