"""Tickets for people and for machines: add, list, show, logs, answer, approve, try again, cancel."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jigsmith.app.factory import agents, floor
from jigsmith.base import clock, errors, settings
from jigsmith.engines.git import branches
from jigsmith.flows.jobs import logs
from jigsmith.flows.tickets import intake, people, records
from jigsmith.flows.tickets.records import World
from jigsmith.store.factory import database, glances, tickets, work
from jigsmith.store.factory.tickets import Ticket

Happening = work.Happening
"""A line of a ticket's timeline."""
STATES = records.STATES
Place = Path | World
"""Where a ticket is: a folder of its repository, or the world of it that is open already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ticket in a list."""

    id: int
    title: str
    state: str
    age: float  # seconds in that state
    blocked_on: str
    pull: str
    cost: float  # US dollars
    tokens: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A ticket with all that is known of it."""

    ticket: Ticket
    age: float
    spent: work.Spent
    timeline: list[work.Happening]
    attempts: list[work.Attempt]
    verdicts: list[work.Judged]


def add(root: Path, title: str, body: str, *, priority: int = 0) -> Line:
    """Open an issue with the label on the repository's forge, and make a ticket of it."""
    with floor.opened(root) as opened:
        repository = floor.repository_of(root)
        opened.add(repository)
        world = opened.world(repository)
        label = world.settings.label
        issue = world.forge.open_issue(title=title, body=body, labels=[label], key=f"added-{clock.now().timestamp()}")
        number = intake.take_in(world, world.forge.issue(issue.number))
        if number is None:
            raise errors.TicketUnfit(
                f"issue {issue.number} is open, but {world.forge.me} may not label tickets",
                do="Let somebody put the label on whom `[tickets] allowed` in jig.toml names.",
            )
        with database.begin(opened.store) as connection:
            tickets.change(connection, number, now=clock.now(), priority=priority)
        return line(people.get(world, number), world.clock(), work.Spent())


def listed(root: Path, *, states: tuple[str, ...] = (), all_of_them: bool = False) -> list[Line]:
    """Return the tickets of the repository, the most urgent first; without states those that have not ended."""
    with floor.opened(root) as opened:
        but = () if states or all_of_them else records.ENDED
        with database.reading(opened.store) as connection:
            found = tickets.those(connection, repository=str(floor.repository_of(root)), states=states, but=but)
            spent = glances.spent(connection, [each.id for each in found])
        return [line(each, clock.now(), spent.get(each.id, work.Spent())) for each in found]


def line(ticket: Ticket, now: datetime, spent: work.Spent) -> Line:
    """Return a ticket as a line."""
    return Line(
        id=ticket.id, title=ticket.title, state=ticket.state, age=(now - ticket.since).total_seconds(),
        blocked_on=ticket.blocked_on, pull=ticket.pull, cost=spent.cost, tokens=spent.tokens, source=ticket.source,
    )  # fmt: skip


def page(root: Path, number: int) -> Page:
    """Return everything about a ticket. Raises TicketMissing."""
    with here(root) as world:
        ticket = people.get(world, number)
        with database.reading(world.store) as connection:
            return Page(
                ticket=ticket,
                age=(world.clock() - ticket.since).total_seconds(),
                spent=work.spent(connection, ticket=number),
                timeline=work.recent(connection, number),
                attempts=work.attempts(connection, number),
                verdicts=work.verdicts(connection, number),
            )


def next_steps(ticket: Ticket) -> list[str]:
    """Return the commands by which a person takes a ticket on that waits for one."""
    name = f"jig ticket {{}} {ticket.id}"
    if ticket.state == records.BLOCKED:
        text = ' "..."'
        return [name.format("answer") + text, name.format("retry"), name.format("cancel")]
    if ticket.state == records.WAITING:
        return [f"jig pr diff {ticket.pull}", name.format("approve"), name.format("cancel")]
    return []


def answer(root: Place, number: int, text: str, *, by: str = "") -> Ticket:
    """Answer what a blocked ticket asks. Raises TicketMissing, TicketUnfit."""
    with here(root) as world:
        return people.answer(world, number, text, by=by or floor.me())


def approve(root: Place, number: int, *, sha: str = "", by: str = "") -> Ticket:
    """Allow the merge of what a ticket proposes. Raises TicketMissing, TicketUnfit."""
    with here(root) as world:
        return people.approve(world, number, by=by or floor.me(), sha=sha)


def retry(root: Place, number: int, *, agent: str = "", by: str = "") -> Ticket:
    """Go on with a blocked ticket; another `agent` begins a conversation of its own, on the same branch.

    Raises TicketMissing, TicketUnfit, ConfigInvalid.
    """
    with here(root) as world:
        if agent:
            agents.named(settings.load(world.repository), agent)
        with database.begin(world.store) as connection:
            found = people.get(world, number)
            if agent and found.agent != agent and found.state == records.BLOCKED:
                session = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{found.repository}#{number}.author.{agent}"))
                new = {"agent": agent, "session": session, "attempt": found.attempt + 1}
                tickets.change(connection, number, now=world.clock(), **new)
        return people.retry(world, number, by=by or floor.me())


def cancel(root: Place, number: int, *, by: str = "") -> Ticket:
    """End a ticket. Raises TicketMissing, TicketUnfit."""
    with here(root) as world:
        return people.cancel(world, number, by=by or floor.me())


def diff(root: Path, number: int) -> str:
    """Return what a ticket changes, as a unified diff. Raises TicketMissing, TicketUnfit."""
    with here(root) as world:
        ticket = people.get(world, number)
        if not ticket.head_sha:
            raise errors.TicketUnfit(f"ticket {number} has changed nothing yet: it is {ticket.state}")
        return branches.patch(world.repository, ticket.base_sha, ticket.head_sha)


def log_files(root: Path, number: int) -> list[Path]:
    """Return the logs of a ticket, the oldest first. Raises TicketMissing."""
    with here(root) as world:
        people.get(world, number)
        folder = root_of_logs(world, number)
        return sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime)


def log_text(path: Path) -> str:
    """Return what a log holds."""
    return logs.read(path)


def root_of_logs(world: World, number: int) -> Path:
    """Return the folder that a ticket's logs are in."""
    return world.repository / ".jig" / "logs" / "tickets" / str(number)


def follow(root: Path, number: int) -> Iterator[work.Happening | None]:
    """Yield what happens from the beginning on, None when there is nothing new, until it ends. Raises TicketMissing."""
    after = 0
    with here(root) as world:
        while True:
            ended = people.get(world, number).state in records.ENDED  # asked first: so that nothing is missed
            with database.reading(world.store) as connection:
                new = work.timeline(connection, number, after=after)
            yield from new
            after = new[-1].id if new else after
            if ended and not new:
                return
            if not new:
                yield None


def as_json(page: Page) -> dict[str, Any]:
    """Return a page as JSON has it."""
    shown: dict[str, Any] = json.loads(json.dumps(asdict(page), default=_text))
    return shown


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@contextmanager
def here(root: Place) -> Iterator[World]:
    """Open the world of the repository that a folder is in. Raises StoreFailed, ConfigInvalid, GitFailed."""
    if isinstance(root, World):
        yield root
        return
    with floor.opened(root) as opened:
        yield opened.world(floor.repository_of(root))
