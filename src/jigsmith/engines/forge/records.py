"""What all forges speak of, and the port that each of them has.

Each call that changes something may be repeated, also after a crash at any moment: it has its effect once. Where
something new would be made, `key` says what it is: who gives the same key for the same thing again gets what is there.
On a forge that others write to, a key counts only in what was written in our own name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

CheckState = Literal["pending", "success", "failure", "error"]
Method = Literal["merge", "squash", "rebase"]
PullState = Literal["open", "closed", "merged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label that an issue carries."""

    name: str
    by: str | None = None  # login of who put it there last; None: not asked for, or the forge does not know
    at: datetime | None = None  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue."""

    number: int
    title: str
    body: str  # without the hidden marker
    author: str  # login
    state: Literal["open", "closed"]
    labels: tuple[Label, ...] = ()
    url: str = ""  # where a person reads it; empty: nowhere
    created: datetime
    updated: datetime
    edited: datetime | None = None  # when title or body was last changed, of one with labels; None: never
    key: str = ""  # of what was opened in our name; empty: somebody else's


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request. It shares its numbers with the issues."""

    number: int
    title: str
    body: str  # without the hidden marker
    author: str
    state: PullState
    head: str  # branch that is to go in
    base: str  # branch it goes into
    head_sha: str  # the newest commit of `head`; when it is merged or closed, the last one it had
    merged_sha: str = ""  # the commit of `base` by which it was merged; empty: it is not
    mergeable: bool | None = None  # without conflict; None: not known (yet), or not open
    url: str = ""
    updated: datetime
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on an issue or a pull request."""

    id: str
    author: str
    body: str  # without the hidden marker
    created: datetime
    updated: datetime
    key: str = ""  # of what was written in our name; empty: somebody else's


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was said about a commit under a name."""

    name: str
    state: CheckState
    summary: str
    url: str = ""


class Forge(Protocol):
    """A forge, for one repository. All may raise ForgeFailed (a retry helps; `until` says when) and ForgeRefused."""

    @property
    def me(self) -> str:
        """The login in whose name it writes."""
        ...

    def close(self) -> None:
        """Let go of its connections."""
        ...

    def issues(self, *, label: str, since: datetime | None = None) -> list[Issue]:
        """The open issues that carry a label, by number, with who put that label there.

        `since`: those alone that changed since then.
        """
        ...

    def issue(self, number: int) -> Issue:
        """One issue, its labels with who put them there. Raises ForgeRefused when there is none."""
        ...

    def open_issue(self, *, title: str, body: str, labels: Sequence[str] = (), key: str) -> Issue:
        """Open an issue. The same key again gives the first one, also when it was closed since."""
        ...

    def close_issue(self, number: int, *, comment: str = "") -> None:
        """Close an issue, and say why."""
        ...

    def label(self, number: int, name: str) -> None:
        """Put a label on an issue or a pull request."""
        ...

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off, if it is there."""
        ...

    def comment(self, number: int, body: str, *, key: str) -> Comment:
        """Write a comment, or edit the one of that key in place."""
        ...

    def comments(self, number: int, *, since: datetime | None = None) -> list[Comment]:
        """The comments in the order they were written; `since`: those alone that were written or edited since then."""
        ...

    def open_pull(self, *, head: str, base: str, title: str, body: str, key: str) -> Pull:
        """Propose the branch `head` for `base`. The same key again gives the first one, whatever its state."""
        ...

    def pull(self, number: int) -> Pull:
        """One pull request. Raises ForgeRefused when there is none."""
        ...

    def pulls(self, *, state: PullState | Literal["all"] = "open") -> list[Pull]:
        """The pull requests in that state, the newest first; whether they are mergeable is not asked for."""
        ...

    def edit_pull(self, number: int, *, title: str | None = None, body: str | None = None) -> Pull:
        """Change what is given; None stays."""
        ...

    def close_pull(self, number: int) -> None:
        """Close it without merging. One that is closed or merged stays as it is."""
        ...

    def merge_pull(self, number: int, *, sha: str, method: Method = "merge", message: str = "") -> Pull:
        """Merge it, if its head is `sha`. Raises MergeRefused with `why`. One that was merged from there is fine."""
        ...

    def set_check(self, sha: str, name: str, state: CheckState, *, summary: str, url: str = "") -> None:
        """Say on a commit what became of something; the newest under a name counts."""
        ...

    def checks(self, sha: str) -> list[Check]:
        """What was said about a commit, by name."""
        ...

    def push(self, source: Path, *, sha: str, branch: str, was: str | None = None) -> None:
        """Make `branch` of the forge's repository be the commit `sha` of the local repository `source`.

        `was`: only if it is there now ("": only if there is no such branch). None: only forwards. It is fine when it is
        `sha` already. Raises MergeRefused ("moved").
        """
        ...

    def fetch(self, into: Path, branch: str) -> str:
        """The commit that a branch of the forge's repository is at, which the local repository `into` has afterwards.

        Empty: there is no such branch.
        """
        ...

    def delete_branch(self, branch: str, *, sha: str) -> None:
        """Delete a branch if it is `sha`; none is fine."""
        ...

    def may_label(self, login: str) -> bool:
        """Whether somebody may command the factory by a label: who may write to the repository."""
        ...
