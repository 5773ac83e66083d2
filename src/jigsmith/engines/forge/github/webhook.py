"""What GitHub tells by a webhook. Believed only with the right signature over the very bytes, and once.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries

The signature covers the body alone, not the delivery's id in the headers: who replays a body can give it a new id. So a
delivery is known by the digest of its body (`key`); `store.factory.deliveries` remembers it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.forge.github import answers
from jigsmith.engines.forge.records import Comment, Issue, Label, Pull

LARGEST = 25 * 1024 * 1024  # bytes; GitHub sends no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Somebody put a label on an issue. The issue's text is as it was then."""

    issue: Issue
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlabelled:
    """Somebody took a label off an issue."""

    issue: Issue
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChanged:
    """Something else happened to an issue: opened, edited, closed, reopened, deleted, ..."""

    issue: Issue
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Somebody wrote a comment on an issue or a pull request, edited or deleted one."""

    number: int
    comment: Comment
    action: str  # created, edited, deleted
    by: str  # login of who did it: others may edit a comment
    is_pull: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PullChanged:
    """Something happened to a pull request: opened, synchronize, closed, ..."""

    pull: Pull
    action: str


Happening = Labelled | Unlabelled | IssueChanged | Commented | PullChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One delivery."""

    id: str  # as GitHub counts them; for logs alone
    key: str  # of this very body: what is remembered
    event: str
    repository: str  # owner/name
    happening: Happening | None  # None: nothing that concerns us


def signature(secret: str, raw: bytes) -> str:
    """Return what GitHub writes into `X-Hub-Signature-256`."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def read(raw: bytes, headers: Mapping[str, str], *, secret: str, me: str = "") -> Delivery:
    """Return what a delivery says. Raises ForgeRefused: it is not from GitHub, or cannot be read.

    `raw`: the body as it came, not decoded and encoded again. `me`: in whose name we write.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if not secret or len(raw) > LARGEST:
        raise _refused("it is too large" if secret else "no secret is set for it")
    shown = given.get("x-hub-signature-256", "")
    if not hmac.compare_digest(signature(secret, raw).encode(), shown.encode()):
        raise _refused("its signature is wrong" if shown else "it is not signed")
    if not given.get("content-type", "application/json").startswith("application/json"):
        raise _refused("it is not sent as application/json", do="Choose that as the content type of the webhook.")
    try:
        data = json.loads(raw)
        event = given.get("x-github-event", "")
        repository = str((data.get("repository") or {}).get("full_name") or "")
        happening = _READERS[event](data, me) if event in _READERS else None
    except (ValueError, KeyError, TypeError, AttributeError, errors.ForgeFailed) as error:
        raise _refused(f"it cannot be read: {type(error).__name__}: {error}") from error
    key = hashlib.sha256(raw).hexdigest()
    return Delivery(
        id=given.get("x-github-delivery", ""), key=key, event=event, repository=repository, happening=happening
    )


def _issues(data: Mapping[str, Any], me: str) -> Happening:
    issue, action = answers.issue(data["issue"], me=me), str(data["action"])
    if action not in ("labeled", "unlabeled") or not data.get("label"):
        return IssueChanged(issue=issue, action=action)
    label = Label(name=str(data["label"]["name"]), by=answers.login(data.get("sender")), at=issue.updated)
    return Labelled(issue=issue, label=label) if action == "labeled" else Unlabelled(issue=issue, label=label)


def _comment(data: Mapping[str, Any], me: str) -> Happening:
    return Commented(
        number=int(data["issue"]["number"]), comment=answers.comment(data["comment"], me=me),
        action=str(data["action"]), by=answers.login(data.get("sender")), is_pull="pull_request" in data["issue"],
    )  # fmt: skip


def _pull(data: Mapping[str, Any], me: str) -> Happening:
    return PullChanged(pull=answers.pull(data["pull_request"], me=me), action=str(data["action"]))


_READERS = {"issues": _issues, "issue_comment": _comment, "pull_request": _pull}


def _refused(what: str, *, do: str = "Check the secret of the webhook on both sides.") -> errors.ForgeRefused:
    return errors.ForgeRefused(f"a delivery of the webhook is refused: {what}", do=do)
