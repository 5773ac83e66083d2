"""Tickets at the desk: the board, a page for each, and what people say to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jigsmith.app.desk.places import Desk
from jigsmith.app.factory import tickets
from jigsmith.base import errors
from jigsmith.engines.git import branches
from jigsmith.flows.jobs import logs
from jigsmith.flows.tickets import records
from jigsmith.store.factory import database, glances, work
from jigsmith.store.factory import tickets as rows
from jigsmith.store.factory.tickets import Ticket
from jigsmith.store.factory.work import Attempt, Happening, Judged, Spent

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Waits for you": (records.BLOCKED, records.WAITING),
    "Queued": (records.QUEUED,),
    "At work": (records.PREPARING, records.WORKING, records.REPAIRING),
    "Checked": (records.GATING, records.PROPOSING, records.REVIEWING, records.MERGING, records.CLEANING),
    "Ended": (records.DONE, records.FAILED, records.CANCELLED),
}
ENDED = 20  # tickets of the last column
EVENTS = 300  # lines of a timeline that a page shows
DIFF = 60_000  # characters of a diff that a page shows
TAIL = 20_000  # bytes of an agent's log


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A ticket at a glance."""

    id: int
    repository: str  # by its short name
    title: str
    state: str
    since: datetime  # in this state
    created: datetime
    agent: str
    blocked_on: str
    question: str
    can_answer: bool  # it is blocked: it can be answered, or tried again without an answer
    can_approve: bool  # it waits for a person to allow its merge
    can_cancel: bool
    head_sha: str  # what is approved
    pull: str
    cost: float  # US dollars
    tokens: int
    doing: str  # what an agent is at now: its role; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A ticket with all that is known of it."""

    card: Card
    ticket: Ticket
    spent: Spent
    timeline: tuple[Happening, ...]  # its end, oldest first
    attempts: tuple[Attempt, ...]
    verdicts: tuple[Judged, ...]
    current: tuple[Judged, ...]  # verdicts on what it proposes now
    log: str  # the end of what the agent prints
    log_name: str
    diff: str
    diff_cut: bool


def board(desk: Desk, *, repository: str = "", state: str = "", text: str = "") -> dict[str, list[Card]]:
    """Return the tickets by column: of one repository, in one state, with a text in the title."""
    found = [each for each in cards(desk, repository=repository, ended=ENDED) if text.lower() in each.title.lower()]
    kept = [each for each in found if state in {"", each.state}]
    return {name: [each for each in kept if each.state in states] for name, states in COLUMNS.items()}


def cards(desk: Desk, *, repository: str = "", ended: int = 0) -> list[Card]:
    """Return the tickets that have not ended, the most urgent first, and then so many of those that ended last."""
    found: list[tuple[str, Ticket]] = []
    with database.reading(desk.floor.store) as connection:
        for name, path in desk.chosen(repository).items():
            mine = rows.those(connection, repository=str(path), but=records.ENDED)
            mine += glances.ended_tickets(connection, str(path), records.ENDED, limit=ended) if ended else []
            found += [(name, each) for each in mine]
        numbers = [each.id for _, each in found]
        spent = glances.spent(connection, numbers)
        working = glances.open_attempts(connection, numbers)
    return [card(each, name, spent.get(each.id, Spent()), working.get(each.id)) for name, each in found]


def card(ticket: Ticket, repository: str, spent: Spent, working: Attempt | None) -> Card:
    """Return a ticket at a glance."""
    return Card(
        id=ticket.id, repository=repository, title=ticket.title, state=ticket.state, since=ticket.since,
        created=ticket.created, agent=ticket.agent, blocked_on=ticket.blocked_on, question=ticket.question,
        can_answer=ticket.state == records.BLOCKED, can_approve=ticket.state == records.WAITING,
        can_cancel=ticket.state not in records.ENDED and not ticket.cancel, head_sha=ticket.head_sha, pull=ticket.pull,
        cost=spent.cost, tokens=spent.tokens, doing=working.role if working else "",
    )  # fmt: skip


