"""What GitHub knows of one repository, and what it does with it. Branches are in a real, bare repository of git."""

import subprocess
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WHO = ("-c", "user.name=GitHub", "-c", "user.email=noreply@github.com")


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, /, **details: str) -> None:
        super().__init__(message)
        self.status, self.message, self.details = status, message, details


@dataclass(kw_only=True)
class Repository:
    """One repository with its issues, pull requests, comments, statuses and check runs."""

    name: str
    path: Path
    permissions: dict[str, str]
    topics: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    events: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    ids: int = 1000
    computing: int = 0
    """How often it is asked whether something can be merged before that is known."""
    rules: str = ""
    """Why nothing may be merged now; empty: it may."""

    def new_id(self) -> int:
        """An id that nothing has."""
        self.ids += 1
        return self.ids

    def git(self, *words: str) -> tuple[int, str]:
        """Run git; gives its exit code and what it printed."""
        done = subprocess.run(["git", "-C", str(self.path), *WHO, *words], check=False, capture_output=True, text=True)
        return done.returncode, done.stdout.strip()

    def tip(self, branch: str) -> str:
        """The newest commit of a branch; "": there is none."""
        return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")[1]

    def may_write(self, login: str) -> None:
        """Refuse those who may only read."""
        if self.permissions.get(login) not in ("admin", "write"):
            raise Refused(403, "Resource not accessible by personal access token")

    def topic(self, number: int, *, pull: bool | None = None) -> dict[str, Any]:
        """An issue or a pull request, as it is now."""
        found = self.topics.get(number)
        if found is None or (pull is not None and found["pull"] is not pull):
            raise Refused(404, "Not Found")
        return self.refresh(found) if found["pull"] else found

    def refresh(self, data: dict[str, Any]) -> dict[str, Any]:
        """A pull request follows its branches as long as it is open."""
        if data["state"] == "open":
            data["head_sha"] = self.tip(data["head"]) or data["head_sha"]
            data["base_sha"] = self.tip(data["base"])
            code = self.git("merge-tree", "--write-tree", data["base_sha"], data["head_sha"])[0]
            data["mergeable"] = code == 0 if self.computing <= 0 else None
            self.computing -= 1
        else:
            data["mergeable"] = None
        return data

    def open(self, login: str, body: dict[str, Any], *, pull: bool) -> dict[str, Any]:
        """Open an issue or a pull request."""
        if not body.get("title"):
            raise Refused(422, "Validation Failed", resource="Issue", field="title", code="missing_field")
        number, now = max(self.topics, default=0) + 1, stamp()
        data = {
            "number": number, "pull": pull, "title": body["title"], "body": body.get("body") or "", "user": login,
            "state": "open", "labels": [], "created_at": now, "updated_at": now, "merged_sha": "",
        }  # fmt: skip
        if pull:
            self.may_write(login)
            data |= self.proposal(body)
        self.topics[number] = data
        for name in body.get("labels", []) if not pull else []:
            self.label(number, name, login)
        return self.topic(number)

    def proposal(self, body: dict[str, Any]) -> dict[str, Any]:
        """What a pull request says of its branches."""
        head, base = body["head"], body["base"]
        for end, branch in (("head", head), ("base", base)):
            if not self.tip(branch):
                raise Refused(422, "Validation Failed", resource="PullRequest", field=end, code="invalid")
        owner = self.name.partition("/")[0]
        for each in self.topics.values():
            if each["pull"] and each["state"] == "open" and (each["head"], each["base"]) == (head, base):
                message = f"A pull request already exists for {owner}:{head}."
                raise Refused(422, "Validation Failed", resource="PullRequest", code="custom", message=message)
        if self.git("merge-base", "--is-ancestor", f"refs/heads/{head}", f"refs/heads/{base}")[0] == 0:
            message = f"No commits between {base} and {head}"
            raise Refused(422, "Validation Failed", resource="PullRequest", code="custom", message=message)
        return {"head": head, "base": base, "head_sha": self.tip(head), "base_sha": self.tip(base), "mergeable": None}

    def label(self, number: int, name: str, login: str) -> None:
        """Put a label on; once is enough."""
        data = self.topic(number)
        if self.permissions.get(login) in ("admin", "write") and name not in data["labels"]:
            data["labels"].append(name)
            self.happened(number, "labeled", name, login)

    def unlabel(self, number: int, name: str, login: str) -> None:
        """Take a label off."""
        self.may_write(login)
        data = self.topic(number)
        if name not in data["labels"]:
            raise Refused(404, "Label does not exist")
        data["labels"].remove(name)
        self.happened(number, "unlabeled", name, login)

    def happened(self, number: int, event: str, name: str, login: str) -> None:
        """Write an event down."""
        now = stamp()
        self.topics[number]["updated_at"] = now
        event_of = {"id": self.new_id(), "event": event, "label": name, "actor": login, "created_at": now}
        self.events.setdefault(number, []).append(event_of)

    def say(self, number: int, text: str, login: str) -> dict[str, Any]:
        """Write a comment."""
        now = stamp()
        if len(text) > 65_536:
            raise Refused(422, "Validation Failed", resource="IssueComment", code="custom", message="body is too long")
        self.topic(number)["updated_at"] = now
        said = {
            "id": self.new_id(),
            "number": number,
            "body": text,
            "user": login,
            "created_at": now,
            "updated_at": now,
        }
        self.comments.append(said)
        return said

    def merge(self, number: int, body: dict[str, Any], login: str) -> dict[str, Any]:
        """Merge a pull request."""
        self.may_write(login)
        data = self.topic(number, pull=True)
        if data["state"] != "open" or self.rules:
            raise Refused(405, self.rules or "Pull Request is not mergeable")
        if body.get("sha") and body["sha"] != data["head_sha"]:
            raise Refused(409, "Head branch was modified. Review and try the merge again.")
        code, tree = self.git("merge-tree", "--write-tree", data["base_sha"], data["head_sha"])
        if code:
            raise Refused(405, "Pull Request is not mergeable")
        parents = ["-p", data["base_sha"], *(["-p", data["head_sha"]] if body.get("merge_method") != "squash" else [])]
        title = body.get("commit_title") or f"Merge pull request #{number}"
        commit = self.git("commit-tree", tree.splitlines()[0], *parents, "-m", title)[1]
        if self.git("update-ref", f"refs/heads/{data['base']}", commit, data["base_sha"])[0]:
            raise Refused(405, "Base branch was modified. Review and try the merge again.")
        data |= {"state": "closed", "merged_sha": commit, "updated_at": stamp()}
        return {"sha": commit, "merged": True, "message": "Pull Request successfully merged"}


def stamp() -> str:
    """The present time as GitHub writes it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
