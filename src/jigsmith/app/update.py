"""Update: carry what changed in templates into everything that was generated from them, and keep what people changed.

All instances are merged in memory first and written together or not at all. Where a conflict is left, their records
wait until `proceed`; `abort` takes the whole update back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app import history, hooks, instances, moved, overlay, undo, updating, usage, validation
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, locking, parameters, render, write
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates.merging import markers

InstanceUpdate = updating.InstanceUpdate
FileUpdate = updating.FileUpdate
_STATE = "update.waiting"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An update with conflicts that nobody has settled yet."""

    number: int
    """Of its entry in the history."""
    files: list[str]
    """Those with conflicts."""
    records: list[tuple[str, bytes]]
    """What is written once they are settled, by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an update does; nothing is written yet."""

    root: Path
    home: Path
    instances: Sequence[InstanceUpdate]
    written: Sequence[changes.Change] = field(default=(), repr=False)
    records: Sequence[tuple[bool, render.Rendered]] = field(default=(), repr=False)
    """Records and bases; whether their instance is without conflict."""
    commands: Sequence[tuple[formats.Loaded, str, list[str], Mapping[str, Any]]] = field(default=(), repr=False)
    """By template, name, files and values: where hooks run afterwards."""

    @property
    def conflicts(self) -> list[FileUpdate]:
        """The files that are left for somebody to decide."""
        return [file for each in self.instances for file in each.files if not file.clean]

    @property
    def refused(self) -> list[InstanceUpdate]:
        """The instances that cannot be updated."""
        return [each for each in self.instances if each.state == "refused"]


def plan(
    root: Path,
    template: str | None = None,
    names: Sequence[str] = (),
    *,
    given: Mapping[str, Any] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """What would become of the instances of a template (by default of all), or of those named.

    TemplateMissing, TemplateInvalid, InstanceMissing; UpdateRefused: an update before it is not finished, or a file has
    a conflict in it. An instance that cannot be updated is in the plan, with the reason.
    """
    home = places.home()
    refuse_waiting(root, home)
    tree = overlay.Overlay(root)
    done: list[InstanceUpdate] = []
    works: list[tuple[updating.Work, Mapping[str, Any]]] = []
    for record, loaded in _chosen(root, template, names):
        if progress:
            progress(record.name)
        if isinstance(loaded, str):
            done.append(_refused(record, loaded))
        elif record.digest == formats.digest(loaded) and not given:
            done.append(_update(record, loaded, "current"))
        else:
            found, work = _one(tree, record, loaded, given or {})
            done.append(found)
            works += [(work, _given(loaded, record, given or {}))] if work else []
    return _planned(root, home, tree, (done, works))


def _chosen(
    root: Path, template: str | None, names: Sequence[str]
) -> Iterator[tuple[instances.Record, formats.Loaded | str]]:
    """Every instance that is meant, with its template, or why there is none."""
    if template is None:
        for each in instances.templates(root):
            try:
                loaded: formats.Loaded | str = formats.load(formats.find(root, each))
            except errors.JigError as error:
                loaded = str(error)
            yield from ((record, loaded) for record in instances.list_all(root, each))
        return
    one = formats.load(formats.find(root, template))
    usage.current().about(one.name, one.version)
    if not names:
        yield from ((record, one) for record in instances.list_all(root, one.name))
    for name in names:
        record = instances.read(root, one.name, name)
        if record is None:
            raise errors.InstanceMissing(f"no instance {name!r} of {one.name} is recorded", where=str(root))
        yield record, one


def _one(
    tree: overlay.Overlay, record: instances.Record, template: formats.Loaded, given: Mapping[str, Any]
) -> tuple[InstanceUpdate, updating.Work | None]:
    """Merge one instance into the tree; one that cannot be leaves the tree as it was."""
    before = dict(tree.now)
    try:
        params = updating.kept_values(template, record, given)
        work = updating.Work(record, template, updating.base_of(tree.root, record, template))
        gone = {
            at: made.data for made in work.base.files if tree.get(at := made.at or made.path) is None
        }  # fmt: skip
        updating.merge(work, tree, params, moved.find(tree.root, gone))
    except errors.UpdateRefused as error:
        if error.where and ":" in error.where:
            raise
        return _refused(record, str(error), template), None
    except errors.JigError as error:
        tree.now = before
        return _refused(record, str(error), template), None
    clean = all(file.clean for file in work.files)
    dropped = [key for key in record.parameters if key not in template.parameters]
    found = _update(record, template, "updated" if clean else "conflict")
    return replace(found, files=work.files, dropped=dropped), work


def _given(template: formats.Loaded, record: instances.Record, given: Mapping[str, Any]) -> Mapping[str, Any]:
    values = updating.kept_values(template, record, given)
    return parameters.differing(template, record.name, values)


def _update(record: instances.Record, template: formats.Loaded, state: updating.State) -> InstanceUpdate:
    return InstanceUpdate(
        template=record.template, name=record.name, was=record.version, version=template.version, state=state
    )


def _refused(record: instances.Record, why: str, template: formats.Loaded | None = None) -> InstanceUpdate:
    version = template.version if template else ""
    return InstanceUpdate(
        template=record.template, name=record.name, was=record.version, version=version, state="refused", reason=why
    )


def _planned(
    root: Path,
    home: Path,
    tree: overlay.Overlay,
    found: tuple[list[InstanceUpdate], list[tuple[updating.Work, Mapping[str, Any]]]],
) -> Plan:
    done, works = found
    records, commands = [], []
    planned = tree.changes()
    for work, given in works:
        clean = all(file.clean for file in work.files)
        records += [(clean, file) for file in work.records(given)]
        values = parameters.complete(work.template, work.record.name, given)
        if work.template.hooks.after and work.written:
            commands.append((work.template, work.record.name, work.written, values))
        mine = [change for change in planned if change.file.path in work.written]
        validation.run(root, work.template, mine, values)
    return Plan(root=root, home=home, instances=done, written=planned, records=records, commands=commands)


def apply(planned: Plan) -> Plan:
    """Write what is planned, all of it or nothing, with the hooks of the templates.

    WouldOverwrite: something changed since; HookNotTrusted, HookFailed, WriteFailed.
    """
    root, home = planned.root, planned.home
    for template, *_ in planned.commands:
        hooks.refuse_untrusted(root, template, home)
    now = [changes.over(root, file) for clean, file in planned.records if clean]
    later = [file for clean, file in planned.records if not clean]
    conflicts = sorted({file.path for file in planned.conflicts})
    about = history.About("update", *_told(planned.instances))
    with ExitStack() as stack:
        stack.enter_context(locking.alone(root))
        history.recover(root, home)
        number = stack.enter_context(history.recorded(root, home, about, [*planned.written, *now]))
        stack.enter_context(write.written(root, planned.written))
        _run_hooks(planned)
        stack.enter_context(write.written(root, now))
        if later:
            waiting = Waiting(number=number, files=conflicts, records=[(f.path, f.data or b"") for f in later])
            _wait(root, home, waiting)
    usage.current().wrote(files=len(planned.written), lines=0)
    return planned


def _told(done: Sequence[InstanceUpdate]) -> tuple[str, str]:
    """The template and the name in the history: only where there is one alone."""
    touched = [each for each in done if each.state in ("updated", "conflict")]
    names, kinds = {each.name for each in touched}, {each.template for each in touched}
    return (min(kinds) if len(kinds) == 1 else "", min(names) if len(names) == 1 else "")


def _run_hooks(planned: Plan) -> None:
    for template, name, files, values in planned.commands:
        extra = {"JIG_TEMPLATE": template.name, "JIG_NAME": name, locking.WITHIN: str(planned.root)}
        hooks.run(hooks.rendered(template, template.hooks.after, values, files), planned.root, extra)


def _wait(root: Path, home: Path, waiting: Waiting) -> None:
    place = history.folder(root, home) / _STATE
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(msgspec.msgpack.encode(waiting))
    except OSError as error:
        do = "An update with conflicts has to be remembered there; allow writing, or set JIG_HOME. Nothing was changed."
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(place), do=do) from error


