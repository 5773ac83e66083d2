"""Working and repairing: the agent writes; what it leaves is committed in its box and taken over."""

from datetime import timedelta
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.agents import records as agents
from jigsmith.engines.git import branches
from jigsmith.flows.tickets import money, prompts, records
from jigsmith.flows.tickets.records import Move, World
from jigsmith.flows.tickets.stages import prepare
from jigsmith.store.factory import database, pauses, work
from jigsmith.store.factory.tickets import Ticket

AUTHOR = "author"
TRIES = 3  # of an agent that fails without saying why
SHORTEST_PAUSE = timedelta(minutes=5)  # after a limit whose end nobody said
OURS = frozenset({"budget", "turns"})  # limits that we set ourselves
COMMIT = (
    "git add --all >&2 && { git diff --cached --quiet || git -c commit.gpgSign=false -c user.name=jigsmith"
    ' -c user.email=jigsmith@localhost commit --quiet --no-verify --message "$1" >&2; }'
    ' && git branch --force "$2" HEAD 2>/dev/null; git bundle create --quiet - "$2" "^$3"'
)
"""In the box: commit what is left, and print a bundle of the branch beyond its base."""


def write(world: World, ticket: Ticket) -> Move:
    """Let the agent work on, take over what it did, and say where that leads."""
    broke = money.exhausted(world, ticket)
    if broke:
        return records.block("limit", broke, then=ticket.state)
    attempt, resume = begin(world, ticket, AUTHOR, agent=ticket.agent or world.settings.agent, session=ticket.session)
    with prepare.alone(world, ticket):
        resume = resume and not prepare.ensure(world, ticket)
        result = world.boxes.work(task_of(world, ticket, attempt, resume=resume))
        ours = prepare.stopped(world, ticket) if prepare.is_cancelled(world, ticket) else None
        head = take_over(world, ticket)
    finish(world, attempt, result)
    return ours or judge(world, ticket, result, head=head)


def task_of(world: World, ticket: Ticket, attempt: work.Attempt, *, resume: bool) -> records.Task:
    """Return what the author is set to."""
    left = money.left(world, ticket)
    return records.Task(
        attempt=attempt.id, agent=attempt.agent, role=AUTHOR, session=ticket.session, resume=resume,
        prompt=prompts.go_on(ticket) if resume else prompts.begin(ticket),
        workspace=world.folder(ticket) / "clone", home=world.folder(ticket) / AUTHOR,
        money=left.money, tokens=left.tokens, ports=ticket.ports, log=Path(attempt.log),
        heard=money.listener(world, ticket, attempt), refuse=lambda: money.exhausted(world, ticket),
        cancelled=lambda: prepare.is_cancelled(world, ticket),
    )  # fmt: skip


def begin(world: World, ticket: Ticket, role: str, *, agent: str, session: str) -> tuple[work.Attempt, bool]:
    """Write down that an agent begins; also say whether its conversation has begun before."""
    attempt = work.Attempt(
        id=f"{ticket.id}.{ticket.attempt}.{role}",
        ticket=ticket.id,
        repository=ticket.repository,
        role=role,
        agent=agent,
        session=session,
        isolation=world.boxes.isolation,
        started=world.clock(),
        log=str(world.log(ticket, f"{ticket.attempt}-{role}")),
    )
    with database.begin(world.store) as connection:
        before = any(each.session == session for each in work.attempts(connection, ticket.id))
        new = work.begin(connection, attempt)
        kept = work.attempt(connection, attempt.id)
    return kept or attempt, before or not new


def finish(world: World, attempt: work.Attempt, result: agents.Result) -> None:
    """Write down how it ended and what it cost, once: with what it had cost before a crash, where there was one."""
    now, reason = world.clock(), result.reason or result.text[:500]
    said, data = result.text or result.reason, {"attempt": attempt.id, "cost": result.cost}
    with database.begin(world.store) as connection:
        work.end(
            connection, attempt.id, now=now, outcome=result.outcome, reason=reason,
            cost=attempt.cost + (result.cost or 0.0), tokens_in=attempt.tokens_in + result.tokens_in,
            tokens_out=attempt.tokens_out + result.tokens_out, turns=attempt.turns + result.turns,
        )  # fmt: skip
        work.note(connection, attempt.ticket, "agent", f"{attempt.role}: {result.outcome}. {said}", now=now, data=data)


