"""Updating one instance: what becomes of each of its files and of what was put into others, worked out in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from jigsmith.app import asking, bases, generate, injecting, instances, moved, outcome, overlay
from jigsmith.base import errors
from jigsmith.engines.templates import changes, paths, records, render
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates.merging import decide, markers, text

State = Literal["current", "updated", "conflict", "refused", "gone"]
"""`gone`: there is no such template any more, so the instance stays as it is."""
_ADOPT = "Run `jig adopt` for it: then what is there is taken for what was generated."


class Unsettled(errors.UpdateRefused):  # no own entry in the reference: it is this refusal
    """A file has a conflict in it that is not settled yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpdate:
    """What becomes of one file of an instance."""

    path: str
    action: str
    """`keep`, `take`, `merged`, `conflict`, `deleted`, `remove`, `create`, `create-conflict`, `rename`, `inject`."""
    reason: str = ""
    """What one should know, in words that follow the path."""
    was: str = ""
    """Where it was, if it is moved."""
    diff: Sequence[str] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is left for somebody to decide."""
        return self.action not in ("conflict", "create-conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceUpdate:
    """What becomes of one instance."""

    template: str
    name: str
    was: str
    """The version it was made with."""
    version: str
    state: State
    files: Sequence[FileUpdate] = ()
    """Those of which there is something to say."""
    reason: str = ""
    """Why it is refused."""
    dropped: Sequence[str] = ()
    """Parameters that are recorded and that the template has no more."""


@dataclass(slots=True)
class Work:
    """One instance on its way to the new version."""

    record: instances.Record
    template: formats.Loaded
    base: bases.Base
    moves: moved.Moves
    at: Mapping[str, str]
    """Where files are now that somebody has moved, by where they were."""
    files: list[FileUpdate] = field(default_factory=list)
    new: list[bases.Made] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    put: list[bases.Put] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def records(self, parameters: Mapping[str, Any], left: Mapping[str, str]) -> list[render.Rendered]:
        """The record and the base that the instance has afterwards; `left`: hashes of files as hooks left them."""
        record = msgspec.structs.replace(
            self.record,
            version=self.template.version,
            digest=formats.digest(self.template),
            parameters=dict(parameters),
            files={**self.hashes, **left},
        )
        base = bases.Base(files=self.new, put=self.put)
        return [instances.rendered(record), bases.rendered(record.template, record.name, base)]


def base_of(root: Path, record: instances.Record, template: formats.Loaded) -> bases.Base:
    """What the instance was generated from. UpdateRefused: it is not stored, and can no longer be made."""
    found = bases.read(root, record.template, record.name)
    if found is not None:
        return found
    if record.digest == formats.digest(template):
        return bases.of(render.render(template, record.name, record.parameters))
    what = f"what {record.name} was generated as is not stored"
    where = instances.place(record.template, record.name)
    raise errors.UpdateRefused(what, where=where, do=_ADOPT)


def merge(work: Work, tree: overlay.Overlay, params: Mapping[str, Any]) -> None:
    """Merge all files of the instance into `tree`. Raises what rendering raises, and UpdateRefused: a file has a
    conflict in it that is not settled.
    """
    template, name = work.template, work.record.name
    values = asking.completed(template, name, params, work.record.parameters)
    rendered = generate.made(tree.root, template, name, values)
    sheet = _injected(work, tree, rendered, values)
    old = {made.id: made for made in work.base.files}
    new = {file.identity: file for file in sheet.files}
    paths.distinct(file.path for file in sheet.files)
    labels = ("yours", f"{template.name} {work.record.version}", f"{template.name} {template.version}")
    for known in {**old, **new}:
        _file(work, tree, (old.get(known), new.get(known)), labels)


def _file(
    work: Work,
    tree: overlay.Overlay,
    pair: tuple[bases.Made | None, render.Rendered | None],
    labels: text.Labels,
) -> None:
    base, new = pair
    path = (base.at or base.path) if base else new.path if new else ""
    at = work.at.get(path, path)
    there = tree.get(at)
    ours = None if there is None else _side(at, there.data, there.link, there.mode)
    _refuse_unsettled(ours, base)
    was = _generated(work.record, base, ours, new)
    theirs = _side(new.path, new.data, new.link, new.mode) if new else None
    policy = new.policy if new else base.policy if base else "merge"
    found = _parsed(decide.settle(was, ours, theirs, policy=policy, labels=labels), ours, theirs, labels)
    found = _shared(work, _not_over(found, ours, tree))
    _note(work, tree, found, ours)
    if new is not None:
        end = found.path if found.action != "deleted" else at
        work.new.append(bases.of([new]).files[0])
        if end != new.path:
            work.new[-1] = msgspec.structs.replace(work.new[-1], at=end)
        work.hashes[end] = changes.sha(changes.content_of(new))


def _generated(
    record: instances.Record, base: bases.Made | None, ours: decide.Side | None, new: render.Rendered | None
) -> decide.Side | None:
    """The file as it was generated. Where hooks have changed it and nobody else has, that is how they left it."""
    if base is None:
        return None
    stored = _side(base.path, base.data, base.link, base.mode)
    if ours is None or ours.link is not None or (new and (new.data, new.link) == (base.data, base.link)):
        return stored
    known = record.files.get(ours.path)
    return replace(stored, data=ours.data, link=None) if known == changes.sha(ours.data) else stored


def _side(path: str, data: bytes | None, link: str | None, mode: int) -> decide.Side:
    return decide.Side(path=path, data=data or b"", mode=mode, link=link)


def _refuse_unsettled(ours: decide.Side | None, base: bases.Made | None) -> None:
    line = markers.unresolved(ours.data) if ours else None
    if ours and line and not (base and base.data and markers.unresolved(base.data)):
        do = "Settle it and run `jig update --continue` if an update left it; nothing was changed."
        raise Unsettled("a conflict is not settled yet", where=f"{ours.path}:{line}", do=do)


def _parsed(
    found: decide.Outcome, ours: decide.Side | None, theirs: decide.Side | None, labels: text.Labels
) -> decide.Outcome:
    """A merge that would not parse, though both sides do, is a conflict: both sides, for somebody to choose."""
    if found.action != "merged" and not (found.action == "rename" and found.file and ours and theirs):
        return found
    if found.file is None or ours is None or theirs is None or found.file.link is not None:
        return found
    from jigsmith.engines.trees import syntax  # noqa: PLC0415 - start-up time: only for what was merged

    if syntax.first_error(found.file.path, found.file.data) is None:
        return found
    sides = [(ours.path, ours.data), (theirs.path, theirs.data)]
    if any(syntax.first_error(path, data) is not None for path, data in sides):
        return found
    both = text.merge("", ours.data.decode(), theirs.data.decode(), labels=labels)
    file = replace(found.file, data=both.text.encode())
    reason = "would not parse with your changes and those of the template in it"
    return replace(found, action="conflict", file=file, reason=reason, conflicts=max(both.conflicts, 1))


def _not_over(found: decide.Outcome, ours: decide.Side | None, tree: overlay.Overlay) -> decide.Outcome:
    """A file that moves to a place where something else is, is a conflict."""
    taken = found.file is not None and found.path != (ours.path if ours else None) and tree.get(found.path)
    if not taken or ours is None:
        return found
    reason = f"is to be moved to {found.path}, where something else is"
    return decide.Outcome(action="conflict", path=ours.path, reason=reason)


def _shared(work: Work, found: decide.Outcome) -> decide.Outcome:
    """A file that others make too stays for them."""
    if found.was is None or (found.action == "rename" and found.was == found.path):
        return found
    mine = (work.record.template, work.record.name)
    others = work.moves.others(found.was, mine)
    work.moves.let_go(found.was, mine)
    if not others:
        return found
    reason = f"is no longer made for this one, and stays: {' '.join(others[0])} has it too"
    if found.action == "remove":
        return decide.Outcome(action="keep", path=found.was, reason=reason)
    return replace(found, was=None) if found.path != found.was else found


def _note(work: Work, tree: overlay.Overlay, found: decide.Outcome, ours: decide.Side | None) -> None:
    """Do in the tree what was decided, and say so."""
    before = overlay.There(ours.data if ours.link is None else None, ours.link, ours.mode) if ours else None
    if found.file is not None:
        file = found.file
        after = overlay.There(file.data if file.link is None else None, file.link, file.mode)
        if found.was and found.was != found.path:
            tree.put(found.was, None)
        tree.put(found.path, after)
    elif found.action == "remove" and found.was:
        after = None
        tree.put(found.was, None)
    else:
        after = before
    if found.action in ("keep", "deleted") and not found.reason:
        return
    if found.clean and after is not None:
        work.written.append(found.path)
    work.files.append(
        FileUpdate(
            path=found.path,
            action=found.action,
            reason=found.reason,
            was=found.was if found.was and found.was != found.path else "",
            diff=diff(found.path, before, after),
        )
    )


def diff(path: str, before: overlay.There | None, after: overlay.There | None) -> list[str]:
    """A unified diff of one file; empty where it is no text."""
    old, new = (side.data if side else None for side in (before, after))
    file = render.Rendered(path=path, data=new)
    return outcome.diff(changes.Change(file=file, action="modify", before=old)) if old != new else []


def _injected(
    work: Work, tree: overlay.Overlay, files: Sequence[render.Rendered], values: Mapping[str, Any]
) -> injecting.Sheet:
    """The files with what the template puts into them; what it puts into others is carried over there."""
    sheet = injecting.Sheet(list(files), tree)
    known = {put.id: put for put in work.base.put}
    for wish in injecting.wished(work.template, values) if work.template.inject or known else ():
        _carry(work, sheet, wish, known.pop(wish.id, None))
    for gone in known.values():
        before = tree.get(gone.path)
        if injecting.take_out(sheet, gone):
            work.files.append(_put_note(tree, gone.path, before, ""))
        elif before is not None:
            reason = "the template puts nothing there any more; what it had put was changed, and stays"
            work.files.append(_put_note(tree, gone.path, before, reason))
    work.put = sheet.put
    return sheet


def _carry(work: Work, sheet: injecting.Sheet, wish: injecting.Wish, old: bases.Put | None) -> None:
    """Carry one injection over: what is new is put in, what changed is replaced, what somebody took out stays out."""
    own = sheet.own(wish.path) is not None
    before = None if own else sheet.others.get(wish.path)
    if own or old is None:
        injecting.one(sheet, wish, None)
    elif old.text == wish.text and old.path == wish.path:
        sheet.put.append(old)
        return
    else:
        source = sheet.text(wish.path)
        done = None if source is None else injecting.replaced(source, wish, old)
        if done is None:
            reason = "was changed where the template had put something; the new text was not put there"
            work.files.append(FileUpdate(path=wish.path, action="conflict", reason=reason))
            sheet.put.append(old)
            return
        sheet.set(wish.path, done.text)
        sheet.put.append(injecting.kept(wish, done.added))
    if not own and sheet.others.get(wish.path) != before:
        work.files.append(_put_note(sheet.others, wish.path, before, ""))


def _put_note(tree: overlay.Overlay, path: str, before: overlay.There | None, reason: str) -> FileUpdate:
    return FileUpdate(path=path, action="inject", reason=reason, diff=diff(path, before, tree.get(path)))


def kept_values(template: records.Template, record: instances.Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values for the update: those given now, and those recorded of the parameters that are still there."""
    return {**asking.kept(template, record, given), **given}
