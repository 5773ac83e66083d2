"""Decide: what becomes of one file, given how it was generated, how it is, and how it would be generated now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from jigsmith.base import errors
from jigsmith.engines.templates.merging import markers, regions, text, union

Policy = Literal["merge", "once", "owned", "union", "structural"]
Action = Literal["keep", "take", "merged", "conflict", "deleted", "remove", "create", "create-conflict", "rename"]
EXECUTABLE = 0o111
Labels = text.Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A file as one of the three sides has it."""

    path: str
    data: bytes
    """Empty for a symbolic link."""
    mode: int = 0o644
    link: str | None = None
    """The target of a symbolic link, from the folder the link is in; None: it is a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is to be done with one file.

    `keep` and `deleted`: nothing. `take`, `create`: write `file`, as the template has it. `merged`: write `file`, with
    edits of both. `rename`: write `file` and remove `was`. `remove`: remove `was`. `conflict`: write `file`, which
    holds markers, when there is one, and remove `was`, when there is one; otherwise nothing, and the user decides.
    `create-conflict`: nothing; something else is in the place of a new file.
    """

    action: Action
    path: str
    """Where the file is, or would be."""
    file: Side | None = None
    """What to write. None: whatever is there stays."""
    was: str | None = None
    """The path to remove, once `file` is written."""
    reason: str = ""
    """What the user should know, in words that follow the path. Empty: nothing needs to be said."""
    conflicts: int = 0
    """How many conflicts `file` has between markers."""
    keys: tuple[str, ...] = ()
    """What is in conflict, where the file has keys."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left for the user to decide."""
        return self.action not in ("conflict", "create-conflict")


def settle(
    base: Side | None, ours: Side | None, theirs: Side | None, *, policy: Policy = "merge", labels: Labels = text.LABELS
) -> Outcome:
    """What becomes of a file. None: it was not generated before, is not there, or is not generated any more.

    Where the user moved it, `ours` comes with the path it has now, and stays there.
    """
    if base is None:
        return _new(ours, theirs)
    if ours is None:
        return _missing(base, theirs, policy)
    if theirs is None:
        return _dropped(base, ours, policy)
    if policy == "once":
        return Outcome(action="keep", path=ours.path)
    if policy == "owned" and not _same(base, ours):
        return _trespassed(base, ours, theirs)
    return _placed(_content(base, ours, theirs, (policy, labels)), base, ours, theirs)


def _new(ours: Side | None, theirs: Side | None) -> Outcome:
    """The template did not make it before."""
    if theirs is None:
        return Outcome(action="keep", path=ours.path if ours else "")
    if ours is None:
        return Outcome(action="create", path=theirs.path, file=theirs)
    if _same(ours, theirs):
        return Outcome(action="keep", path=ours.path)
    reason = "is there already and differs from what the template newly makes"
    return Outcome(action="create-conflict", path=ours.path, reason=reason)


def _missing(base: Side, theirs: Side | None, policy: Policy) -> Outcome:
    """The user deleted it."""
    if theirs is None or policy == "once" or _same(base, theirs):
        return Outcome(action="deleted", path=base.path)
    return Outcome(action="conflict", path=base.path, reason="was deleted by you and changed by the template")


def _dropped(base: Side, ours: Side, policy: Policy) -> Outcome:
    """The template makes it no more."""
    if policy == "once":
        return Outcome(action="keep", path=ours.path)
    if _same(base, ours):
        return Outcome(action="remove", path=ours.path, was=ours.path)
    reason = "is no longer made by the template, and stays because of your changes in it"
    return Outcome(action="keep", path=ours.path, reason=reason)


def _trespassed(base: Side, ours: Side, theirs: Side) -> Outcome:
    """The template owns it, and the user edited it."""
    if _same(ours, theirs) or _same(base, theirs):
        return _placed(Outcome(action="keep", path=ours.path), base, ours, theirs)
    return Outcome(action="conflict", path=ours.path, reason="belongs to the template, and has changes of yours")


