"""Search over everything at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from jigsmith.app.desk import families, runs, shelf
from jigsmith.app.desk.places import Desk
from jigsmith.store.factory import database, glances

MOST = 20  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found."""

    kind: str  # job, ticket, template, family
    repository: str
    name: str
    text: str  # a line about it
    state: str


def search(desk: Desk, words: str) -> list[Hit]:
    """Return what these words stand in, by kind. Nothing is found by no words."""
    words = words.strip()
    if not words:
        return []
    return [*_jobs(desk, words), *_tickets(desk, words), *_templates(desk, words), *_families(desk, words)]


def _jobs(desk: Desk, words: str) -> Iterator[Hit]:
    for each in runs.rows(desk, text=words)[:MOST]:
        yield Hit(kind="job", repository=each.repository, name=each.name, text=each.what, state=each.state)


def _tickets(desk: Desk, words: str) -> Iterator[Hit]:
    with database.reading(desk.floor.store) as connection:
        found = glances.find_tickets(connection, words, limit=MOST)
    for each in found:
        repository = desk.name_of(each.repository)
        yield Hit(kind="ticket", repository=repository, name=str(each.id), text=each.title, state=each.state)


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
