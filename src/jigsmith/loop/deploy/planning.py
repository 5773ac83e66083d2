"""Planning: what deploying or taking back comes to, piece by piece, beside what is there now. Nothing is written here.

A piece is ours while it hashes to what a receipt says. What has another hash was edited by somebody: it stays.
"""

import dataclasses
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import paths
from jigsmith.loop.deploy import blocks, files, members, records

Piece = records.Piece
Receipt = records.Receipt
Step = records.Step
Wanted = records.Wanted
MAX_BYTES = 5_000_000
KINDS: dict[str, Any] = {"skill": files, "docs": files, "mcp": members, "agents": blocks}
"""By target: the module that knows how such a piece is put in, changed and taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The project, the template, and what receipts say was written for it and for others."""

    root: Path
    template: str
    mine: Receipt | None
    others: Sequence[Receipt]

    def written(self, target: str, path: str) -> list[Piece]:
        """What was written there for this template."""
        return [p for p in self.mine.pieces if (p.target, p.path) == (target, path)] if self.mine else []

    def by_others(self, target: str, path: str) -> list[tuple[str, Piece]]:
        """What was written there for other templates, with their names."""
        every = [(receipt.template, piece) for receipt in self.others for piece in receipt.pieces]
        return [(name, piece) for name, piece in every if (piece.target, piece.path) == (target, path)]


def install(scene: Scene, wanted: Sequence[Wanted]) -> list[Step]:
    """What it takes for everything to be in its place. DeployConflict: somebody else's is in a place, or is broken."""
    placed = [dataclasses.replace(each, path=resolved(scene.root, each.path)) for each in wanted]
    steps = [_install(scene, each) for each in placed]
    foreign = [f"{step.path} {step.reason}" for step in steps if step.action == "left" and step.piece is None]
    if foreign:
        do = "Nothing was changed. Move it away, or leave it out with `--to`."
        raise errors.DeployConflict("; ".join(foreign), where=str(scene.root), do=do)
    return steps


def _install(scene: Scene, wanted: Wanted) -> Step:
    kind = KINDS[wanted.target]
    data = read(scene.root, wanted.path)
    now = None if data is None else kind.state(data, wanted.path, scene.template)
    if data is None or now is None:
        return _put(scene, wanted, data)
    goal, known = kind.digest(wanted.content), _known(scene, wanted, now)
    step = Step(target=wanted.target, path=wanted.path, action="unchanged", before=data, after=data)
    if now == goal:
        mine = known and msgspec.structs.replace(known, sha256=goal)
        return dataclasses.replace(step, piece=mine, reason="" if known else "was there already")
    if known is None:
        return _foreign(scene, wanted, step)
    if now == known.sha256:
        after = kind.update(data, wanted, scene.template)
        return dataclasses.replace(
            step,
            action="change",
            after=after,
            piece=msgspec.structs.replace(known, sha256=goal),
            reason="brought up to date",
        )
    if known.sha256 == goal:
        return dataclasses.replace(step, action="kept", piece=known, reason="edited since; it stays as it is")
    return dataclasses.replace(step, action="left", piece=known, reason="edited since; it was not brought up to date")


def _put(scene: Scene, wanted: Wanted, data: bytes | None) -> Step:
    """The step that puts in what is not there."""
    after, marks = KINDS[wanted.target].put(data, wanted, scene.template)
    theirs = scene.by_others(wanted.target, wanted.path)
    made_before = any(piece.made for piece in [*scene.written(wanted.target, wanted.path), *dict(theirs).values()])
    if data is not None and wanted.target in ("mcp", "agents"):
        marks["made"] = made_before
    if data is not None and wanted.target == "agents":
        above = dict(theirs).get(blocks.last(data) or "")
        marks["glue"] = above.glue if above else marks["glue"]
    goal = KINDS[wanted.target].digest(wanted.content)
    piece = Piece(target=wanted.target, path=wanted.path, sha256=goal, **marks)
    action: records.Action = "create" if data is None else "change"
    return Step(target=wanted.target, path=wanted.path, action=action, before=data, after=after, piece=piece)


