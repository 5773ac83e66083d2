"""Issues, pull requests, comments and checks of the forge on this machine.

Whoever makes something twice under one key gets the first one. Numbers go up within a repository, and issues share
them with pull requests.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jigsmith.store.factory import rows, tables

TRIES = 50  # of a number that somebody else was quicker to take
issues, notes, checks = tables.issue.c, tables.comment.c, tables.check.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An issue or a pull request."""

    number: int
    kind: str  # issue, pull
    title: str
    body: str
    author: str
    state: str  # open, closed, merged
    labels: tuple[tuple[str, str, datetime], ...]  # name, by whom, when
    key: str
    head: str
    base: str
    head_sha: str
    merged_sha: str  # of an open one: the commit by which it is just being merged
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment."""

    id: int
    author: str
    body: str
    key: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What an issue or a pull request begins with."""

    kind: str
    title: str
    body: str
    author: str
    key: str
    labels: Sequence[str] = ()
    head: str = ""
    base: str = ""
    head_sha: str = ""


def add(connection: sa.Connection, repository: str, new: New, *, now: datetime) -> Topic:
    """Return a new issue or pull request, or the one that has its key."""
    values = {
        "repository": repository, "kind": new.kind, "title": new.title, "body": new.body, "author": new.author,
        "key": new.key, "labels": _packed((name, new.author, now) for name in dict.fromkeys(new.labels)),
        "head": new.head, "base": new.base, "head_sha": new.head_sha, "created": now, "updated": now,
    }  # fmt: skip
    for _ in range(TRIES):
        found = by_key(connection, repository, new.key)
        if found:
            return found
        highest = sa.select(sa.func.coalesce(sa.func.max(issues.number), 0)).where(issues.repository == repository)
        number = connection.execute(highest).scalar_one() + 1
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(tables.issue).values(number=number, **values))
        except sa.exc.IntegrityError:  # somebody else took the number or made the same thing
            continue
        return _there(topic(connection, repository, number))
    raise RuntimeError(f"no free number in {TRIES} tries")


def topic(connection: sa.Connection, repository: str, number: int) -> Topic | None:
    """Return an issue or a pull request; None: there is none."""
    if not rows.is_number(number):
        return None
    asked = sa.select(tables.issue).where(_which(repository, number))
    row = connection.execute(asked).mappings().one_or_none()
    return _topic(row) if row else None


def by_key(connection: sa.Connection, repository: str, key: str) -> Topic | None:
    """Return what was made under a key; None: nothing was, or the key is empty."""
    if not key:
        return None
    # That it is not empty is said for the index, which holds those alone.
    asked = sa.select(tables.issue).where(issues.repository == repository, issues.key == key, issues.key != "")
    row = connection.execute(asked).mappings().one_or_none()
    return _topic(row) if row else None


def topics(
    connection: sa.Connection, repository: str, *, kind: str, state: str | None = None, since: datetime | None = None
) -> list[Topic]:
    """Return issues or pull requests by number; `state` None: in any; `since`: changed since then."""
    asked = sa.select(tables.issue).where(issues.repository == repository, issues.kind == kind).order_by(issues.number)
    if state is not None:
        asked = asked.where(issues.state == state)
    if since is not None:
        asked = asked.where(issues.updated >= since)
    return [_topic(row) for row in connection.execute(asked).mappings()]


def edit(connection: sa.Connection, repository: str, number: int, *, now: datetime, **values: str) -> None:
    """Change the title, the body or the head's commit."""
    connection.execute(sa.update(tables.issue).where(_which(repository, number)).values(updated=now, **values))


def relabel(connection: sa.Connection, before: Topic, labels: Sequence[tuple[str, str, datetime]], *, where: str,
            now: datetime) -> bool:  # fmt: skip
    """Give it these labels in place of those it had; False: it has others by now. `where` is the repository."""
    guarded = sa.update(tables.issue).where(_which(where, before.number), issues.labels == _packed(before.labels))
    return connection.execute(guarded.values(labels=_packed(labels), updated=now)).rowcount == 1


def move(connection: sa.Connection, repository: str, number: int, *, was: str, state: str, now: datetime) -> bool:
    """Move it from one state to another; False: it is in that state no more."""
    guarded = sa.update(tables.issue).where(_which(repository, number), issues.state == was)
    return connection.execute(guarded.values(state=state, updated=now)).rowcount == 1


