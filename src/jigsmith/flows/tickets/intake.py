"""Issues become tickets when somebody who may has labelled them; their text is frozen at that moment."""

from dataclasses import dataclass
from datetime import datetime

from jigsmith.engines.forge import records as forges
from jigsmith.flows.tickets import records, telling
from jigsmith.flows.tickets.records import World
from jigsmith.store.factory import database, tickets, work
from jigsmith.store.factory.tickets import Ticket

ANSWER = "/answer"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that somebody wrote on the forge."""

    text: str
    by: str


def poll(world: World, *, since: datetime | None = None) -> list[int]:
    """Make a ticket of each issue that carries the label by an allowed hand; return the new ones."""
    new = []
    for issue in world.forge.issues(label=world.settings.label, since=since):
        number = take_in(world, issue)
        if number is not None:
            new.append(number)
    return new


def take_in(world: World, issue: forges.Issue) -> int | None:
    """Make a ticket of an issue, once; None: it is one already, or whoever labelled it may not."""
    label = next((each for each in issue.labels if each.name == world.settings.label), None)
    if label is None or not label.by or not may(world, label.by):
        return None
    if (
        issue.edited
        and label.at
        and issue.edited >= label.at
        and issue.author != label.by
        and not may(world, issue.author)
    ):
        return None  # the text is no longer the one that was labelled
    source, now = f"{world.settings.label}#{issue.number}", world.clock()
    with database.begin(world.store) as connection:
        if tickets.by_source(connection, str(world.repository), source):
            return None
        number = tickets.add(
            connection, repository=str(world.repository), source=source, state=records.QUEUED, now=now,
            title=issue.title, body=issue.body, author=issue.author, labelled_by=label.by, agent=world.settings.agent,
        )  # fmt: skip
        work.note(connection, number, "taken in", f"issue {issue.number}, labelled by {label.by}", now=now)
    return number


def may(world: World, login: str) -> bool:
    """Tell whether somebody may set the factory to work."""
    return login in world.settings.allowed if world.settings.allowed else world.forge.may_label(login)


def answer_to(world: World, ticket: Ticket) -> Given | None:
    """Return the first answer since the ticket was blocked by somebody who may; None: there is none."""
    number = telling.number_of(ticket)
    if number is None or ticket.state != records.BLOCKED:
        return None
    for comment in world.forge.comments(number, since=ticket.since):
        text = comment.body.strip()
        if (
            text.startswith(ANSWER)
            and comment.created >= ticket.since.replace(microsecond=0)
            and may(world, comment.author)
        ):
            return Given(text.removeprefix(ANSWER).strip(), comment.author)
    return None
