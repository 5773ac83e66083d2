"""The bar that a change is held against: the gates that its base has, and what these measured on the base itself.

Both are of the commit that the change goes into, where whoever wrote the change cannot have touched them.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from jigsmith.base import errors, places, settings
from jigsmith.base.gate_settings import Gate
from jigsmith.engines.git import command
from jigsmith.flows.tickets.records import World
from jigsmith.flows.tickets.stages import prepare
from jigsmith.loop.gate import measuring
from jigsmith.loop.gate import records as gate
from jigsmith.store.factory import database, effects
from jigsmith.store.factory.tickets import Ticket


def gates(world: World, base: str) -> Sequence[Gate]:
    """Return the gates of a commit's jig.toml; where it has none that can be read, those of the work tree."""
    try:
        text = command.run(world.repository, "show", f"{base}:{places.CONFIG}").decode()
        return settings.parse(text, where=f"{places.CONFIG} of {base[:10]}").gates
    except (errors.GitFailed, errors.ConfigInvalid, UnicodeDecodeError):
        return world.gates


def figures(world: World, ticket: Ticket, *, base: str, cancelled: Callable[[], bool]) -> Mapping[str, gate.Figures]:
    """Return what the gates measured on the base: once for each commit, in a clone of it."""
    there = gates(world, base)
    key = f"measured:{world.repository}:{measuring.key(base, there)}"
    with database.reading(world.store) as connection:
        kept = effects.result(connection, key)
    if kept is not None:
        return msgspec.json.decode(kept, type=dict[str, gate.Figures])
    with prepare.aside(world, ticket, "base", commit=base) as tree:
        ran = prepare.set_up(world, ticket, tree, ports=ticket.ports)
        log = world.log(ticket, "base")
        found = {} if ran and ran.code else world.boxes.measure(there, tree, log=log, cancelled=cancelled)
    if not cancelled():
        with database.begin(world.store) as connection:
            effects.keep(connection, key, msgspec.json.encode(found).decode(), now=world.clock())
    return found
