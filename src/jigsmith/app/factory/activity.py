"""What the factory does just now, for whoever watches `jig serve`: how tickets move, and how runs of jobs end."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jigsmith.app.factory.floor import Floor
from jigsmith.base import clock, errors
from jigsmith.flows.tickets import records
from jigsmith.store.factory import database, runs, tickets, work

QUIET = frozenset({records.PREPARING, records.PROPOSING, records.CLEANING})
"""States that pass in a moment, and say nothing to somebody who watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happened."""

    at: datetime
    repository: str  # its folder's name
    what: str  # `ticket 3`, `job audit`
    state: str
    text: str  # of a ticket its title, and why it is there where a person must act; of a run what it said last


class Activity:
    """Remembers what was told already, from when it is made."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._since = clock.now()
        self._runs: set[tuple[str, str]] = set()  # id and state of those that were told
        with database.reading(floor.store) as connection:
            self._last = work.newest(connection)

    def news(self) -> list[News]:
        """Return what happened since the last call, tickets first; nothing while the store cannot be reached."""
        try:
            with database.reading(self._floor.store) as connection:
                moved = work.moves(connection, after=self._last)
                found = [(each, tickets.get(connection, each.ticket)) for each in moved]
                ran = runs.those(connection, limit=50)
        except errors.StoreFailed:
            return []
        self._last = max([self._last, *(each.id for each in moved)])
        told = [of_ticket(each, ticket) for each, ticket in found if ticket]
        return [each for each in told if each.state not in QUIET] + self._of_runs(ran)

    def _of_runs(self, found: list[runs.Run]) -> list[News]:
        new = [each for each in reversed(found) if since(each) >= self._since and each.state != runs.QUEUED]
        told, self._runs = self._runs, {(each.id, each.state) for each in new}
        return [of_run(each) for each in new if (each.id, each.state) not in told]


def since(each: runs.Run) -> datetime:
    """Return when a run came to be where it is."""
    return each.ended or each.started or each.queued


def of_ticket(each: work.Happening, ticket: tickets.Ticket) -> News:
    """Return a move as news."""
    state = str(json.loads(each.data or "{}").get("to", ticket.state))
    lines = each.text.splitlines() or [""]
    why = f": {lines[0]}" if state in {records.BLOCKED, records.REPAIRING} else ""
    return News(
        at=each.at, repository=Path(ticket.repository).name, what=f"ticket {ticket.id}", state=state,
        text=f"{ticket.title}{why}",
    )  # fmt: skip


def of_run(each: runs.Run) -> News:
    """Return the state of a run as news."""
    lines = each.said.strip().splitlines() or [""]
    text = lines[-1] if each.state not in {runs.SUCCEEDED, runs.RUNNING} else ""
    return News(
        at=since(each), repository=Path(each.repository).name, what=f"job {each.job}", state=each.state, text=text
    )