def waiting(root: Path, home: Path) -> Waiting | None:
    """The update whose conflicts are not settled; None: there is none."""
    place = history.folder(root, home) / _STATE
    try:
        return msgspec.msgpack.decode(place.read_bytes(), type=Waiting)
    except (OSError, msgspec.MsgspecError):
        return None


def refuse_waiting(root: Path, home: Path) -> None:
    """UpdateRefused: an update before it is not finished."""
    found = waiting(root, home)
    if found:
        do = f"Settle {', '.join(found.files[:10])}, then `jig update --continue`; or `jig update --abort`."
        raise errors.UpdateRefused("an update is not finished: it left conflicts", where=str(root), do=do)


def proceed(root: Path) -> list[str]:
    """Finish an update whose conflicts were settled; returns the files. UpdateRefused: one is not, or there is none."""
    home = places.home()
    found = _the_waiting(root, home)
    tree = overlay.Overlay(root)
    for path in found.files:
        there = tree.get(path)
        line = markers.unresolved(there.data) if there and there.data else None
        if line:
            do = "Settle it, then `jig update --continue`; or `jig update --abort`."
            raise errors.UpdateRefused("a conflict is not settled yet", where=f"{path}:{line}", do=do)
    files = [render.Rendered(path=path, data=data) for path, data in found.records]
    with ExitStack() as stack:
        stack.enter_context(locking.alone(root))
        records = [changes.over(root, file) for file in files]
        stack.enter_context(history.recorded(root, home, history.About("update --continue"), records))
        stack.enter_context(write.written(root, records))
    (history.folder(root, home) / _STATE).unlink(missing_ok=True)
    return found.files


def abort(root: Path) -> list[str]:
    """Take an update with conflicts back; returns the files. UndoConflict: others were changed in the same lines."""
    home = places.home()
    found = _the_waiting(root, home)
    entry = next((each for each in history.entries(root, home) if each.number == found.number), None)
    if entry is None:
        raise errors.UpdateRefused("what was there before the update is no longer known", where=str(root))
    others = msgspec.structs.replace(entry, steps=[step for step in entry.steps if step.path not in found.files])
    back, stuck = undo.worked_out(root, others)
    if stuck:
        listed = "; ".join(f"{path} {reason}" for path, reason in stuck)
        raise errors.UndoConflict(listed, do="Nothing was changed. Put these lines back first.")
    settled = [history.to(step, root) for step in entry.steps if step.path in found.files]
    with ExitStack() as stack:
        stack.enter_context(locking.alone(root))
        stack.enter_context(write.written(root, back + [change for change in settled if change]))
    (history.folder(root, home) / _STATE).unlink(missing_ok=True)
    history.forget(root, home, entry.number)
    return [step.path for step in entry.steps]


def _the_waiting(root: Path, home: Path) -> Waiting:
    found = waiting(root, home)
    if found is None:
        raise errors.UpdateRefused("no update is waiting for anything here", where=str(root), do="Run `jig update`.")
    return found