def intend(connection: sa.Connection, repository: str, number: int, *, was: str, sha: str) -> bool:
    """Note by which commit an open pull request is about to be merged; False: somebody noted another one than `was`."""
    guarded = sa.update(tables.issue).where(
        _which(repository, number), issues.state == "open", issues.merged_sha == was
    )
    return connection.execute(guarded.values(merged_sha=sha)).rowcount == 1


def merged(connection: sa.Connection, repository: str, number: int, *, head: str, sha: str, now: datetime) -> bool:
    """Say that a pull request is merged by the commit `sha`; False: that is said already, or by another commit."""
    guarded = sa.update(tables.issue).where(
        _which(repository, number), issues.state != "merged", issues.merged_sha == sha
    )
    return connection.execute(guarded.values(state="merged", head_sha=head, updated=now)).rowcount == 1


def say(connection: sa.Connection, repository: str, number: int, *, body: str, author: str, key: str,
        now: datetime) -> Note:  # fmt: skip
    """Write a comment, or change the one of that key when it says something else."""
    values = {"repository": repository, "number": number, "author": author, "key": key, "body": body}
    with_key = sa.and_(notes.repository == repository, notes.number == number, notes.key == key)
    changed = sa.update(tables.comment).where(with_key, sa.true() if key else sa.false(), notes.body != body)
    said = connection.execute(changed.values(body=body, updated=now)).rowcount
    found = connection.execute(sa.select(notes.id).where(with_key)).scalar() if key else None
    if found is None:
        try:
            with connection.begin_nested():
                new = sa.insert(tables.comment).values(created=now, updated=now, **values)
                found, said = connection.execute(new.returning(notes.id)).scalar_one(), 1
        except sa.exc.IntegrityError:  # somebody else was quicker with this key
            return say(connection, repository, number, body=body, author=author, key=key, now=now)
    if said:
        edit(connection, repository, number, now=now)
    row = connection.execute(sa.select(tables.comment).where(notes.id == found)).mappings().one()
    return _note(row)


def notes_of(connection: sa.Connection, repository: str, number: int, *, since: datetime | None = None) -> list[Note]:
    """Return the comments in the order they were written; `since`: written or changed since then."""
    asked = sa.select(tables.comment).where(notes.repository == repository, notes.number == number).order_by(notes.id)
    if since is not None:
        asked = asked.where(notes.updated >= since)
    return [_note(row) for row in connection.execute(asked).mappings()]


def set_check(connection: sa.Connection, repository: str, sha: str, name: str, *, now: datetime,
              **said: str) -> None:  # fmt: skip
    """Keep what is said about a commit under a name: state, summary, url; in place of what was said before."""
    which = sa.and_(checks.repository == repository, checks.sha == sha, checks.name == name)
    changed = sa.update(tables.check).where(which).values(updated=now, **said)
    new = sa.insert(tables.check).values(repository=repository, sha=sha, name=name, updated=now, **said)
    if connection.execute(changed).rowcount:
        return
    try:
        with connection.begin_nested():
            connection.execute(new)
    except sa.exc.IntegrityError:  # somebody else was quicker
        connection.execute(changed)


def checks_of(connection: sa.Connection, repository: str, sha: str) -> list[Mapping[str, Any]]:
    """Return what was said about a commit, by name: name, state, summary, url."""
    asked = sa.select(checks.name, checks.state, checks.summary, checks.url)
    found = connection.execute(asked.where(checks.repository == repository, checks.sha == sha).order_by(checks.name))
    return [dict(row) for row in found.mappings()]


def _which(repository: str, number: int) -> sa.ColumnElement[bool]:
    return sa.and_(issues.repository == repository, issues.number == number)


def _there(found: Topic | None) -> Topic:
    if found is None:
        raise RuntimeError("what was just written is not there")
    return found


def _packed(labels: Iterable[tuple[str, str, datetime]]) -> str:
    return json.dumps([{"name": name, "by": by, "at": at.isoformat()} for name, by, at in labels])


def _topic(row: Mapping[Any, Any]) -> Topic:
    labels = [(label["name"], label["by"], datetime.fromisoformat(label["at"])) for label in json.loads(row["labels"])]
    plain = {name: row[name] for name in Topic.__slots__ if name != "labels"}
    return Topic(labels=tuple(labels), **plain)


def _note(row: Mapping[Any, Any]) -> Note:
    return Note(**{name: row[name] for name in Note.__slots__})
