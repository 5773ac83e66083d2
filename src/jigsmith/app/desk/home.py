"""The first page: what fails, is late, waits for a person, runs, and comes next; what tools have saved, and which one
is worth building.
"""

from dataclasses import dataclass

from jigsmith.app import worth as worths
from jigsmith.app.desk import board, families, figures, runs
from jigsmith.app.desk.places import Desk
from jigsmith.store.factory import database, glances

NEXT = 6  # due times that are shown
Past = figures.Past


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The candidate that is worth most."""

    repository: str
    candidate: families.Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All of it."""

    jobs: int
    tickets: int  # that have not ended
    failing: tuple[runs.Row, ...]
    late: tuple[runs.Row, ...]
    waiting: tuple[board.Card, ...]  # for a person, the longest first
    running: tuple[runs.Row, ...]
    working: tuple[board.Card, ...]
    next: tuple[runs.Row, ...]  # the first first
    best: Best | None  # None: nothing was scanned, or nothing found
    ranked: figures.Ranked | None  # what pays most to build; None: nothing, or that is being reckoned
    basis: str  # of the hours saved
    hours: tuple[Past, ...]  # invested and saved, week by week; empty: nothing is recorded, or it is being reckoned


def home(desk: Desk, *, repository: str = "") -> Home:
    """Return it, of all repositories or of one. Raises RepositoryMissing."""
    jobs = runs.rows(desk, repository=repository)
    cards = board.cards(desk, repository=repository)
    known = figures.figures(desk, repository=repository)
    coming = sorted(((each.next, each.name, each) for each in jobs if each.next), key=lambda found: found[:2])
    return Home(
        jobs=len(jobs),
        tickets=len(cards),
        failing=tuple(each for each in jobs if each.state == "failing"),
        late=tuple(each for each in jobs if each.state == "overdue"),
        waiting=tuple(board.waiting(cards)),
        running=tuple(each for each in jobs if each.state in {"running", "queued"}),
        working=tuple(board.at_work(cards)),
        next=tuple(each for _, _, each in coming[:NEXT]),
        best=best(desk, repository),
        ranked=next((each for each in known.ranked if each.worth.advice == worths.BUILD), None) if known else None,
        basis=known.basis if known else "",
        hours=known.forecast.past if known else (),
    )


def best(desk: Desk, repository: str) -> Best | None:
    """Return the candidate of the last scans that saves most: by minutes where these are known, else by bits."""
    found = [
        Best(repository=name, candidate=each)
        for name in desk.chosen(repository)
        for each in families.last_scan(desk, name).candidates
        if each.kind != "copies"
    ]
    return max(found, key=lambda each: (each.candidate.worth.minutes_per_week.value or 0, each.candidate.gain_bits),
               default=None)  # fmt: skip


def stamp(desk: Desk) -> tuple[object, ...]:
    """Return something that is another one when what pages show has changed."""
    with database.reading(desk.floor.store) as connection:
        return (*glances.stamp(connection), *figures.stamp(desk, connection))
