"""What is done at the desk is a use of a tool, as it is on the command line: the same verb, with the surface `web`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from jigsmith.app import usage
from jigsmith.app.desk import figures
from jigsmith.app.desk.places import Desk
from jigsmith.store.factory import database, ledger_glances, runs, tickets

NOUNS = {"jobs": "jobs ", "runs": "jobs ", "tickets": "ticket "}
"""What stands before the verb on the command line, by the first part of an address."""


def recorded(desk: Desk, address: str, given: Mapping[str, Any], *, by: str) -> AbstractContextManager[usage.Run]:
    """Record what runs inside. `address` is where it is asked for, with names in braces, and `given` are these;
    `by` is who signed in, empty for whoever sits at this machine.
    """
    return usage.recorded(verb(address), surface="web", folder=folder(desk, address, given), by=by)


def verb(address: str) -> str:
    """Return what the command line calls it: `/jobs/{repository}/{name}/run` is `jobs run`."""
    parts = [part for part in address.removeprefix("/api").split("/") if part and not part.startswith("{")]
    return NOUNS.get(parts[0], "") + parts[-1]


def folder(desk: Desk, address: str, given: Mapping[str, Any]) -> str:
    """Return the repository that it is for; empty: that is not known, and it counts where it is served from."""
    if "repository" in given:
        return str(desk.repositories().get(given["repository"], ""))
    with database.reading(desk.floor.store) as connection:
        if "/tasks/" in address:
            task = ledger_glances.task(connection, int(given["number"]))
            short = figures.called(desk).get(task.repository, "") if task else ""
            return str(desk.repositories().get(short, ""))
        found = (
            tickets.get(connection, int(given["number"]))
            if "number" in given
            else runs.get(connection, str(given.get("id", "")))
        )
    return found.repository if found else ""
