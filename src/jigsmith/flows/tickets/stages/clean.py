"""Cleaning up: workspaces, refs, the pull request of what was cancelled, the issue of what was merged."""

import shutil

from jigsmith.base import errors
from jigsmith.engines.git import branches
from jigsmith.flows.tickets import records, telling
from jigsmith.flows.tickets.records import Move, World
from jigsmith.flows.tickets.stages import write
from jigsmith.store.factory.tickets import Ticket


def clean(world: World, ticket: Ticket) -> Move:
    """Leave nothing behind but the record, the branch of a failed one, and what was merged."""
    shutil.rmtree(world.folder(ticket), ignore_errors=True)
    for what in ("merged", "head"):
        branches.forget_ref(world.repository, write.ref_of(ticket, what))
    number = telling.number_of(ticket)
    if ticket.merged_sha:
        if number is not None:
            world.forge.close_issue(number)
        world.forge.delete_branch(ticket.branch, sha=ticket.head_sha)
        return Move(to=records.DONE, why="done", changes={"ended": world.clock()})
    if ticket.pull:
        world.forge.close_pull(int(ticket.pull))
    if ticket.cancel:
        drop_branch(world, ticket)
        return Move(to=records.CANCELLED, why="cancelled", changes={"ended": world.clock()})
    return Move(to=records.FAILED, why="failed", changes={"ended": world.clock()})


def drop_branch(world: World, ticket: Ticket) -> None:
    """Delete the branch of a cancelled ticket, unless somebody has added to it."""
    if not (ticket.branch and ticket.head_sha and ticket.pull):
        return
    try:
        world.forge.delete_branch(ticket.branch, sha=ticket.head_sha)
    except errors.JigError:
        return  # it moved: whoever did that wants it