def _same(one: Side, two: Side) -> bool:
    """Whether two sides hold the same, line ends left aside: some checkouts turn them."""
    if one.link is not None or two.link is not None:
        return one.link == two.link
    return one.data == two.data or _flat(one.data) == _flat(two.data)


def _flat(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data and _text(data) is not None else data


def _text(data: bytes) -> str | None:
    """The text in it; None: it is none."""
    try:
        return None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _content(base: Side, ours: Side, theirs: Side, how: tuple[Policy, Labels]) -> Outcome:
    """What the file holds in the end, paths and modes left aside."""
    if _same(ours, theirs) or _same(base, theirs):
        return Outcome(action="keep", path=ours.path)
    linked = any(side.link is not None for side in (base, ours, theirs))
    if (base.link, base.data) == (ours.link, ours.data) or (linked and _same(base, ours)):
        return Outcome(action="take", path=ours.path, file=theirs)
    if linked:
        return _refused(ours, "is a symbolic link on one side, and changed on both")
    before, mine, new = (_text(side.data) for side in (base, ours, theirs))
    if before is None or mine is None or new is None:
        return _refused(ours, "is no text, and changed on both sides")
    line = markers.unresolved(ours.data)
    if line and not markers.unresolved(base.data):
        return _refused(ours, f"has a conflict on line {line} that is not settled yet")
    return _merged((before, mine, new), ours, theirs, how)


def _refused(ours: Side, reason: str) -> Outcome:
    return Outcome(action="conflict", path=ours.path, reason=reason)


def _merged(texts: tuple[str, str, str], ours: Side, theirs: Side, how: tuple[Policy, Labels]) -> Outcome:
    """Both changed it, and it is text."""
    policy, labels = how
    try:
        found = _ways(policy, theirs.path)(*texts, labels=labels)
    except errors.ValidationFailed as error:
        return _refused(ours, f"cannot be merged: {error.where}: {error.what}")
    data = found.text.encode()
    if found.conflicts:
        keys = f" ({', '.join(found.keys)})" if found.keys else ""
        reason = f"has changes of yours where the template changed it too{keys}"
        file = replace(ours, data=data)
        done = Outcome(action="conflict", path=ours.path, file=file, reason=reason, conflicts=found.conflicts)
        return replace(done, keys=found.keys)
    if data == ours.data:
        return Outcome(action="keep", path=ours.path)
    action: Action = "take" if data == theirs.data else "merged"
    return Outcome(action=action, path=ours.path, file=replace(ours, data=data))


def _ways(policy: Policy, path: str) -> Callable[..., text.Merged]:
    """How text of this policy is merged."""
    if policy == "union":
        return _union
    if policy != "structural":
        return regions.merge
    from jigsmith.engines.templates.merging import structural  # noqa: PLC0415 - start-up time: tomlkit takes a while

    kind = structural.kind_of(path)
    return partial(structural.merge, kind=kind) if kind else regions.merge


def _union(base: str, ours: str, theirs: str, *, labels: Labels) -> text.Merged:
    return regions.merge(base, ours, theirs, labels=labels, by=union.merge)


def _placed(found: Outcome, base: Side, ours: Side, theirs: Side) -> Outcome:
    """The outcome, with the path and the mode that the file has in the end. What waits for the user is not moved."""
    if not found.clean and found.file is None:
        return found
    path = text.pick(base.path, ours.path, theirs.path)
    executable = text.pick(*(bool(side.mode & EXECUTABLE) for side in (base, ours, theirs)))
    mode = ours.mode if executable == bool(ours.mode & EXECUTABLE) else theirs.mode
    file = replace(found.file or ours, path=path, mode=mode)
    if path != ours.path and found.clean:
        return replace(found, action="rename", path=path, file=file, was=ours.path)
    if path != ours.path:
        return replace(found, path=path, file=file, was=ours.path)
    if found.action == "keep" and mode != ours.mode and ours.link is None:
        same = (ours.link, ours.data) == (theirs.link, theirs.data)
        return replace(found, action="take" if same else "merged", file=file)
    return found if found.file is None else replace(found, file=file)