def page(desk: Desk, number: int) -> Page:
    """Return everything about a ticket. Raises TicketMissing."""
    ticket, path = find(desk, number)
    with database.reading(desk.floor.store) as connection:
        timeline = glances.happenings(connection, number, limit=EVENTS)
        attempts, verdicts = work.attempts(connection, number), work.verdicts(connection, number)
        spent = work.spent(connection, ticket=number)
    working = next((each for each in attempts if not each.outcome), None)
    log, name = agent_log(path, number)
    diff = diff_of(ticket, path)
    return Page(
        card=card(ticket, desk.name_of(ticket.repository), spent, working),
        ticket=ticket,
        spent=spent,
        timeline=tuple(timeline),
        attempts=tuple(attempts),
        verdicts=tuple(verdicts),
        current=tuple(each for each in verdicts if each.head == ticket.head_sha),
        log=log,
        log_name=name,
        diff=diff[:DIFF],
        diff_cut=len(diff) > DIFF,
    )


def find(desk: Desk, number: int) -> tuple[Ticket, Path]:
    """Return a ticket and its repository. Raises TicketMissing."""
    with database.reading(desk.floor.store) as connection:
        found = rows.get(connection, number)
    if found is None or not Path(found.repository).is_dir():
        raise errors.TicketMissing(f"there is no ticket {number}")
    return found, Path(found.repository)


def agent_log(path: Path, number: int) -> tuple[str, str]:
    """Return the end of the newest log of a ticket, and what it is of."""
    folder = path / ".jig" / "logs" / "tickets" / str(number)
    there = sorted(folder.glob("*.log"), key=lambda each: each.stat().st_mtime)
    if not there:
        return "", ""
    return logs.tail(there[-1], most=TAIL)[0].decode(errors="replace"), there[-1].stem


def diff_of(ticket: Ticket, path: Path) -> str:
    """Return what a ticket changes; empty: nothing yet, or its commits are not here any more."""
    if not ticket.head_sha:
        return ""
    try:
        return branches.patch(path, ticket.base_sha, ticket.head_sha)
    except errors.GitFailed:
        return ""


def whole_diff(desk: Desk, number: int) -> str:
    """Return what a ticket changes, as a unified diff. Raises TicketMissing."""
    return diff_of(*find(desk, number))


def answer(desk: Desk, number: int, text: str, *, by: str) -> Card:
    """Answer what a blocked ticket asks. Raises TicketMissing, TicketUnfit."""
    if not text.strip():
        raise errors.TicketUnfit("an answer has words in it", do="Write what the agent is to do.")
    return said(desk, number, lambda world: tickets.answer(world, number, text.strip(), by=by))


def approve(desk: Desk, number: int, *, sha: str, by: str) -> Card:
    """Allow the merge of the commit that was looked at. Raises TicketMissing, TicketUnfit."""
    return said(desk, number, lambda world: tickets.approve(world, number, sha=sha, by=by))


def retry(desk: Desk, number: int, *, by: str) -> Card:
    """Go on with a blocked ticket. Raises TicketMissing, TicketUnfit."""
    return said(desk, number, lambda world: tickets.retry(world, number, by=by))


def cancel(desk: Desk, number: int, *, by: str) -> Card:
    """End a ticket. Raises TicketMissing, TicketUnfit."""
    return said(desk, number, lambda world: tickets.cancel(world, number, by=by))


def said(desk: Desk, number: int, say: Callable[[Any], Ticket]) -> Card:
    """Say something to a ticket, and return it as it is then."""
    _, path = find(desk, number)
    ticket = say(desk.floor.world(path))
    with database.reading(desk.floor.store) as connection:
        spent = glances.spent(connection, [number])
        working = glances.open_attempts(connection, [number])
    return card(ticket, desk.name_of(ticket.repository), spent.get(number, Spent()), working.get(number))


def waiting(found: Sequence[Card]) -> list[Card]:
    """Return those that wait for a person, the longest first."""
    return sorted((each for each in found if each.can_answer or each.can_approve), key=lambda each: each.since)


def at_work(found: Sequence[Card]) -> list[Card]:
    """Return those that something is done for now."""
    return [each for each in found if each.state in records.AT_WORK]
