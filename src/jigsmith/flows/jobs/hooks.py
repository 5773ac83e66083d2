"""Hooks: what follows a run. Each may be done twice, and has its effect once; messages alone may come twice."""

import json
from collections.abc import Callable
from typing import Any

from jigsmith.base import errors
from jigsmith.base.job_settings import Job
from jigsmith.engines.git import branches
from jigsmith.flows.jobs import reports, texts, workspaces
from jigsmith.flows.jobs.records import Begun, Closed, Proposal, Tried, World
from jigsmith.store.factory import database, runs

AFTERWARDS = ("create-issue", "notify-")  # hooks that need nothing of a run but that it is known


def wanted(job: Job, closed: Closed) -> list[str]:
    """Return the hooks that follow an end."""
    hooks: list[str] = []
    if closed.state == runs.SUCCEEDED:
        hooks = [*job.on_success, *(job.on_recovery if closed.recovered_from else [])]
    elif closed.state in runs.BAD:
        hooks = job.on_failure
    return list(dict.fromkeys(hooks))


def do(world: World, name: str, hook: str, begun: Begun, *, tried: Tried) -> Any:
    """Do what a hook says about a run, and write down what came of it."""
    run = _run(world, name)
    if hook == "create-pr":
        made: Any = [propose(world, run, begun, each, tried=tried) for each in tried.proposals]
        made = made or "nothing changed"
    elif hook == "save-report":
        made = reports.save(world, run, begun, tried=tried)
    elif hook == "close-issue":
        made = close_issues(world, run)
    else:
        made = afterwards(world, run, hook)
    with database.begin(world.store) as connection:
        runs.note(connection, name, {"hooks": results(_run(world, name)).get("hooks", {}) | {hook: made}})
    return made


def afterwards(world: World, run: runs.Run, hook: str, *, title: str = "") -> Any:
    """Do what a hook says that needs nothing of a run but that it is known."""
    if hook == "create-issue":
        return open_issue(world, run)
    bad = run.state != runs.SUCCEEDED
    world.tell(hook.removeprefix("notify-"), title or texts.headline(run), texts.message(run), bad)
    return "sent"


def propose(world: World, run: runs.Run, begun: Begun, proposal: Proposal, *, tried: Tried) -> dict[str, Any]:
    """Propose changes as a pull request. One of the same job and group that is still open takes them up instead."""
    title, body = texts.pull_title(begun, proposal), texts.pull_body(run, begun, proposal, tried=tried)
    stem = f"jig/{begun.job.name}/{f'{proposal.name}/' if proposal.name else ''}"
    there = [each for each in world.forge.pulls() if _is_of(each.head, stem)]
    if there:
        branch, was = there[0].head, there[0].head_sha
        same = was != proposal.head and branches.commit_of(world.repository, was) and (
            branches.tree_of(world.repository, was) == branches.tree_of(world.repository, proposal.head)
        )  # fmt: skip
        if not same:
            world.forge.push(world.repository, sha=proposal.head, branch=branch, was=was)
        pull = world.forge.edit_pull(there[0].number, title=title, body=body)
    else:
        branch = f"{stem}{begun.due:%Y%m%d-%H%M%S}-{workspaces.short(run.id)[:6]}"
        world.forge.push(world.repository, sha=proposal.head, branch=branch)
        base = begun.base or branches.default_branch(world.repository) or ""
        pull = world.forge.open_pull(head=branch, base=base, title=title, body=body, key=f"{run.id}:{proposal.name}")
    with database.begin(world.store) as connection:
        runs.set_branch(connection, run.id, branch)
    return {"number": pull.number, "url": pull.url, "branch": branch}


def open_issue(world: World, run: runs.Run) -> dict[str, Any]:
    """Open an issue about a failure; one for each reason in a series of failures."""
    series = workspaces.short(results(run).get("series") or run.id)
    key = f"job:{run.job}:{series}:{texts.fingerprint(run)}"
    issue = world.forge.open_issue(title=texts.issue_title(run), body=texts.issue_body(run), key=key)
    with database.reading(world.store) as connection:
        first = runs.get(connection, results(run).get("series") or run.id)
        bad = [each for each in runs.series(connection, first or run) if each.state in runs.BAD]
    if len(bad) > 1:
        text = f"It failed {len(bad)} times in a row by now. The last one: {texts.facts(bad[-1])}"
        world.forge.comment(issue.number, text, key=f"{key}:again")
    return {"number": issue.number, "url": issue.url}


def close_issues(world: World, run: runs.Run) -> list[int]:
    """Close the issues of the series of failures that a run ended."""
    with database.reading(world.store) as connection:
        first = runs.get(connection, results(run).get("recovered") or "")
        before = runs.series(connection, first) if first else []
    made = [results(each).get("hooks", {}).get("create-issue") for each in before]
    numbers = sorted({each["number"] for each in made if isinstance(each, dict) and "number" in each})
    for number in numbers:
        if world.forge.issue(number).state == "open":
            world.forge.close_issue(number, comment=f"{run.job} went well again: {texts.facts(run)}")
    return numbers


def failure(world: World, name: str, hook: str, said: str) -> Callable[[], None]:
    """Return the step that writes down that a hook failed."""

    def write() -> None:
        with database.begin(world.store) as connection:
            known = results(_run(world, name)).get("hooks", {})
            runs.note(connection, name, {"hooks": known | {hook: {"error": said}}})

    return write


def results(run: runs.Run) -> dict[str, Any]:
    """Return what is known of a run besides its columns."""
    found: dict[str, Any] = json.loads(run.results)
    return found


def _run(world: World, name: str) -> runs.Run:
    with database.reading(world.store) as connection:
        found = runs.get(connection, name)
    if found is None:
        raise errors.JobMissing(f"there is no run '{name}'")
    return found


def _is_of(branch: str, stem: str) -> bool:
    return branch.startswith(stem) and "/" not in branch.removeprefix(stem)
