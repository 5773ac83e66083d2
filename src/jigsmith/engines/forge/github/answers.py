"""What GitHub's answers say, as our records. Of each answer only what is needed is read; all else may change."""

import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from jigsmith.base import errors
from jigsmith.engines.forge import markers
from jigsmith.engines.forge.records import Check, CheckState, Comment, Issue, Label, Pull, PullState

RUNS: dict[str | None, CheckState] = {"success": "success", "neutral": "success", "skipped": "success", None: "pending"}
"""What the conclusion of a check run comes to; every other one is a failure."""


P = ParamSpec("P")
T = TypeVar("T")


def reads(read: Callable[P, T]) -> Callable[P, T]:
    """Say in words that an answer lacks what it must have."""

    @functools.wraps(read)
    def reading(*given: P.args, **named: P.kwargs) -> T:
        try:
            return read(*given, **named)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"GitHub's answer cannot be read: {type(error).__name__}: {error}"
            raise errors.ForgeFailed(what, do="Is `[forge] url` that of a GitHub?") from error

    return reading


def moment(text: str) -> datetime:
    """Return a time as GitHub writes it, aware, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def login(user: Mapping[str, Any] | None) -> str:
    """Return somebody's login; GitHub shows `ghost` for those who are gone."""
    return str((user or {}).get("login") or "ghost")


def ours(data: Mapping[str, Any], me: str) -> tuple[str, str]:
    """Return a text without its marker, and the key if it is in our own name: others may copy a marker."""
    text, key = markers.take(data.get("body"))
    return text, key if login(data.get("user")).casefold() == me.casefold() else ""


@reads
def issue(
    data: Mapping[str, Any], *, me: str, events: Iterable[Mapping[str, Any]] = (), edited: datetime | None = None
) -> Issue:
    """Read an issue. `events`: of it, from which who labelled it is read."""
    body, key = ours(data, me)
    names = [each if isinstance(each, str) else str(each.get("name", "")) for each in data.get("labels") or []]
    labelled = who_labelled(events)
    return Issue(
        number=int(data["number"]), title=str(data["title"]), body=body, author=login(data.get("user")), key=key,
        state="closed" if data.get("state") == "closed" else "open", url=str(data.get("html_url") or ""),
        labels=tuple(labelled.get(name, Label(name=name)) for name in names),
        created=moment(data["created_at"]), updated=moment(data["updated_at"]), edited=edited,
    )  # fmt: skip


def who_labelled(events: Iterable[Mapping[str, Any]]) -> dict[str, Label]:
    """Return the labels that were put on last, by name, from the events of an issue in their order."""
    found: dict[str, Label] = {}
    for event in events:
        name = str((event.get("label") or {}).get("name") or "")
        if event.get("event") == "labeled" and event.get("actor"):
            found[name] = Label(name=name, by=login(event["actor"]), at=moment(event["created_at"]))
        elif event.get("event") in ("labeled", "unlabeled"):
            found.pop(name, None)
    return found


@reads
def comment(data: Mapping[str, Any], *, me: str) -> Comment:
    """Read a comment."""
    body, key = ours(data, me)
    return Comment(
        id=str(data["id"]), author=login(data.get("user")), body=body, key=key,
        created=moment(data["created_at"]), updated=moment(data["updated_at"]),
    )  # fmt: skip


@reads
def pull(data: Mapping[str, Any], *, me: str) -> Pull:
    """Read a pull request; the branch of another repository is written `owner:branch`."""
    body, key = ours(data, me)
    head, base = data["head"], data["base"]
    same = ((head.get("repo") or {}).get("full_name")) == ((base.get("repo") or {}).get("full_name"))
    is_merged = bool(data.get("merged_at") or data.get("merged"))
    state: PullState = "merged" if is_merged else "open" if data["state"] == "open" else "closed"
    return Pull(
        number=int(data["number"]), title=str(data["title"]), body=body, author=login(data.get("user")), state=state,
        head=str(head["ref"] if same else head.get("label") or head["ref"]), base=str(base["ref"]), key=key,
        head_sha=str(head["sha"]), merged_sha=str(data.get("merge_commit_sha") or "") if is_merged else "",
        mergeable=data.get("mergeable") if state == "open" else None, url=str(data.get("html_url") or ""),
        updated=moment(data["updated_at"]),
    )  # fmt: skip


@reads
def status(data: Mapping[str, Any]) -> Check:
    """Read a commit status."""
    state = data.get("state")
    return Check(
        name=str(data["context"]), summary=str(data.get("description") or ""), url=str(data.get("target_url") or ""),
        state=state if state in ("pending", "success", "failure") else "error",
    )  # fmt: skip


@reads
def run(data: Mapping[str, Any]) -> Check:
    """Read a check run."""
    conclusion = data.get("conclusion") if data.get("status") == "completed" else None
    output = data.get("output") or {}
    return Check(
        name=str(data["name"]), state=RUNS.get(conclusion, "failure"), url=str(data.get("details_url") or ""),
        summary=str(output.get("summary") or output.get("title") or ""),
    )  # fmt: skip
