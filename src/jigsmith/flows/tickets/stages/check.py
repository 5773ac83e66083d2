"""Gating: the factory merges the branch into its target's present tip, in a clone of its own, and judges that."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from jigsmith.engines.git import branches
from jigsmith.flows.tickets import prompts, records
from jigsmith.flows.tickets.records import Move, World
from jigsmith.flows.tickets.stages import bar, prepare, write
from jigsmith.loop.gate import records as gate
from jigsmith.store.factory import database, work
from jigsmith.store.factory.tickets import Ticket

FAILING = frozenset({"failed", "not-run"})


def check(world: World, ticket: Ticket) -> Move:
    """Judge the merged result; what did not pass goes back to the agent."""
    base = world.forge.fetch(world.repository, ticket.base) or ticket.base_sha
    merge = branches.merge(world.repository, base, ticket.head_sha)
    if merge.conflicts:
        todo = prompts.conflict(ticket, base, merge.conflicts)
        return records.repair(ticket, todo, why="it does not merge", at_most=world.settings.repairs, base_sha=base)
    merged = merged_commit(world, ticket, base=base, tree=merge.tree, when=ticket.created)
    verdicts = judged(world, ticket, base=base, merged=merged, cancelled=lambda: prepare.is_cancelled(world, ticket))
    if prepare.is_cancelled(world, ticket):
        return prepare.stopped(world, ticket)
    bad = [each for each in verdicts if each.required and each.outcome in FAILING]
    if bad:
        names = ", ".join(each.gate for each in bad)
        todo = prompts.mend(bad)
        return records.repair(ticket, todo, why=f"did not pass: {names}", at_most=world.settings.repairs, base_sha=base)
    return Move(to=records.PROPOSING, why=passed(verdicts), changes={"base_sha": base})


def merged_commit(world: World, ticket: Ticket, *, base: str, tree: str, when: datetime) -> str:
    """Return the commit that merging would make, kept under a ref of the ticket."""
    message = f"Merge ticket {ticket.id}: {ticket.title}"
    made = branches.commit(world.repository, tree, parents=(base, ticket.head_sha), message=message, when=when)
    branches.move_ref(world.repository, write.ref_of(ticket, "merged"), to=made)
    return made


def judged(
    world: World, ticket: Ticket, *, base: str, merged: str, cancelled: Callable[[], bool]
) -> list[gate.Verdict]:
    """Run the gates on a commit in a fresh clone, and keep their verdicts, bound to that commit."""
    with prepare.aside(world, ticket, "gates", commit=merged) as tree:
        ran = prepare.set_up(world, ticket, tree, ports=ticket.ports)
        if ran is not None and ran.code != 0:
            why = f"the set-up command failed on the merged result: {ran.said[-500:]}"
            verdicts = [gate.Verdict(gate="setup", outcome="failed", why=why)]
        else:
            about = change(world, base=base, head=ticket.head_sha, merged=merged)
            verdicts = list(world.boxes.judge(asked(world, ticket, tree, about, cancelled=cancelled)))
    if not cancelled():  # then they say nothing about the change
        keep(world, ticket, verdicts, sha=merged)
    return verdicts


def judged_stack(
    world: World, batch: Sequence[Ticket], *, base: str, merged: str, cancelled: Callable[[], bool]
) -> list[gate.Verdict]:
    """Judge several tickets merged together: once, in the place of the first, and the verdicts are all tickets'."""
    verdicts = judged(world, batch[0], base=base, merged=merged, cancelled=cancelled)
    for each in batch[1:]:
        keep(world, each, verdicts, sha=merged)
    return verdicts


def asked(world: World, ticket: Ticket, tree: Path, about: gate.Change, *, cancelled: Callable[[], bool]) -> gate.Asked:
    """Return what the gates are asked."""
    return gate.Asked(
        tree=tree,
        change=about,
        gates=tuple(bar.gates(world, about.base)),
        base=lambda: bar.figures(world, ticket, base=about.base, cancelled=cancelled),
        log=world.log(ticket, f"{ticket.attempt}-gates"),
        cancelled=cancelled,
    )


def change(world: World, *, base: str, head: str, merged: str) -> gate.Change:
    """Return what a change consists of, from git alone."""
    return gate.Change(
        base=base,
        head=head,
        merged=merged,
        files=tuple(branches.changes(world.repository, base, merged)),
        patch=branches.patch(world.repository, base, merged),
        history=branches.history(world.repository, base, head),
    )


def keep(world: World, ticket: Ticket, verdicts: list[gate.Verdict], *, sha: str) -> None:
    """Write the verdicts down."""
    now = world.clock()
    rows = [row(ticket, each, sha=sha, at=now) for each in verdicts]
    with database.begin(world.store) as connection:
        work.judge(connection, rows)
        for each in verdicts:
            work.note(connection, ticket.id, "verdict", f"{each.gate}: {each.outcome}. {each.why}", now=now)


def row(ticket: Ticket, verdict: gate.Verdict, *, sha: str, at: datetime) -> work.Judged:
    """Return a verdict as it is kept."""
    return work.Judged(
        ticket=ticket.id,
        sha=sha,
        head=ticket.head_sha,
        gate=verdict.gate,
        outcome=verdict.outcome,
        why=verdict.why,
        findings=msgspec.json.encode(verdict.findings).decode(),
        required=verdict.required,
        seconds=verdict.seconds,
        at=at,
    )


def passed(verdicts: list[gate.Verdict]) -> str:
    """Return in words what passed, and what needs a person."""
    person = [each.gate for each in verdicts if each.outcome == "needs-person"]
    return f"gates passed; a person must look at: {', '.join(person)}" if person else "gates passed"
