"""Updating one instance: what becomes of each of its files and of what was put into others, worked out in memory."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import structs

from jigsmith.app import generate
from jigsmith.app.generating import asking
from jigsmith.app.records import bases, instances, overlay
from jigsmith.app.updating import carrying, updates
from jigsmith.base import errors
from jigsmith.engines.templates import changes, paths, records, render
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates.merging import decide, markers, text

_ADOPT = "Run `jig adopt` for it: then what is there is taken for what was generated."


class Unsettled(errors.UpdateRefused):  # no own entry in the reference: it is this refusal
    """A file has a conflict in it that is not settled yet."""


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


def merge(work: updates.Work, tree: overlay.Overlay, params: Mapping[str, Any]) -> None:
    """Merge all files of the instance into `tree`. Raises what rendering raises, and UpdateRefused: a file has a
    conflict in it that is not settled.
    """
    template, name = work.template, work.record.name
    values = asking.completed(template, name, params, work.record.parameters)
    rendered = generate.made(tree.root, template, name, params, values=values)
    sheet = carrying.injected(work, tree, rendered, values)
    old = {made.id: made for made in work.base.files}
    new = {file.identity: file for file in sheet.files}
    paths.distinct(file.path for file in sheet.files)
    labels = ("yours", f"{template.name} {work.record.version}", f"{template.name} {template.version}")
    for known in {**old, **new}:
        _file(work, tree, (old.get(known), new.get(known)), labels)


def _file(
    work: updates.Work,
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
            work.new[-1] = structs.replace(work.new[-1], at=end)
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


def _shared(work: updates.Work, found: decide.Outcome) -> decide.Outcome:
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


def _note(work: updates.Work, tree: overlay.Overlay, found: decide.Outcome, ours: decide.Side | None) -> None:
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
        updates.FileUpdate(
            path=found.path,
            action=found.action,
            reason=found.reason,
            was=found.was if found.was and found.was != found.path else "",
            diff=updates.diff(found.path, before, after),
        )
    )


def kept_values(template: records.Template, record: instances.Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values for the update: those given now, and those recorded of the parameters that are still there."""
    return {**asking.kept(template, record, given), **given}
