"""Preparing: a fresh clone for the agent, with what `.worktreeinclude` names, ports, and the set-up command."""

import fcntl
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pathspec

from jigsmith.base import errors
from jigsmith.engines.git import branches, command
from jigsmith.flows.tickets import records
from jigsmith.flows.tickets.records import Move, World
from jigsmith.store.factory import database, tickets
from jigsmith.store.factory.tickets import Ticket

INCLUDE = ".worktreeinclude"
BIGGEST = 10 << 20  # bytes of a file that is copied along


def prepare(world: World, ticket: Ticket) -> Move:
    """Make the workspace anew, whatever a crash left there."""
    base = ticket.base or world.settings.base or branches.default_branch(world.repository) or "main"
    sha = world.forge.fetch(world.repository, base)
    if not sha:
        return records.block("setup", f"The branch `{base}` is not there.", then=records.PREPARING)
    workspace = fresh(world, ticket, "clone", commit=sha, branch=name_of(ticket))
    ports = ticket.ports or block_of_ports(world)
    ran = set_up(world, ticket, workspace, ports=ports)
    if ran is not None and ran.code != 0:
        question = f"The set-up command `{world.settings.setup}` failed:\n\n{ran.said}"
        return records.block("setup", question, then=records.PREPARING)
    changes = {
        "base": base,
        "base_sha": sha,
        "branch": name_of(ticket),
        "workspace": str(workspace),
        "ports": ports,
        "session": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{ticket.repository}#{ticket.id}.author")),
        "attempt": ticket.attempt + 1,
    }
    return Move(to=records.WORKING, why=f"a clone of {base} at {sha[:10]} is ready", changes=changes)


def fresh(world: World, ticket: Ticket, name: str, *, commit: str, branch: str = "") -> Path:
    """Return a new clone at a commit, with what `.worktreeinclude` names. A name that is taken is made anew."""
    target = world.folder(ticket) / name
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    branches.clone(world.repository, target, commit=commit, branch=branch)
    include(world.repository, target)
    return target


def ensure(world: World, ticket: Ticket) -> bool:
    """Make the author's clone again where it is gone, as on another machine; False: it is there.

    What was committed there and neither taken over nor proposed is lost with its machine, and so is the conversation.
    """
    if (world.folder(ticket) / "clone" / ".git").is_dir():
        return False
    there = ticket.head_sha if ticket.head_sha and branches.commit_of(world.repository, ticket.head_sha) else ""
    commit = there or world.forge.fetch(world.repository, ticket.branch) or ticket.base_sha
    workspace = fresh(world, ticket, "clone", commit=commit, branch=ticket.branch)
    set_up(world, ticket, workspace, ports=ticket.ports)
    return True


@contextmanager
def aside(world: World, ticket: Ticket, name: str, *, commit: str) -> Iterator[Path]:
    """Give a clone that nobody else knows, while the block runs: two workers may look at one ticket for a moment."""
    own = f"{name}-{uuid.uuid4().hex[:8]}"
    try:
        yield fresh(world, ticket, own, commit=commit)
    finally:
        for each in (own, f"{own}-home"):
            shutil.rmtree(world.folder(ticket) / each, ignore_errors=True)


@contextmanager
def alone(world: World, ticket: Ticket) -> Iterator[None]:
    """Hold the author's clone, so that an agent whose worker was given up ends before the next one begins there."""
    path = world.folder(ticket) / "clone.lock"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def set_up(world: World, ticket: Ticket, workspace: Path, *, ports: int) -> records.Ran | None:
    """Run the set-up command there, with the network; None: there is none."""
    if not world.settings.setup:
        return None
    return world.boxes.run(
        records.Command(
            words=("sh", "-c", world.settings.setup),
            workspace=workspace,
            log=world.log(ticket, f"setup-{workspace.name}"),
            cancelled=lambda: is_cancelled(world, ticket),
            network=True,
            ports=ports,
        )
    )


def include(repository: Path, target: Path) -> None:
    """Copy the ignored files that `.worktreeinclude` of the clone's commit names, such as .env; links are left out."""
    try:
        patterns = (target / INCLUDE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    wanted = pathspec.PathSpec.from_lines("gitignore", patterns)
    listed = command.run(repository, "ls-files", "-z", "--others", "--ignored", "--exclude-standard")
    for path in wanted.match_files(each.decode(errors="surrogateescape") for each in listed.split(b"\0") if each):
        source, copy = repository / path, target / path
        if source.is_symlink() or not source.is_file() or source.stat().st_size > BIGGEST:
            continue
        if target.resolve() not in copy.parent.resolve().parents and copy.parent.resolve() != target.resolve():
            continue  # a link in the commit leads elsewhere
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copy, follow_symlinks=False)


def block_of_ports(world: World) -> int:
    """Return the first port of the lowest block that no living ticket has; 0: ports are not wanted."""
    size, first = world.settings.ports, world.settings.first_port
    if not size:
        return 0
    with database.reading(world.store) as connection:
        taken = tickets.ports_in_use(connection, records.ENDED)
    return next(port for port in range(first, 65_536 - size, size) if port not in taken)


def name_of(ticket: Ticket) -> str:
    """Return the name of the ticket's branch."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in ticket.title.lower()).split()
    return "-".join([f"jig/{ticket.id}", *words[:6]])[:60].rstrip("-")


def stopped(world: World, ticket: Ticket) -> Move:
    """Say where a ticket goes whose work was broken off. Raises Lost unless somebody cancelled it and it is ours."""
    with database.reading(world.store) as connection:
        now = tickets.get(connection, ticket.id)
    if now is None or now.worker != world.worker or not now.cancel:
        raise records.Lost
    return Move(to=records.CLEANING, why="cancelled")


def is_cancelled(world: World, ticket: Ticket) -> bool:
    """Tell whether somebody wants the ticket to end, or it is no longer this execution that works on it."""
    if world.interrupted():
        return True
    try:
        with database.reading(world.store) as connection:
            now = tickets.get(connection, ticket.id)
    except errors.StoreFailed:
        return False  # the database is away for a moment: no reason to stop an agent
    return now is None or now.cancel or now.worker != world.worker
