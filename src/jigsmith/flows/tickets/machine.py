"""A ticket's one machine: which stage is done in which state, and the guarded statement that moves it on.

The state in the store is the truth. The durable flow is a loop of steps that are all alike, "do what the state asks":
a crash may do a stage again, never skip one, and of two workers one moves the ticket.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from jigsmith.base import errors
from jigsmith.base.ids import TicketId
from jigsmith.flows.tickets import records, telling
from jigsmith.flows.tickets.records import Move, World
from jigsmith.flows.tickets.stages import check, clean, prepare, propose, review, write
from jigsmith.store.factory import database, tickets, work
from jigsmith.store.factory.tickets import Ticket

FLOW = "ticket"
MOST_STEPS = 200  # of one flow: a ticket that goes in a circle is stopped
LOST = "lost"  # what a step says when the ticket is somebody else's by now

STAGES: dict[str, Callable[[World, Ticket], Move]] = {
    records.PREPARING: prepare.prepare,
    records.WORKING: write.write,
    records.REPAIRING: write.write,
    records.GATING: check.check,
    records.PROPOSING: propose.propose,
    records.REVIEWING: review.review,
    records.CLEANING: clean.clean,
}
AFTER: Mapping[str, frozenset[str]] = {
    records.QUEUED: frozenset({*STAGES}),
    records.PREPARING: frozenset({records.WORKING, records.BLOCKED, records.CLEANING}),
    records.WORKING: frozenset({records.WORKING, records.GATING, records.BLOCKED, records.QUEUED, records.CLEANING}),
    records.REPAIRING: frozenset(
        {records.REPAIRING, records.GATING, records.BLOCKED, records.QUEUED, records.CLEANING}
    ),
    records.GATING: frozenset({records.PROPOSING, records.REPAIRING, records.BLOCKED, records.CLEANING}),
    records.PROPOSING: frozenset(
        {records.REVIEWING, records.WAITING, records.MERGING, records.BLOCKED, records.CLEANING}
    ),
    records.REVIEWING: frozenset(
        {records.REVIEWING, records.WAITING, records.MERGING, records.REPAIRING, records.BLOCKED, records.QUEUED}
        | {records.CLEANING}
    ),
    records.WAITING: frozenset({records.MERGING, records.QUEUED}),
    records.MERGING: frozenset({records.QUEUED, records.BLOCKED}),
    records.BLOCKED: frozenset({records.QUEUED}),
    records.CLEANING: records.ENDED,
}
"""Which state may follow which. What is not here does not happen: `settle` refuses it."""


class Steps(Protocol):
    """What a durable engine does for a flow."""

    def step(self, name: str, function: Callable[[], str]) -> str:
        """Do something once, and remember what came of it."""
        ...


def flow(world: World, steps: Steps, number: TicketId, name: str) -> str:
    """Work on a ticket until it rests or ends, as the durable flow `name`; return the state."""
    state = ""
    for _ in range(MOST_STEPS):
        state = steps.step("advance", lambda: advance(world, number, flow=name))
        if state in records.RESTING or state == LOST:
            return state
    settle(world, number, Move(to=records.BLOCKED, why=f"no end after {MOST_STEPS} steps"), was=state)
    return records.BLOCKED


def advance(world: World, number: TicketId, *, flow: str) -> str:
    """Do what the ticket's state asks for and move it on; return where it is then."""
    with database.begin(world.store) as connection:
        mine = tickets.claim(connection, number, flow=flow, worker=world.worker)
        ticket = tickets.get(connection, number)
    if not mine or ticket is None:
        return LOST
    if ticket.state in records.RESTING:
        return ticket.state
    telling.progress(world, ticket)
    try:
        move = STAGES[ticket.state](world, ticket)
    except records.Lost:
        world.check()
        return LOST
    except errors.JigError as error:
        if error.retry_helps:
            people_see(world, number, error)
            raise
        move = records.block("setup", str(error), then=ticket.state)
    return settle(world, number, move, was=ticket.state)


def people_see(world: World, number: TicketId, error: errors.JigError) -> None:
    """Write into the timeline why a stage is tried again."""
    until = error.until.isoformat() if isinstance(error, errors.ForgeFailed) and error.until else ""
    with suppress(errors.StoreFailed), database.begin(world.store) as connection:
        work.note(connection, number, "error", str(error), now=world.clock(), data={"until": until})


def settle(world: World, number: TicketId, move: Move, *, was: str, anybody: bool = False) -> str:
    """Move a ticket by one guarded statement, tell people, and return where it is; LOST when somebody else has it.

    `anybody`: it rests, so that no worker owns it; the state alone guards.
    """
    if move.to not in AFTER.get(was, frozenset()):
        raise ValueError(f"{was} does not lead to {move.to}")
    now, worker = world.clock(), None if anybody else world.worker
    with database.begin(world.store) as connection:
        won = tickets.move(connection, number, was=was, to=move.to, now=now, worker=worker, **dict(move.changes))
        if won:
            work.note(connection, number, "moved", move.why, now=now, data={"from": was, "to": move.to})
        ticket = tickets.get(connection, number)
    if not won or ticket is None:
        return LOST
    tell(world, ticket)
    return ticket.state


def tell(world: World, ticket: Ticket) -> None:
    """Say on the forge where it is, and ask when a person must act."""
    telling.progress(world, ticket)
    if ticket.state in {records.BLOCKED, records.WAITING}:
        telling.ask(world, ticket)
