"""What people say to a ticket: answer, approve, try again, cancel. Each is one guarded move; the dispatcher goes on."""

from jigsmith.base import errors
from jigsmith.flows.tickets import machine, prompts, records
from jigsmith.flows.tickets.records import Move, World
from jigsmith.store.factory import database, tickets, work
from jigsmith.store.factory.tickets import Ticket


def answer(world: World, number: int, text: str, *, by: str) -> Ticket:
    """Answer what a blocked ticket asks; the agent's conversation goes on with it. Raises TicketUnfit."""
    found = get(world, number)
    if found.state != records.BLOCKED:
        raise errors.TicketUnfit(f"ticket {number} asks nothing: it is {found.state}")
    todo = (
        prompts.answered(found.question, text)
        if found.blocked_on != "gate"
        else f"{found.todo}\n\nA person says: {text}"
    )
    changes = {"answer": text, "todo": todo, "blocked_on": "", "question": "", "pinged": None, "repairs": 0}
    note(world, number, "answered", f"{by}: {text}")
    return moved(world, found, Move(to=records.QUEUED, why=f"answered by {by}", changes=changes))


def approve(world: World, number: int, *, by: str, sha: str = "") -> Ticket:
    """Allow the merge of exactly the commit that was proposed. Raises TicketUnfit."""
    found = get(world, number)
    if found.state != records.WAITING:
        raise errors.TicketUnfit(f"ticket {number} does not wait for a merge: it is {found.state}")
    if world.settings.merge == "never":
        do = f"Merge pull request {found.pull} itself: `jig pr merge {found.pull}`, or on its forge."
        raise errors.TicketUnfit("jig.toml says that tickets are merged by people alone", do=do)
    if sha and not found.head_sha.startswith(sha):
        raise errors.TicketUnfit(f"ticket {number} is at {found.head_sha[:10]} by now, not at {sha}")
    changes = {"approved_sha": found.head_sha, "approved_by": by, "question": ""}
    return moved(world, found, Move(to=records.MERGING, why=f"approved by {by}", changes=changes))


def retry(world: World, number: int, *, by: str) -> Ticket:
    """Go on with a blocked ticket without an answer. Raises TicketUnfit."""
    found = get(world, number)
    if found.state != records.BLOCKED:
        raise errors.TicketUnfit(f"ticket {number} cannot be tried again: it is {found.state}")
    changes = {"blocked_on": "", "question": "", "pinged": None, "repairs": 0}
    return moved(world, found, Move(to=records.QUEUED, why=f"tried again by {by}", changes=changes))


def cancel(world: World, number: int, *, by: str) -> Ticket:
    """End a ticket: at once where it rests, else as soon as whoever works on it has looked. Raises TicketUnfit."""
    found = get(world, number)
    if found.state in records.ENDED:
        raise errors.TicketUnfit(f"ticket {number} has ended: it is {found.state}")
    with database.begin(world.store) as connection:
        tickets.change(connection, number, now=world.clock(), cancel=True)
        work.note(connection, number, "cancel", f"cancelled by {by}", now=world.clock())
    return get(world, number)


def get(world: World, number: int) -> Ticket:
    """Return a ticket of this repository. Raises TicketMissing."""
    with database.reading(world.store) as connection:
        found = tickets.get(connection, number)
    if found is None or found.repository != str(world.repository):
        raise errors.TicketMissing(f"there is no ticket {number}")
    return found


def moved(world: World, found: Ticket, move: Move) -> Ticket:
    """Move a resting ticket. Raises TicketUnfit when somebody was quicker."""
    if machine.settle(world, found.id, move, was=found.state, anybody=True) == machine.LOST:
        raise errors.TicketUnfit(f"ticket {found.id} has moved on in the meantime")
    return get(world, found.id)


def note(world: World, number: int, kind: str, text: str) -> None:
    """Add a line to the timeline."""
    with database.begin(world.store) as connection:
        work.note(connection, number, kind, text, now=world.clock())
