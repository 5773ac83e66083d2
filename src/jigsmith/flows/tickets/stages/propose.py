"""Proposing: the branch goes to the forge, with a pull request that says what was done and what the gates said."""

from jigsmith.engines.forge import records as forges
from jigsmith.engines.git import branches
from jigsmith.flows.tickets import records, telling
from jigsmith.flows.tickets.records import Move, World
from jigsmith.store.factory import database, work
from jigsmith.store.factory.tickets import Ticket

STATES: dict[str, forges.CheckState] = {
    "passed": "success",
    "failed": "failure",
    "needs-person": "pending",
    "not-run": "error",
}


def propose(world: World, ticket: Ticket) -> Move:
    """Open the ticket's one pull request, or bring it up to date."""
    world.forge.push(world.repository, sha=ticket.head_sha, branch=ticket.branch, was=None)
    with database.reading(world.store) as connection:
        judged = work.verdicts(connection, ticket.id, head=ticket.head_sha)
    body = text(world, ticket, judged)
    pull = world.forge.open_pull(
        head=ticket.branch, base=ticket.base, title=ticket.title, body=body, key=f"ticket-{ticket.id}"
    )
    if pull.body.strip() != body.strip():
        world.forge.edit_pull(pull.number, title=ticket.title, body=body)
    for each in judged:
        state = STATES.get(each.outcome, "error")
        world.forge.set_check(ticket.head_sha, f"jigsmith/{each.gate}", state, summary=each.why[:140])
    move = Move(to=records.REVIEWING, why="") if world.settings.review else approved(world, ticket)
    changes = {"pull": str(pull.number), **move.changes}
    return Move(to=move.to, why=f"pull request {pull.number}", changes=changes)


def approved(world: World, ticket: Ticket) -> Move:
    """Go to the merge, if that may be done without a person."""
    with database.reading(world.store) as connection:
        judged = work.verdicts(connection, ticket.id, head=ticket.head_sha)
    doubts = any(each.required and each.outcome == "needs-person" for each in judged)
    if world.settings.merge == "auto" and not doubts:
        changes = {"approved_sha": ticket.head_sha, "approved_by": "merge = auto"}
        return Move(to=records.MERGING, why="approved", changes=changes)
    return Move(to=records.WAITING, why="approved", changes={"question": question(world, ticket)})


def question(world: World, ticket: Ticket) -> str:
    """Return what a person is asked before the merge."""
    with database.reading(world.store) as connection:
        judged = work.verdicts(connection, ticket.id, head=ticket.head_sha)
    doubts = [f"- {each.gate}: {each.why}" for each in judged if each.required and each.outcome == "needs-person"]
    return "\n".join(["This change needs a person:", *doubts] if doubts else ["Shall this be merged?"])


def text(world: World, ticket: Ticket, judged: list[work.Judged]) -> str:
    """Return the pull request's text."""
    number = telling.number_of(ticket)
    files = branches.changes(world.repository, ticket.base_sha, ticket.head_sha)
    closes = [f"Closes #{number}."] if number is not None else []
    lines = [*closes, "", f"Made by the agent `{ticket.agent or world.settings.agent}` for ticket {ticket.id}."]
    if judged:
        lines += ["", "| gate | verdict | |", "|---|---|---|"]
        lines += [f"| {each.gate} | {each.outcome} | {telling.cell(each.why)} |" for each in judged]
    added, removed = sum(max(each.added, 0) for each in files), sum(max(each.removed, 0) for each in files)
    lines += ["", f"{len(files)} files, +{added} −{removed}."]
    return "\n".join(lines).strip()
