"""Pull requests of the repository's forge: list, show, diff, merge."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.app.factory import floor
from jigsmith.app.factory.tickets import here
from jigsmith.engines.forge import records as forges
from jigsmith.engines.git import branches
from jigsmith.flows.tickets import people, records
from jigsmith.flows.tickets.records import World
from jigsmith.store.factory import database, tickets
from jigsmith.store.factory.tickets import Ticket

State = Literal["open", "closed", "merged", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A pull request with what was said about it."""

    pull: forges.Pull
    checks: list[forges.Check]
    comments: list[forges.Comment]
    ticket: int | None  # None: it is of no ticket
    next: str  # the command that takes it on; empty: nothing is left to do


def listed(root: Path, *, state: State = "open") -> list[forges.Pull]:
    """Return the pull requests in a state, the newest first. Raises ForgeFailed."""
    with here(root) as world:
        return world.forge.pulls(state=state)


def shown(root: Path, number: int) -> Shown:
    """Return one with its checks and comments. Raises ForgeRefused when there is none."""
    with here(root) as world:
        pull = world.forge.pull(number)
        ticket = of_ticket(world, number)
        return Shown(
            pull=pull,
            checks=world.forge.checks(pull.head_sha),
            comments=world.forge.comments(number),
            ticket=ticket.id if ticket else None,
            next=f"jig pr merge {number}" if pull.state == "open" else "",
        )


def diff(root: Path, number: int) -> str:
    """Return what it changes, as a unified diff from where its branch began. Raises ForgeRefused."""
    with here(root) as world:
        pull = world.forge.pull(number)
        target = f"{pull.merged_sha}^" if pull.merged_sha else f"refs/heads/{pull.base}"
        base = branches.base_of(world.repository, target, pull.head_sha)
        return branches.patch(world.repository, base, pull.head_sha)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of a wish to merge."""

    ticket: int | None  # it is in the merge queue as this ticket; None: it is merged
    sha: str  # the merge; empty: not yet


def merge(root: Path, number: int) -> Merged:
    """Merge it; that of a ticket goes through the merge queue, so that the gates run on the merged result.

    Raises MergeRefused, ForgeRefused, TicketUnfit.
    """
    with here(root) as world:
        ticket = of_ticket(world, number)
        queued = ticket is not None and ticket.state not in records.ENDED and world.settings.merge != "never"
        if ticket is not None and queued:
            people.approve(world, ticket.id, by=floor.me())
            return Merged(ticket=ticket.id, sha="")
        pull = world.forge.merge_pull(number, sha=world.forge.pull(number).head_sha)
        return Merged(ticket=None, sha=pull.merged_sha)


def of_ticket(world: World, number: int) -> Ticket | None:
    """Return the ticket that a pull request belongs to."""
    with database.reading(world.store) as connection:
        found = tickets.those(connection, repository=str(world.repository))
    return next((each for each in found if each.pull == str(number)), None)
