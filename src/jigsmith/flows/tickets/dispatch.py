"""What is done for tickets again and again: begin, call people, merge, look that nothing is stranded.

Each look may happen on many workers at once: what moves is guarded, what is begun has an id of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from jigsmith.flows.tickets import intake, machine, merge, people, records, telling
from jigsmith.flows.tickets.records import Move, World
from jigsmith.store.factory import database, pauses, tickets, work
from jigsmith.store.factory.tickets import Ticket

QUEUE, MERGES = "tickets", "merges"
OPEN = records.AT_WORK | {records.WAITING, records.MERGING}
"""States of tickets that have a pull request, or will have one soon."""
STRANDED_AFTER = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)


class Enqueue(Protocol):
    """Puts a durable flow into a queue; False: that id is there already."""

    def __call__(self, flow: str, *args: str | int, id: str, queue: str, key: str, priority: int) -> bool:  # noqa: A002
        """Put it in."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The durable engine, as a dispatcher needs it."""

    enqueue: Enqueue
    ended: Callable[[str], bool]  # whether a flow of this id has ended, by whatever, or was never there


def look(world: World, queue: Queue, *, ask: bool = True) -> None:
    """Do all of it once; `ask`: also ask the forge what people did there."""
    for each in living(world):
        if each.state in records.AT_WORK:
            rescue(world, queue, each)
        elif each.cancel:
            drop(world, each)
        elif each.state == records.BLOCKED:
            wait(world, each, ask=ask)
        elif each.state == records.WAITING and ask:
            merged_by_hand(world, each)
    begin(world, queue)
    start_merging(world, queue)


def living(world: World) -> list[Ticket]:
    """Return the tickets of the repository that have not ended."""
    with database.reading(world.store) as connection:
        return tickets.those(connection, repository=str(world.repository), but=records.ENDED)


def begin(world: World, queue: Queue) -> None:
    """Begin what is queued, as far as limits, pauses and open pull requests allow."""
    present = living(world)
    at_work = sum(each.state in records.AT_WORK for each in present)
    burden = sum(each.state in OPEN or bool(each.pull) for each in present)
    for each in present:
        ends = each.cancel or each.goes_on == records.CLEANING
        if each.state != records.QUEUED or not (ends or at_work < world.settings.at_once):
            continue
        fresh = not each.goes_on and not ends
        if (fresh and burden >= world.settings.max_pulls) or (not ends and is_paused(world, each)):
            continue
        begun = start(world, queue, each)
        at_work, burden = at_work + begun, burden + (begun and fresh)


def start(world: World, queue: Queue, each: Ticket) -> bool:
    """Give a queued ticket a flow of its own."""
    name = f"ticket:{each.id}:{int(world.clock().timestamp() * 1000)}"
    to = records.CLEANING if each.cancel else each.goes_on or records.PREPARING
    move = Move(to=to, why="begun", changes={"flow": name, "goes_on": ""})
    if machine.settle(world, each.id, move, was=records.QUEUED, anybody=True) == machine.LOST:
        return False
    return queue.enqueue(machine.FLOW, each.repository, each.id, name, id=name, queue=QUEUE, key=each.repository,
                         priority=each.priority)  # fmt: skip


def rescue(world: World, queue: Queue, each: Ticket) -> None:
    """Give a ticket that is at work, but in no flow that lives, a new one: nothing stays stranded."""
    now = world.clock()
    if now - each.updated < STRANDED_AFTER or not queue.ended(each.flow) or now < again(world, each):
        return
    name = f"ticket:{each.id}:{int(world.clock().timestamp() * 1000)}"
    with database.begin(world.store) as connection:
        won = tickets.rescue(connection, each.id, was=each.flow, flow=name, now=world.clock())
    if won:
        people.note(world, each.id, "rescued", f"its flow {each.flow or '(none)'} had ended while it was {each.state}")
        queue.enqueue(machine.FLOW, each.repository, each.id, name, id=name, queue=QUEUE, key=each.repository,
                      priority=each.priority)  # fmt: skip


def again(world: World, each: Ticket) -> datetime:
    """Return when a stage that failed is tried again: after 30 s, then twice that and so on, or when the forge says."""
    with database.reading(world.store) as connection:
        troubles = work.troubles(connection, each.id, since=each.since)
    if not troubles:
        return each.updated
    last = troubles[-1]
    until = msgspec.json.decode(last.data, type=dict[str, str]).get("until")
    pause = min(LONGEST_PAUSE, timedelta(seconds=STRANDED_AFTER.total_seconds() * 2 ** min(len(troubles) - 1, 9)))
    return max(last.at + pause, datetime.fromisoformat(until)) if until else last.at + pause


def is_paused(world: World, each: Ticket) -> bool:
    """Tell whether its agent, its repository or everything waits."""
    agent = each.agent or world.settings.agent
    with database.reading(world.store) as connection:
        scopes = ("all", f"repository:{each.repository}", f"agent:{agent}")
        return any(pauses.paused(connection, scope, now=world.clock()) for scope in scopes)


def wait(world: World, each: Ticket, *, ask: bool) -> None:
    """Look for an answer to a blocked ticket; call people when nobody has come."""
    given = intake.answer_to(world, each) if ask else None
    if given is not None:
        people.answer(world, each.id, given.text, by=given.by)
        return
    minutes = world.settings.ping_question if each.blocked_on == "question" else world.settings.ping_blocked
    if each.pinged is not None or world.clock() - each.since < timedelta(minutes=minutes):
        return
    with database.begin(world.store) as connection:
        mine = tickets.ping(connection, each.id, now=world.clock())
    if mine:
        telling.ask(world, each, urgent=True)


def drop(world: World, each: Ticket) -> None:
    """Send a resting ticket that somebody cancelled to be cleaned up."""
    if each.state in {records.BLOCKED, records.WAITING, records.MERGING}:
        move = Move(to=records.QUEUED, why="cancelled", changes={"goes_on": records.CLEANING})
        machine.settle(world, each.id, move, was=each.state, anybody=True)


def merged_by_hand(world: World, each: Ticket) -> None:
    """See whether a person merged or closed the pull request on the forge."""
    pull = world.forge.pull(int(each.pull))
    if pull.state == "open":
        return
    changes = {"goes_on": records.CLEANING, "merged_sha": pull.merged_sha} if pull.state == "merged" else {
        "goes_on": records.CLEANING, "cancel": True
    }  # fmt: skip
    move = Move(to=records.QUEUED, why=f"its pull request was {pull.state} by a person", changes=changes)
    machine.settle(world, each.id, move, was=records.WAITING, anybody=True)


def start_merging(world: World, queue: Queue) -> None:
    """Let the merge queue run when something is in it and nobody sees to it: one flow at a time for a repository."""
    ready = [each for each in living(world) if each.state == records.MERGING]
    if not ready or not all(queue.ended(each.flow) for each in ready):
        return  # the flow that is there takes whatever comes until nothing is left
    name = f"merge:{world.repository}:{int(world.clock().timestamp() * 1000)}"
    with database.begin(world.store) as connection:
        for each in ready:
            tickets.move(connection, each.id, was=records.MERGING, to=records.MERGING, now=world.clock(), flow=name)
    key = str(world.repository)
    queue.enqueue(merge.FLOW, key, id=name, queue=MERGES, key=key, priority=0)
