"""What is said about a commit: commit statuses by a token, check runs by an App (GitHub lets only Apps make those)."""

from typing import Any

from jigsmith.engines.forge.github import answers
from jigsmith.engines.forge.github.client import Client
from jigsmith.engines.forge.records import Check, CheckState

SHORT = 140  # characters of a status' description
OURS = "jigsmith"  # external id of our check runs


def all_of(client: Client, repo: str, sha: str) -> list[Check]:
    """Return what was said, by name: statuses, and check runs where they may be read."""
    said = [answers.status(each) for each in _statuses(client, repo, sha)]
    said += [answers.run(each) for each in _runs(client, repo, sha)]
    return sorted(said, key=lambda check: check.name)


def set_status(client: Client, repo: str, sha: str, check: Check) -> None:
    """Set a commit status, unless the newest of its name says the same."""
    short = check.summary if len(check.summary) <= SHORT else f"{check.summary[: SHORT - 1]}…"
    wanted = Check(name=check.name, state=check.state, summary=short, url=check.url)
    body = {"state": check.state, "context": check.name, "description": short, **_url("target_url", check.url)}

    def find() -> bool | None:
        return True if wanted in [answers.status(each) for each in _statuses(client, repo, sha)] else None

    def make() -> bool:
        client.ask("POST", f"{repo}/statuses/{sha}", body=body)
        return True

    client.once(find, make)


def set_run(client: Client, repo: str, sha: str, check: Check) -> None:
    """Make our check run of that name, or change it."""
    title = (check.summary.splitlines() or [check.state])[0][:255]
    output = {"title": title, "summary": check.summary}
    body = {**_outcome(check.state), **_url("details_url", check.url), "output": output}

    def find() -> int | None:
        named = _runs(client, repo, sha, check_name=check.name)
        return next((int(each["id"]) for each in named if each.get("external_id") == OURS), None)

    def make() -> int:
        new = {"name": check.name, "head_sha": sha, "external_id": OURS, **body}
        return int(client.ask("POST", f"{repo}/check-runs", body=new).data["id"])

    there = find()
    run = client.once(find, make) if there is None else there
    if there is not None:
        client.ask("PATCH", f"{repo}/check-runs/{run}", body=body)


def _outcome(state: CheckState) -> dict[str, Any]:
    if state == "pending":
        return {"status": "in_progress"}
    return {"status": "completed", "conclusion": "success" if state == "success" else "failure"}


def _url(name: str, url: str) -> dict[str, str]:
    return {name: url} if url else {}


def _statuses(client: Client, repo: str, sha: str) -> list[Any]:
    return [each for page in client.pages(f"{repo}/commits/{sha}/status") for each in page.get("statuses", [])]


def _runs(client: Client, repo: str, sha: str, **params: str) -> list[Any]:
    path = f"{repo}/commits/{sha}/check-runs"
    asked: dict[str, str | int] = {"per_page": 100, "filter": "latest", **params}
    answer = client.ask("GET", path, params=asked, allowed=(403,))
    found: list[Any] = []
    while answer.status != 403:  # a token of a person may not be let read them
        found += answer.data.get("check_runs", [])
        if not answer.next:
            break
        answer = client.ask("GET", answer.next)
    return found
