"""The calls that the double of GitHub answers: method, path, and what comes back."""

import re
from collections.abc import Callable
from typing import Any

from tests.github import shapes
from tests.github.repository import Refused, Repository, stamp

Call = Callable[..., tuple[int, Any]]
ROUTES: list[tuple[str, re.Pattern[str], Call]] = []


def route(method: str, path: str) -> Callable[[Call], Call]:
    """Answer a call; `{name}` in the path is given by name (`{name*}` may hold slashes)."""
    pattern = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", path)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)

    def add(call: Call) -> Call:
        ROUTES.append((method, re.compile(pattern), call))
        return call

    return add


class Asked:
    """A call: of whom, with which query and body."""

    def __init__(self, base: str, repo: Repository, *, login: str, query: dict[str, str], body: Any) -> None:
        self.base, self.repo, self.login, self.query, self.body = base, repo, login, query, body or {}

    def topic(self, data: dict[str, Any]) -> dict[str, Any]:
        """An issue as JSON."""
        return shapes.issue(self.base, self.repo.name, data)

    def pull(self, data: dict[str, Any], *, whole: bool = True) -> dict[str, Any]:
        """A pull request as JSON."""
        return shapes.pull(self.base, self.repo.name, data, whole=whole)

    def comment(self, data: dict[str, Any]) -> dict[str, Any]:
        """A comment as JSON."""
        return shapes.comment(self.base, self.repo.name, data)


REPO = "/repos/{owner}/{name}"


@route("GET", "/user")
def who(asked: Asked) -> tuple[int, Any]:
    more = {"name": None, "company": None, "blog": None, "location": None, "email": None, "hireable": None, "bio": None}
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    times = {"created_at": shapes.AT, "updated_at": shapes.AT}
    return 200, {**shapes.user(asked.base, asked.login), **more, **counts, **times, "user_view_type": "public"}


@route("GET", REPO + "/issues")
def list_issues(asked: Asked) -> tuple[int, Any]:
    query = {"state": "open", "direction": "desc", **asked.query}
    found = [asked.repo.topic(number) for number in sorted(asked.repo.topics)]
    wanted = [name.casefold() for name in query.get("labels", "").split(",") if name]
    listed = [
        asked.topic(data)
        for data in found
        if query["state"] in ("all", data["state"])
        and set(wanted) <= {name.casefold() for name in data["labels"]}
        and data["updated_at"] >= query.get("since", "")
        and query.get("creator", data["user"]) == data["user"]
    ]
    return 200, listed if query["direction"] == "asc" else listed[::-1]


@route("POST", REPO + "/issues")
def new_issue(asked: Asked) -> tuple[int, Any]:
    return 201, asked.topic(asked.repo.open(asked.login, asked.body, pull=False))


@route("GET", REPO + "/issues/{number}")
def get_issue(asked: Asked, number: str) -> tuple[int, Any]:
    return 200, asked.topic(asked.repo.topic(int(number)))


@route("PATCH", REPO + "/issues/{number}")
def change_issue(asked: Asked, number: str) -> tuple[int, Any]:
    asked.repo.may_write(asked.login)
    data = asked.repo.topic(int(number))
    if "body" in asked.body:
        data["edited_at"] = stamp()
    data |= {name: asked.body[name] for name in ("title", "body", "state") if name in asked.body}
    data["updated_at"] = stamp()
    return 200, asked.topic(data)


@route("GET", REPO + "/issues/{number}/events")
def list_events(asked: Asked, number: str) -> tuple[int, Any]:
    asked.repo.topic(int(number))
    return 200, [shapes.event(asked.base, each) for each in asked.repo.events.get(int(number), [])]


@route("POST", REPO + "/issues/{number}/labels")
def add_labels(asked: Asked, number: str) -> tuple[int, Any]:
    asked.repo.may_write(asked.login)
    for name in asked.body["labels"]:
        asked.repo.label(int(number), name, asked.login)
    return 200, [shapes.label(asked.base, name) for name in asked.repo.topic(int(number))["labels"]]


@route("DELETE", REPO + "/issues/{number}/labels/{label}")
def remove_label(asked: Asked, number: str, label: str) -> tuple[int, Any]:
    asked.repo.unlabel(int(number), label, asked.login)
    return 200, [shapes.label(asked.base, name) for name in asked.repo.topic(int(number))["labels"]]


@route("GET", REPO + "/issues/{number}/comments")
def list_comments(asked: Asked, number: str) -> tuple[int, Any]:
    asked.repo.topic(int(number))
    since = asked.query.get("since", "")
    said = [each for each in asked.repo.comments if each["number"] == int(number) and each["updated_at"] >= since]
    return 200, [asked.comment(each) for each in said]


@route("POST", REPO + "/issues/{number}/comments")
def new_comment(asked: Asked, number: str) -> tuple[int, Any]:
    return 201, asked.comment(asked.repo.say(int(number), asked.body["body"], asked.login))


@route("PATCH", REPO + "/issues/comments/{id}")
def edit_comment(asked: Asked, id: str) -> tuple[int, Any]:  # noqa: A002 - GitHub's word
    said = next((each for each in asked.repo.comments if each["id"] == int(id)), None)
    if said is None:
        raise Refused(404, "Not Found")
    if said["user"] != asked.login:
        asked.repo.may_write(asked.login)
    said |= {"body": asked.body["body"], "updated_at": stamp()}
    return 200, asked.comment(said)


