"""Merging a pull request of the forge on this machine, in steps that anybody can take further after a crash.

The commit is made and noted, then the branch is moved to it, then the pull request is said to be merged. Each step
looks at what is there; two that merge at once help each other.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from jigsmith.base import errors
from jigsmith.engines.forge import branches, git
from jigsmith.store.factory import database
from jigsmith.store.factory import local_forge as rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be merged, and how."""

    sha: str  # what the head has to be
    squash: bool
    message: str  # empty: a plain one


def is_done(topic: rows.Topic, order: Order) -> bool:
    """Tell whether it was merged from there."""
    return topic.state == "merged" and topic.head_sha == order.sha


def go_on(engine: sa.Engine, root: Path, topic: rows.Topic, *, order: Order, now: datetime) -> None:
    """Take one step. Raises MergeRefused: it is closed, has moved, conflicts, or its base cannot be moved."""
    base, noted = git.head_of(root, topic.base), topic.merged_sha
    if topic.state != "merged" and noted and base and git.leads_to(root, noted, base):
        _say_merged(engine, root, topic, now=now)
        return
    if topic.state != "open":
        raise errors.MergeRefused(f"the pull request {topic.number} is {topic.state}", why="closed", where=str(root))
    head = git.head_of(root, topic.head)
    if head != order.sha or not base:
        what = f"{topic.head} is {head[:12] or 'not there'}, and {order.sha[:12]} was to be merged"
        raise errors.MergeRefused(what, why="moved", where=str(root), do="Judge what is there now.")
    if noted and topic.head_sha == head and git.commit_of(root, f"{noted}^1") == base:
        _move(engine, root, topic, base=base, now=now)
    else:
        _note(engine, root, topic, base=base, order=order, now=now)


def _note(engine: sa.Engine, root: Path, topic: rows.Topic, *, base: str, order: Order, now: datetime) -> None:
    """Make the commit and note it, with the head that is in it."""
    commit = base  # it was merged by hand
    if not git.leads_to(root, order.sha, base):
        message = order.message or f"Merge #{topic.number}: {topic.title}"
        commit = branches.merge(root, base, order.sha, message=message, squash=order.squash)
    with database.begin(engine) as connection:
        if rows.intend(connection, str(root), topic.number, was=topic.merged_sha, sha=commit):
            rows.edit(connection, str(root), topic.number, now=now, head_sha=order.sha)


def _move(engine: sa.Engine, root: Path, topic: rows.Topic, *, base: str, now: datetime) -> None:
    """Move the branch to what is noted. Somebody else moved it meanwhile? Then the next step sees that."""
    try:
        branches.move(root, topic.base, new=topic.merged_sha, old=base)
    except errors.MergeRefused as refused:
        if refused.why != "moved":
            raise
        return
    _say_merged(engine, root, topic, now=now)


def _say_merged(engine: sa.Engine, root: Path, topic: rows.Topic, *, now: datetime) -> None:
    with database.begin(engine) as connection:
        rows.merged(connection, str(root), topic.number, head=topic.head_sha, sha=topic.merged_sha, now=now)
