"""Carrying: what a template puts into files of others is carried over to its new version."""

from collections.abc import Mapping, Sequence
from typing import Any

from jigsmith.app.generating import injecting
from jigsmith.app.records import bases, overlay
from jigsmith.app.updating import updates
from jigsmith.engines.templates import render


def injected(
    work: updates.Work, tree: overlay.Overlay, files: Sequence[render.Rendered], values: Mapping[str, Any]
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


def _carry(work: updates.Work, sheet: injecting.Sheet, wish: injecting.Wish, old: bases.Put | None) -> None:
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
            work.files.append(updates.FileUpdate(path=wish.path, action="conflict", reason=reason))
            sheet.put.append(old)
            return
        sheet.set(wish.path, done.text)
        sheet.put.append(injecting.kept(wish, done.added))
    if not own and sheet.others.get(wish.path) != before:
        work.files.append(_put_note(sheet.others, wish.path, before, ""))


def _put_note(tree: overlay.Overlay, path: str, before: overlay.There | None, reason: str) -> updates.FileUpdate:
    return updates.FileUpdate(
        path=path, action="inject", reason=reason, diff=updates.diff(path, before, tree.get(path))
    )
