"""The merge queue: approved tickets of a repository go in together when their merged result passes, else by halves.

What is tested is what lands: tickets are merged one onto the other, the gates run on the last result, and afterwards
the branch must have that very tree (as bors does it). A ticket that does not merge, or that breaks the result alone,
goes back to its agent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jigsmith.base import errors
from jigsmith.engines.git import branches
from jigsmith.flows.tickets import machine, prompts, records
from jigsmith.flows.tickets.records import Move, World
from jigsmith.flows.tickets.stages import check
from jigsmith.loop.gate import records as gate
from jigsmith.store.factory import database, tickets
from jigsmith.store.factory.tickets import Ticket

FLOW = "merge"
ROUNDS = 3  # of a batch whose target moves while it is tested


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Tickets merged one onto the other."""

    base: str  # the commit it stands on
    tip: str  # the commit that has them all
    tickets: tuple[Ticket, ...]


def flow(world: World, steps: machine.Steps) -> str:
    """Merge what is approved, until nothing is left; return how many went in."""
    landed = 0
    while (answer := steps.step("merge", lambda: merge_some(world))) not in {"none", "moved"}:
        landed += int(answer)
    return str(landed)


def merge_some(world: World) -> str:
    """Take the next batch; return how many of it landed, "none": there is none, "moved": the target runs away."""
    waiting = approved(world)
    if not waiting:
        return "none"
    same = [each for each in waiting if each.base == waiting[0].base][: world.settings.batch]
    for _ in range(ROUNDS):
        landed = try_together(world, same)
        if landed is not None:
            return str(landed)
    return "moved"


def approved(world: World) -> list[Ticket]:
    """Return what may be merged. A ticket whose commit is not the approved one goes back; a merged one goes on."""
    with database.reading(world.store) as connection:
        found = tickets.those(connection, repository=str(world.repository), states={records.MERGING})
    ready = []
    for each in found:
        if each.cancel:
            send(world, each, Move(to=records.QUEUED, why="cancelled", changes={"goes_on": records.CLEANING}))
        elif each.approved_sha != each.head_sha:
            todo = {"goes_on": records.GATING}
            send(world, each, Move(to=records.QUEUED, why="approved was another commit", changes=todo))
        elif world.forge.pull(int(each.pull)).state == "merged":
            landed(world, each)
        else:
            ready.append(each)
    return ready


def try_together(world: World, batch: Sequence[Ticket]) -> int | None:
    """Merge a batch if its result passes, else its halves; return how many landed. None: the target moved meanwhile."""
    stack = stacked(world, batch)
    if not stack.tickets:
        return 0
    verdicts = check.judged_stack(
        world, stack.tickets, base=stack.base, merged=stack.tip, cancelled=lambda: unwanted(world, stack)
    )
    if unwanted(world, stack):
        return 0  # somebody cancelled one of them: the rest is tried anew
    bad = [each for each in verdicts if each.required and each.outcome in check.FAILING]
    if not bad:
        return land(world, stack)
    if len(stack.tickets) == 1:
        back(world, stack.tickets[0], bad, base=stack.base)
        return 0
    middle = (len(stack.tickets) + 1) // 2
    halves = [try_together(world, stack.tickets[:middle]), try_together(world, stack.tickets[middle:])]
    return sum(each for each in halves if each is not None)


def unwanted(world: World, stack: Stack) -> bool:
    """Tell whether somebody cancelled one of the tickets."""
    with database.reading(world.store) as connection:
        found = [tickets.get(connection, each.id) for each in stack.tickets]
    return any(each is None or each.cancel or each.state != records.MERGING for each in found)


def stacked(world: World, batch: Sequence[Ticket]) -> Stack:
    """Merge tickets one onto the other; what conflicts goes back to its agent."""
    base = world.forge.fetch(world.repository, batch[0].base)
    if not base:
        raise errors.GitFailed(f"the branch {batch[0].base} is not there any more")
    tip, taken = base, []
    for each in batch:
        merge = branches.merge(world.repository, tip, each.head_sha)
        if merge.conflicts and tip != base:
            continue  # it conflicts with another one of the batch: its turn comes when that one is in
        if merge.conflicts:
            todo = prompts.conflict(each, base, merge.conflicts)
            again(world, each, todo, why="it does not merge any more")
            continue
        message = f"Merge ticket {each.id}: {each.title}"
        tip = branches.commit(
            world.repository, merge.tree, parents=(tip, each.head_sha), message=message, when=each.created
        )
        taken.append(each)
    return Stack(base=base, tip=tip, tickets=tuple(taken))


def land(world: World, stack: Stack) -> int | None:
    """Merge the pull requests in their order; None when the target is no longer what was tested on."""
    name = stack.tickets[0].base
    if world.forge.fetch(world.repository, name) != stack.base:
        return None
    count = 0
    for each in stack.tickets:
        try:
            world.forge.merge_pull(
                int(each.pull), sha=each.approved_sha, message=f"Merge ticket {each.id}: {each.title}"
            )
        except errors.JigError as error:
            if error.retry_helps:
                raise
            send(world, each, records.block("merge", str(error), then=records.GATING))
            continue
        landed(world, each)
        count += 1
    if count == len(stack.tickets):
        compare(world, name, stack)
    return count


def compare(world: World, name: str, stack: Stack) -> None:
    """Call people when what is in the branch is not what was tested: somebody merged in the same moment."""
    tip = world.forge.fetch(world.repository, name)
    if tip and branches.tree_of(world.repository, tip) != branches.tree_of(world.repository, stack.tip):
        world.tell("What was merged is not what was tested", f"{name} is at {tip}; tested was the tree of {stack.tip}.")


def landed(world: World, each: Ticket) -> None:
    """Say that a ticket is merged; cleaning up comes next."""
    pull = world.forge.pull(int(each.pull))
    changes = {"merged_sha": pull.merged_sha or each.head_sha, "goes_on": records.CLEANING}
    send(world, each, Move(to=records.QUEUED, why=f"merged as {changes['merged_sha'][:10]}", changes=changes))


def back(world: World, each: Ticket, bad: Sequence[gate.Verdict], *, base: str) -> None:
    """Give a ticket that breaks the merged result back to its agent."""
    again(world, each, prompts.mend(bad), why=f"on the present {each.base} it does not pass", base_sha=base)


def again(world: World, each: Ticket, todo: str, *, why: str, **changes: str) -> None:
    """Let the agent mend a ticket that was approved; the approval ends with it."""
    move = records.repair(each, todo, why=why, at_most=world.settings.repairs, approved_sha="", **changes)
    if move.to == records.REPAIRING:
        move = Move(to=records.QUEUED, why=move.why, changes={**move.changes, "goes_on": records.REPAIRING})
    send(world, each, move)


def send(world: World, each: Ticket, move: Move) -> None:
    """Move a ticket out of the queue; when somebody else has moved it, that is fine."""
    machine.settle(world, each.id, move, was=records.MERGING, anybody=True)
