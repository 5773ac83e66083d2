"""Search over everything at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from jigsmith.app.desk import families, figures, runs, shelf, tools
from jigsmith.app.desk.places import Desk
from jigsmith.store.factory import database, glances
from jigsmith.store.factory import tasks as table

MOST = 20  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found."""

    kind: str  # job, ticket, task, tool, template, family
    repository: str
    name: str
    text: str  # a line about it
    state: str


def search(desk: Desk, words: str) -> list[Hit]:
    """Return what these words stand in, by kind. Nothing is found by no words."""
    words = words.strip()
    if not words:
        return []
    kinds = (_jobs, _tickets, _tasks, _tools, _templates, _families)
    return [hit for kind in kinds for hit in kind(desk, words)]


def _jobs(desk: Desk, words: str) -> Iterator[Hit]:
    for each in runs.rows(desk, text=words)[:MOST]:
        yield Hit(kind="job", repository=each.repository, name=each.name, text=each.what, state=each.state)


def _tickets(desk: Desk, words: str) -> Iterator[Hit]:
    with database.reading(desk.floor.store) as connection:
        found = glances.find_tickets(connection, words, limit=MOST)
    for each in found:
        repository = desk.name_of(each.repository)
        yield Hit(kind="ticket", repository=repository, name=str(each.id), text=each.title, state=each.state)


def _tasks(desk: Desk, words: str) -> Iterator[Hit]:
    short = figures.called(desk)
    with database.reading(desk.floor.store) as connection:
        every = table.those(connection, states=(table.OPEN, table.DISMISSED))
    found = [each for each in every if words.lower() in f"{each.name} {each.what}".lower()]
    for each in found[:MOST]:
        text = f"{each.name} – {each.what}" if each.what else each.name
        yield Hit(
            kind="task", repository=short.get(each.repository, ""), name=str(each.id), text=text, state=each.state
        )


def _tools(desk: Desk, words: str) -> Iterator[Hit]:
    for name in [each for each in tools.known(desk) if words.lower() in each.lower()][:MOST]:
        yield Hit(kind="tool", repository="", name=name, text=tools.kind(name), state="")


def _templates(desk: Desk, words: str) -> Iterator[Hit]:
    for repository, path in desk.repositories().items():
        for each in shelf.summaries(path):
            if words.lower() in f"{each.name} {each.description}".lower():
                yield Hit(kind="template", repository=repository, name=each.name, text=each.description, state="")


def _families(desk: Desk, words: str) -> Iterator[Hit]:
    for repository in desk.repositories():
        for each in families.last_scan(desk, repository).candidates:
            text = ", ".join(each.patterns)
            if words.lower() in f"{each.id} {text}".lower():
                yield Hit(kind="family", repository=repository, name=str(each.id), text=text, state=each.kind)