@route("GET", REPO + "/pulls")
def list_pulls(asked: Asked) -> tuple[int, Any]:
    query = {"state": "open", "direction": "desc", **asked.query}
    owner = asked.repo.name.partition("/")[0]
    listed = [
        asked.pull(asked.repo.topic(number), whole=False)
        for number, data in sorted(asked.repo.topics.items())
        if data["pull"]
        and query["state"] in ("all", data["state"])
        and query.get("head", f"{owner}:{data['head']}") == f"{owner}:{data['head']}"
    ]
    return 200, listed if query["direction"] == "asc" else listed[::-1]


@route("POST", REPO + "/pulls")
def new_pull(asked: Asked) -> tuple[int, Any]:
    return 201, asked.pull(asked.repo.open(asked.login, asked.body, pull=True))


@route("GET", REPO + "/pulls/{number}")
def get_pull(asked: Asked, number: str) -> tuple[int, Any]:
    return 200, asked.pull(asked.repo.topic(int(number), pull=True))


@route("PATCH", REPO + "/pulls/{number}")
def change_pull(asked: Asked, number: str) -> tuple[int, Any]:
    asked.repo.may_write(asked.login)
    data = asked.repo.topic(int(number), pull=True)
    data |= {name: asked.body[name] for name in ("title", "body", "state") if name in asked.body}
    data["updated_at"] = stamp()
    return 200, asked.pull(data)


@route("PUT", REPO + "/pulls/{number}/merge")
def merge_pull(asked: Asked, number: str) -> tuple[int, Any]:
    return 200, asked.repo.merge(int(number), asked.body, asked.login)


@route("POST", REPO + "/statuses/{sha}")
def new_status(asked: Asked, sha: str) -> tuple[int, Any]:
    asked.repo.may_write(asked.login)
    body = asked.body
    if body.get("state") not in ("error", "failure", "pending", "success"):
        raise Refused(422, "Validation Failed", resource="Status", field="state", code="custom")
    if len(body.get("description") or "") > 140:
        raise Refused(422, "Validation Failed", resource="Status", field="description", code="too long")
    data = {
        "id": asked.repo.new_id(), "sha": sha, "state": body["state"], "context": body.get("context", "default"),
        "description": body.get("description"), "target_url": body.get("target_url"), "user": asked.login,
        "at": stamp(),
    }  # fmt: skip
    asked.repo.statuses.append(data)
    return 201, shapes.status(asked.base, data)


@route("GET", REPO + "/commits/{sha}/status")
def combined_status(asked: Asked, sha: str) -> tuple[int, Any]:
    newest = {each["context"]: each for each in asked.repo.statuses if each["sha"] == sha}
    return 200, shapes.combined(asked.base, asked.repo.name, sha, list(newest.values()))


@route("GET", REPO + "/commits/{sha}/check-runs")
def list_runs(asked: Asked, sha: str) -> tuple[int, Any]:
    name = asked.query.get("check_name")
    found = [each for each in asked.repo.runs if each["head_sha"] == sha and name in (None, each["name"])]
    shown = [shapes.run(asked.base, asked.repo.name, each) for each in found]
    return 200, {"total_count": len(shown), "check_runs": shown}


@route("POST", REPO + "/check-runs")
def new_run(asked: Asked) -> tuple[int, Any]:
    if not asked.login.endswith("[bot]"):
        raise Refused(403, "You must authenticate via a GitHub App.")
    data = {"status": "queued", **asked.body, "id": asked.repo.new_id()}
    asked.repo.runs.append(data)
    return 201, shapes.run(asked.base, asked.repo.name, data)


@route("PATCH", REPO + "/check-runs/{id}")
def change_run(asked: Asked, id: str) -> tuple[int, Any]:  # noqa: A002 - GitHub's word
    data = next(each for each in asked.repo.runs if each["id"] == int(id))
    data |= asked.body
    return 200, shapes.run(asked.base, asked.repo.name, data)


@route("GET", REPO + "/git/ref/heads/{branch*}")
def get_ref(asked: Asked, branch: str) -> tuple[int, Any]:
    tip, url = asked.repo.tip(branch), f"{asked.base}/repos/{asked.repo.name}/git/refs/heads/{branch}"
    if not tip:
        raise Refused(404, "Not Found")
    target = {"type": "commit", "sha": tip, "url": url}
    return 200, {"ref": f"refs/heads/{branch}", "node_id": "REF_1", "url": url, "object": target}


@route("GET", REPO + "/collaborators/{login}/permission")
def permission(asked: Asked, login: str) -> tuple[int, Any]:
    allowed = asked.repo.permissions.get(login)
    if allowed is None:
        raise Refused(404, f"{login} is not a user")
    may = {"pull": True, "triage": allowed != "read", "push": allowed != "read", "maintain": False, "admin": False}
    user = {**shapes.user(asked.base, login), "permissions": may, "role_name": allowed}
    return 200, {"permission": allowed, "role_name": allowed, "user": user}
