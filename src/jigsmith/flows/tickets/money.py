"""What a ticket may still cost: alone, with all others in a day, with those of its repository; what it costs."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from jigsmith.base import errors, ticket_settings
from jigsmith.engines.agents import records as agents
from jigsmith.flows.tickets import telling
from jigsmith.flows.tickets.records import World
from jigsmith.store.factory import database, tickets, work
from jigsmith.store.factory.tickets import Ticket

KEPT = frozenset({"said", "tool", "retry", "denied", "limit"})  # kinds of events that go into the timeline
SHOWN_EVERY = timedelta(minutes=1)
LONGEST = 2000  # characters of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left of the budgets; None: no limit."""

    money: float | None = None  # US dollars
    tokens: int | None = None


def left(world: World, ticket: Ticket) -> Left:
    """Return the smallest rest of all budgets."""
    rests = [rest for _, rest in rests_of(world, ticket)]
    return Left(
        money=min((rest.money for rest in rests if rest.money is not None), default=None),
        tokens=min((rest.tokens for rest in rests if rest.tokens is not None), default=None),
    )


def exhausted(world: World, ticket: Ticket) -> str:
    """Return which budget is used up, in words; empty: none."""
    for name, rest in rests_of(world, ticket):
        if rest.money is not None and rest.money <= 0:
            return f"The budget of money {name} is used up."
        if rest.tokens is not None and rest.tokens <= 0:
            return f"The budget of tokens {name} is used up."
    return ""


def rests_of(world: World, ticket: Ticket) -> list[tuple[str, Left]]:
    """Return each budget by its name, with what is left of it."""
    settings, day = world.settings, midnight(world.clock())
    with database.reading(world.store) as connection:
        return [
            ("of this ticket", rest(settings.per_ticket, work.spent(connection, ticket=ticket.id))),
            ("of the day", rest(settings.per_day, work.spent(connection, since=day))),
            (
                "of this repository for the day",
                rest(settings.per_repository, work.spent(connection, since=day, repository=ticket.repository)),
            ),
        ]


def rest(budget: ticket_settings.Budget, spent: work.Spent) -> Left:
    """Return what is left of one budget."""
    return Left(
        money=None if budget.money is None else budget.money - spent.cost,
        tokens=None if budget.tokens is None else budget.tokens - spent.tokens,
    )


def midnight(now: datetime) -> datetime:
    """Return when the present day began, in UTC."""
    return now - timedelta(hours=now.hour, minutes=now.minute, seconds=now.second, microseconds=now.microsecond)


def listener(world: World, ticket: Ticket, attempt: work.Attempt) -> Callable[[agents.Event], None]:
    """Return what writes an agent's events into the timeline, and what it has cost so far into the attempt.

    While the agent speaks, people see once a minute how far it is.
    """
    shown = [world.clock()]

    def heard(event: agents.Event) -> None:
        with suppress(errors.StoreFailed), database.begin(world.store) as connection:
            write(connection, event)  # a line that is lost while the database is away is no reason to stop an agent
        if world.clock() - shown[0] >= SHOWN_EVERY:
            shown[0] = world.clock()
            with suppress(errors.StoreFailed, errors.ForgeFailed):
                telling.progress(world, ticket)

    def write(connection: sa.Connection, event: agents.Event) -> None:
        if event.kind == "cost":
            work.progress(connection, attempt.id, **costs(event))
            tickets.change(connection, ticket.id, now=world.clock())
        elif event.kind in KEPT:
            text = event.text[:LONGEST]
            work.note(connection, ticket.id, event.kind, text, now=world.clock(), data=small(event))

    return heard


def costs(event: agents.Event) -> dict[str, float | int]:
    """Return by how much an event of cost raises the columns of an attempt."""
    known = {"cost": float, "tokens_in": int, "tokens_out": int, "turns": int}
    return {name: kind(event.data[name]) for name, kind in known.items() if event.data.get(name) is not None}


def small(event: agents.Event) -> dict[str, object]:
    """Return what an event holds beside its text, where it is not long."""
    return dict(event.data) if len(json.dumps(event.data, default=str)) <= LONGEST else {}