def _known(scene: Scene, wanted: Wanted, now: str) -> Piece | None:
    """What the receipts say about the piece; of several, the one that is as it is now. Only entries are shared."""
    found = scene.written(wanted.target, wanted.path)
    if wanted.target == "mcp":
        found += [piece for _, piece in scene.by_others(wanted.target, wanted.path)]
    return next((piece for piece in found if piece.sha256 == now), found[0] if found else None)


def _foreign(scene: Scene, wanted: Wanted, step: Step) -> Step:
    """The step for what somebody else has put there: it stays."""
    if wanted.target == "mcp" and members.starts_jig(step.before or b"", wanted.path):
        return dataclasses.replace(step, action="kept", reason=f"has an entry `{members.KEYS[-1]}` of its own")
    owner = next(iter(scene.by_others(wanted.target, wanted.path)), None)
    reason = {
        "mcp": f"has another server called `{members.KEYS[-1]}`",
        "agents": "has a block of that name that `jig deploy` did not write",
    }.get(wanted.target, "is there, and `jig deploy` did not write it")
    if owner and wanted.target != "agents":
        reason = f"belongs to the template `{owner[0]}`"
    return dataclasses.replace(step, action="left", reason=reason)


def uninstall(scene: Scene, pieces: Sequence[Piece], fresh: Sequence[str] = ()) -> list[Step]:
    """What it takes for the pieces to be gone. What cannot be taken back is left, with the reason.

    `fresh` has the hashes of what would be written today: another template may have brought a shared entry up to date.
    """
    return [_uninstall(scene, piece, fresh) for piece in pieces]


def _uninstall(scene: Scene, piece: Piece, fresh: Sequence[str]) -> Step:
    kind = KINDS[piece.target]
    step = Step(target=piece.target, path=piece.path, action="gone")
    try:
        data = read(scene.root, piece.path)
        now = None if data is None else kind.state(data, piece.path, scene.template)
    except errors.JigError as error:
        return dataclasses.replace(step, action="left", piece=piece, reason=error.what)
    step = dataclasses.replace(step, before=data, after=data)
    if data is None or now is None:
        return step
    shared = scene.by_others(piece.target, piece.path) if piece.target == "mcp" else []
    if shared:
        return dataclasses.replace(step, action="kept", reason=f"the template `{shared[0][0]}` needs it")
    if now not in (piece.sha256, *fresh):
        return dataclasses.replace(step, action="left", piece=piece, reason="edited since; take it away by hand")
    after = kind.take(data, piece, scene.template)
    return dataclasses.replace(step, action="remove" if after is None else "change", after=after)


def resolved(root: Path, relative: str) -> str:
    """The path with links followed, as long as they stay in the project. PathEscapes: they do not."""
    paths.checked(relative)
    try:
        base = root.resolve()
        place = (base / relative).resolve()
    except (OSError, RuntimeError) as error:
        raise errors.PathEscapes(f"{relative} goes in a circle of symbolic links") from error
    if not place.is_relative_to(base):
        do = "Nothing was written. Leave it out with `--to`."
        raise errors.PathEscapes(f"{relative} leads out of the project by a symbolic link", where=str(root), do=do)
    return place.relative_to(base).as_posix()


def read(root: Path, relative: str) -> bytes | None:
    """A file below the root; None: there is nothing. DeployConflict: it is no file, or a file is above it."""
    place = paths.jail_file(root, relative)
    try:
        status = place.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            what = "is no file" if not stat.S_ISREG(status.st_mode) else f"is larger than {MAX_BYTES} bytes"
            raise errors.DeployConflict(f"{relative} {what}", where=str(root), do="Nothing was changed.")
        return place.read_bytes()
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        what = f"{relative} needs a folder where a file is"
        raise errors.DeployConflict(what, where=str(root), do="Nothing was changed.") from error
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=str(place)) from error