def take_over(world: World, ticket: Ticket) -> str:
    """Commit what the agent left, inside its box, and fetch its branch; return the commit."""
    before = ticket.head_sha or ticket.base_sha
    bundle = world.folder(ticket) / "work.bundle"
    message = f"{ticket.title}\n\nTicket: {ticket.id}"
    ran = world.boxes.run(
        records.Command(
            words=("sh", "-c", COMMIT, "sh", message, ticket.branch, ticket.base_sha),
            workspace=world.folder(ticket) / "clone",
            log=world.log(ticket, "commit"),
            cancelled=lambda: False,
            output=bundle,
        )
    )
    if ran.code != 0:
        return before  # nothing is new, or it deleted its branch
    try:
        return branches.take(world.repository, bundle, branch=ticket.branch, ref=ref_of(ticket))
    except errors.GitFailed:
        return before  # it wrote what git refuses


def judge(world: World, ticket: Ticket, result: agents.Result, *, head: str) -> Move:
    """Say where an agent's end leads."""
    here, again = {"head_sha": head, "todo": ""}, {"attempt": ticket.attempt + 1}
    if result.outcome == "limit":
        return pause(world, ticket, result, head=head)
    if result.outcome == "blocked":
        kind = "question" if result.question else "permission"
        return records.block(kind, result.question or result.text, then=records.WORKING, **here, **again)
    if result.outcome == "failed":
        return failed(world, ticket, result, head=head)
    if head == (ticket.head_sha or ticket.base_sha):
        said = f"The agent says that it is done, but changed nothing. Its last words: {result.text}"
        return records.block("no-progress", said, then=records.WORKING, **here, **again)
    return Move(to=records.GATING, why="the agent is done", changes=here)


def failed(world: World, ticket: Ticket, result: agents.Result, *, head: str) -> Move:
    """Try again, in the same conversation, or ask a person."""
    with database.reading(world.store) as connection:
        ends = [each.outcome for each in work.attempts(connection, ticket.id) if each.role == AUTHOR]
    new = {"attempt": ticket.attempt + 1, "head_sha": head}
    said = f"The agent failed {TRIES} times ({result.reason}): {result.text}"
    if len(ends) >= TRIES and all(end == "failed" for end in ends[-TRIES:]):
        return records.block("no-progress", said, then=ticket.state, **new)
    return Move(to=ticket.state, why=f"the agent failed ({result.reason}): {result.text[:300]}", changes=new)


def pause(world: World, ticket: Ticket, result: agents.Result, *, head: str) -> Move:
    """Wait until a provider's limit ends, all tickets of that agent with it; our own limit asks a person."""
    new = {"attempt": ticket.attempt + 1, "head_sha": head}
    broke = money.exhausted(world, ticket)
    if broke or result.reason in OURS:
        return records.block("limit", broke or result.text or result.reason, then=ticket.state, **new)
    until = max(result.resets_at or world.clock(), world.clock() + SHORTEST_PAUSE)
    agent = ticket.agent or world.settings.agent
    with database.begin(world.store) as connection:
        pauses.pause(connection, f"agent:{agent}", until=until, reason=result.text)
    why = f"{agent} has reached its provider's limit until {until:%Y-%m-%d %H:%M} UTC"
    return Move(to=records.QUEUED, why=why, changes={**new, "goes_on": ticket.state})


def ref_of(ticket: Ticket, what: str = "head") -> str:
    """Return the ref under which the repository keeps a commit of a ticket."""
    return f"refs/jigsmith/tickets/{ticket.id}/{what}"
