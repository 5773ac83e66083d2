"""The forge on this machine: issues and pull requests in the store, branches in the repository's own git.

Everybody who can write to the store may do everything.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from jigsmith.base import clock, errors
from jigsmith.engines.forge import branches, git, local_merge
from jigsmith.engines.forge.records import Check, CheckState, Comment, Forge, Issue, Label, Method, Pull, PullState
from jigsmith.store.factory import database
from jigsmith.store.factory import local_forge as rows

TRIES = 20  # of a merge while the branch moves under it


Change = Callable[[Sequence[tuple[str, str, datetime]]], Sequence[tuple[str, str, datetime]]]


class Local:
    """The forge of one repository; see records.Forge for what each method promises."""

    def __init__(self, engine: sa.Engine, repository: Path, *, me: str, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._root = repository.resolve()
        self._name = str(self._root)
        self._me = me
        self._now = now

    @property
    def me(self) -> str:
        """The login in whose name it writes."""
        return self._me

    def close(self) -> None:
        """Nothing is held open: the store belongs to who gave it."""

    def issues(self, *, label: str, since: datetime | None = None) -> list[Issue]:
        """The open issues that carry a label, by number."""
        with database.reading(self._engine) as connection:
            found = rows.topics(connection, self._name, kind="issue", state="open", since=since)
        return [_issue(topic) for topic in found if any(name == label for name, _, _ in topic.labels)]

    def issue(self, number: int) -> Issue:
        """One issue. Raises ForgeRefused when there is none."""
        return _issue(self._topic(number, "issue"))

    def open_issue(self, *, title: str, body: str, labels: Sequence[str] = (), key: str) -> Issue:
        """Open an issue. The same key again gives the first one."""
        new = rows.New(kind="issue", title=title, body=body, author=self._me, key=key, labels=labels)
        with database.begin(self._engine) as connection:
            return _issue(_of_kind(rows.add(connection, self._name, new, now=self._now()), "issue"))

    def close_issue(self, number: int, *, comment: str = "") -> None:
        """Close an issue, and say why."""
        self._topic(number, "issue")
        if comment:
            self.comment(number, comment, key="closed")
        with database.begin(self._engine) as connection:
            rows.move(connection, self._name, number, was="open", state="closed", now=self._now())

    def label(self, number: int, name: str) -> None:
        """Put a label on an issue or a pull request."""
        self._relabel(number, lambda labels: [*labels, (name, self._me, self._now())], unless=name)

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off, if it is there."""
        self._relabel(number, lambda labels: [label for label in labels if label[0] != name])

    def comment(self, number: int, body: str, *, key: str) -> Comment:
        """Write a comment, or edit the one of that key in place."""
        self._topic(number)
        with database.begin(self._engine) as connection:
            note = rows.say(connection, self._name, number, body=body, author=self._me, key=key, now=self._now())
        return _comment(note)

    def comments(self, number: int, *, since: datetime | None = None) -> list[Comment]:
        """The comments in the order they were written."""
        self._topic(number)
        with database.reading(self._engine) as connection:
            return [_comment(note) for note in rows.notes_of(connection, self._name, number, since=since)]

    def open_pull(self, *, head: str, base: str, title: str, body: str, key: str) -> Pull:
        """Propose the branch `head` for `base`. The same key again gives the first one."""
        with database.reading(self._engine) as connection:
            there = rows.by_key(connection, self._name, key)
        if there is None:
            new = rows.New(kind="pull", title=title, body=body, author=self._me, key=key, head=head, base=base,
                           head_sha=self._proposed(head, base))  # fmt: skip
            with database.begin(self._engine) as connection:
                there = rows.add(connection, self._name, new, now=self._now())
        return self._pull(_of_kind(there, "pull"))

    def pull(self, number: int) -> Pull:
        """One pull request. Raises ForgeRefused when there is none."""
        topic = self._topic(number, "pull")
        head, base = (git.head_of(self._root, branch) for branch in (topic.head, topic.base))
        fits = branches.mergeable(self._root, base, head) if topic.state == "open" and head and base else None
        return self._pull(topic, mergeable=fits)

    def pulls(self, *, state: PullState | Literal["all"] = "open") -> list[Pull]:
        """The pull requests in that state, the newest first."""
        with database.reading(self._engine) as connection:
            found = rows.topics(connection, self._name, kind="pull", state=None if state == "all" else state)
        return [self._pull(topic) for topic in reversed(found)]

    def edit_pull(self, number: int, *, title: str | None = None, body: str | None = None) -> Pull:
        """Change what is given; None stays."""
        given = {name: value for name, value in (("title", title), ("body", body)) if value is not None}
        self._topic(number, "pull")
        with database.begin(self._engine) as connection:
            rows.edit(connection, self._name, number, now=self._now(), **given)
        return self.pull(number)

    def close_pull(self, number: int) -> None:
        """Close it without merging."""
        topic = self._topic(number, "pull")
        head = git.head_of(self._root, topic.head) or topic.head_sha
        with database.begin(self._engine) as connection:
            if rows.move(connection, self._name, number, was="open", state="closed", now=self._now()):
                rows.edit(connection, self._name, number, now=self._now(), head_sha=head)

    def merge_pull(self, number: int, *, sha: str, method: Method = "merge", message: str = "") -> Pull:
        """Merge it, if its head is `sha`. Raises MergeRefused with `why`."""
        if method == "rebase":
            raise errors.ForgeRefused("the forge on this machine does not rebase", do="Use `merge` or `squash`.")
        order = local_merge.Order(sha=sha, squash=method == "squash", message=message)
        for _ in range(TRIES):
            topic = self._topic(number, "pull")
            if local_merge.is_done(topic, order):
                return self._pull(topic)
            local_merge.go_on(self._engine, self._root, topic, order=order, now=self._now())
        raise errors.ForgeFailed(f"the base moved {TRIES} times while the pull request {number} was merged into it")

    def set_check(self, sha: str, name: str, state: CheckState, *, summary: str, url: str = "") -> None:
        """Say on a commit what became of something."""
        said = {"state": state, "summary": summary, "url": url}
        with database.begin(self._engine) as connection:
            rows.set_check(connection, self._name, sha, name, now=self._now(), **said)

    def checks(self, sha: str) -> list[Check]:
        """What was said about a commit, by name."""
        with database.reading(self._engine) as connection:
            return [Check(**said) for said in rows.checks_of(connection, self._name, sha)]

    def push(self, source: Path, *, sha: str, branch: str, was: str | None = None) -> None:
        """Make a branch be the commit `sha` of the local repository `source`."""
        branches.take(self._root, source, sha)
        there = git.head_of(self._root, branches.named(branch))
        if there == sha:
            return
        if there != was if was is not None else there and not git.leads_to(self._root, there, sha):
            raise errors.MergeRefused(f"the branch {branch} is {there[:12] or 'not there'}", why="moved")
        branches.move(self._root, branch, new=sha, old=there)

    def fetch(self, into: Path, branch: str) -> str:
        """The commit that a branch is at, which `into` has afterwards; empty: there is none."""
        there = git.head_of(self._root, branches.named(branch))
        if there and not git.commit_of(into, there):
            git.run(into, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", str(self._root), there)
        return there

    def delete_branch(self, branch: str, *, sha: str) -> None:
        """Delete a branch if it is `sha`; none is fine."""
        branches.delete(self._root, branch, sha=sha)

    def may_label(self, login: str) -> bool:
        """Everybody who can write here may."""
        return True

    def _topic(self, number: int, kind: str = "") -> rows.Topic:
        with database.reading(self._engine) as connection:
            found = rows.topic(connection, self._name, number)
        if found is None or (kind and found.kind != kind):
            raise errors.ForgeRefused(
                f"there is no {_WORDS.get(kind, 'issue')} {number}",
                where=self._name,
                do="Look at those that are there.",
            )
        return found

    def _relabel(self, number: int, change: Change, *, unless: str = "") -> None:
        for _ in range(TRIES):
            topic = self._topic(number)
            wanted = change(topic.labels)
            if len(wanted) == len(topic.labels) or any(unless == name for name, _, _ in topic.labels):
                return
            with database.begin(self._engine) as connection:
                if rows.relabel(connection, topic, wanted, where=self._name, now=self._now()):
                    return
        raise errors.ForgeFailed(f"others change the labels of {number} all the time")

    def _proposed(self, head: str, base: str) -> str:
        """Return the newest commit of a branch that may be proposed."""
        tips = {branch: git.head_of(self._root, branches.named(branch)) for branch in (head, base)}
        for branch, tip in tips.items():
            if not tip:
                raise errors.ForgeRefused(f"there is no branch {branch}", where=self._name, do="Push it first.")
        if git.leads_to(self._root, tips[head], tips[base]):
            raise errors.ForgeRefused(f"{head} has nothing that {base} lacks", where=self._name, do="Commit first.")
        return tips[head]

    def _pull(self, topic: rows.Topic, *, mergeable: bool | None = None) -> Pull:
        return Pull(
            number=topic.number, title=topic.title, body=topic.body, author=topic.author, state=_PULL[topic.state],
            head=topic.head, base=topic.base, updated=topic.updated, key=topic.key, mergeable=mergeable,
            head_sha=(git.head_of(self._root, topic.head) if topic.state == "open" else "") or topic.head_sha,
            merged_sha=topic.merged_sha if topic.state == "merged" else "",
        )  # fmt: skip


_PULL: dict[str, PullState] = {"open": "open", "closed": "closed", "merged": "merged"}
_WORDS = {"pull": "pull request"}


def local(
    engine: sa.Engine, repository: Path, *, me: str = "jigsmith", now: Callable[[], datetime] = clock.now
) -> Forge:
    """Return the forge of a repository on this machine; `me` is in whose name it writes."""
    return Local(engine, repository, me=me, now=now)


def _of_kind(topic: rows.Topic, kind: str) -> rows.Topic:
    if topic.kind != kind:
        raise errors.ForgeRefused(f"the key {topic.key} belongs to another kind of thing", do="Give another key.")
    return topic


def _issue(topic: rows.Topic) -> Issue:
    labels = tuple(Label(name=name, by=by, at=at) for name, by, at in topic.labels)
    return Issue(
        number=topic.number, title=topic.title, body=topic.body, author=topic.author, labels=labels, key=topic.key,
        state="open" if topic.state == "open" else "closed", created=topic.created, updated=topic.updated,
    )  # fmt: skip


def _comment(note: rows.Note) -> Comment:
    return Comment(
        id=str(note.id), author=note.author, body=note.body, created=note.created, updated=note.updated, key=note.key
    )
