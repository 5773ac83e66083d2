"""Update: carry what changed in templates into everything that was generated from them, and keep what people changed.

All instances are merged in memory first and written together or not at all. Where a conflict is left, their records
wait until `proceed`; `abort` takes the whole update back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from jigsmith.app import (
    conflicts,
    history,
    hooks,
    instances,
    moved,
    overlay,
    recovery,
    updating,
    usage,
    validation,
    waiting,
)
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, locking, parameters, render, write
from jigsmith.engines.templates import format as formats

InstanceUpdate = updating.InstanceUpdate
FileUpdate = updating.FileUpdate
proceed = conflicts.proceed
abort = conflicts.abort


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an update does; nothing is written yet."""

    root: Path
    home: Path
    instances: Sequence[InstanceUpdate]
    written: Sequence[changes.Change] = field(default=(), repr=False)
    jobs: Sequence["Job"] = field(default=(), repr=False)
    """One for each instance that is updated."""

    @property
    def conflicts(self) -> list[FileUpdate]:
        """The files that are left for somebody to decide."""
        return [file for each in self.instances for file in each.files if not file.clean]

    @property
    def refused(self) -> list[InstanceUpdate]:
        """The instances that cannot be updated."""
        return [each for each in self.instances if each.state == "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One instance that is updated."""

    work: updating.Work
    given: Mapping[str, Any]
    """The parameters that are recorded for it from now on."""
    values: Mapping[str, Any]
    """All parameters."""
    commands: Sequence[Sequence[str]] = ()
    """The hooks to run when its files are written."""

    @property
    def key(self) -> tuple[str, str]:
        """Of the instance: template and name."""
        return self.work.record.template, self.work.record.name

    @property
    def clean(self) -> bool:
        """Whether no conflict is left in it."""
        return all(file.clean for file in self.work.files)


def plan(
    root: Path,
    template: str | None = None,
    names: Sequence[str] = (),
    *,
    given: Mapping[str, Any] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Plan:
    """What would become of the instances of a template (by default of all), or of those named.

    TemplateMissing, TemplateInvalid, InstanceMissing; UpdateRefused: an update before it is not finished, or a file has
    a conflict in it. An instance that cannot be updated is in the plan, with the reason.
    """
    home = places.home()
    recovery.recover(root, home)
    conflicts.refuse_waiting(root, home)
    tree, moves = overlay.Overlay(root), moved.Moves(root)
    done: list[InstanceUpdate] = []
    jobs: list[Job] = []
    trust = cache(lambda path: hooks.refuse_untrusted(root, formats.load(path), home))
    for number, (record, loaded) in enumerate(_chosen(root, template, names), start=1):
        if progress:
            progress(f"{record.template} {record.name}", number, 0)
        if isinstance(loaded, str):
            done.append(replace(_refused(record, loaded), state="gone" if _is_gone(root, record) else "refused"))
        elif record.digest == formats.digest(loaded) and not given:
            done.append(_update(record, loaded, "current"))
        else:
            if loaded.validate or loaded.format:
                trust(loaded.origin)
            found, job = _one(tree, moves, (record, loaded), given or {})
            done.append(found)
            jobs += [job] if job else []
    planned = tree.changes()
    _checked(root, planned, jobs)
    return Plan(root=root, home=home, instances=done, written=planned, jobs=jobs)


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
    tree: overlay.Overlay,
    moves: moved.Moves,
    made: tuple[instances.Record, formats.Loaded],
    given: Mapping[str, Any],
) -> tuple[InstanceUpdate, Job | None]:
    """Merge one instance into the tree; one that cannot be leaves the tree as it was."""
    record, template = made
    before = tree.mark()
    try:
        params = updating.kept_values(template, record, given)
        base = updating.base_of(tree.root, record, template)
        gone = {at: made.data for made in base.files if tree.get(at := made.at or made.path) is None}
        work = updating.Work(record, template, base, moves, moves.find(gone) if gone else {})
        updating.merge(work, tree, params)
        job = _job(work, params)
    except updating.Unsettled:
        raise
    except errors.JigError as error:
        tree.back_to(before)
        return _refused(record, str(error), template), None
    dropped = [key for key in record.parameters if key not in template.parameters]
    found = _update(record, template, "updated" if job.clean else "conflict")
    return replace(found, files=work.files, dropped=dropped), job


def _job(work: updating.Work, params: Mapping[str, Any]) -> Job:
    template, name = work.template, work.record.name
    values = parameters.complete(template, name, params)
    commands = hooks.rendered(template, template.hooks.after, values, work.written) if work.written else []
    given = parameters.differing(template, name, params)
    return Job(work=work, given=given, values=values, commands=commands)


def _update(record: instances.Record, template: formats.Loaded, state: updating.State) -> InstanceUpdate:
    return InstanceUpdate(
        template=record.template, name=record.name, was=record.version, version=template.version, state=state
    )


def _refused(record: instances.Record, why: str, template: formats.Loaded | None = None) -> InstanceUpdate:
    version = template.version if template else ""
    return InstanceUpdate(
        template=record.template, name=record.name, was=record.version, version=version, state="refused", reason=why
    )


def _is_gone(root: Path, record: instances.Record) -> bool:
    """Whether there is no template of that name any more: then there is nothing to update to."""
    try:
        formats.find(root, record.template)
    except errors.TemplateMissing:
        return True
    return False


def _checked(root: Path, planned: Sequence[changes.Change], jobs: Sequence[Job]) -> None:
    """ValidationFailed if what comes out does not pass the checks of a template."""
    by_path = {change.file.path: change for change in planned}
    for job in jobs:
        if job.work.template.validate and job.clean:
            mine = [by_path[path] for path in job.work.written if path in by_path]
            validation.check(job.work.template, mine)
            validation.run(root, job.work.template, mine, job.values)


def apply(planned: Plan) -> Plan:
    """Write what is planned, all of it or nothing, with the hooks of the templates.

    WouldOverwrite: something changed since; HookNotTrusted, HookFailed, WriteFailed.
    """
    root, home = planned.root, planned.home
    refuse_refused(planned)
    for template in {id(job.work.template): job.work.template for job in planned.jobs if job.commands}.values():
        hooks.refuse_untrusted(root, template, home)
    about = history.About("update", *_told(planned.instances))
    with ExitStack() as stack:
        stack.enter_context(locking.alone(root))
        now = [changes.over(root, file) for file in _records(planned, settled=True)]
        recording = stack.enter_context(history.recorded(root, home, about, [*planned.written, *now]))
        stack.enter_context(_waiting(planned, recording.number))
        stack.enter_context(write.written(root, planned.written))
        left = _run_hooks(planned)
        if left:
            now = [changes.over(root, file) for file in _records(planned, settled=True, left=left)]
            recording.renew(now)
        stack.enter_context(write.written(root, now))
    usage.current().wrote(files=len(planned.written), lines=0)
    return planned


def refuse_refused(planned: Plan) -> None:
    """UpdateRefused: an instance cannot be updated, so that none is."""
    if planned.refused:
        first = planned.refused[0]
        more = f" (and {len(planned.refused) - 1} more)" if len(planned.refused) > 1 else ""
        what = f"{first.template} {first.name} cannot be updated{more}: {first.reason}"
        raise errors.UpdateRefused(what, do="Nothing was changed. To update others only, name them.")


def _records(
    planned: Plan, *, settled: bool, left: Mapping[tuple[str, str], Mapping[str, str]] | None = None
) -> list[render.Rendered]:
    """The records and bases of the instances with or without conflicts, with what hooks have left of their files."""
    found: list[render.Rendered] = []
    for job in planned.jobs:
        if job.clean == settled:
            found += job.work.records(job.given, (left or {}).get(job.key, {}))
    return found


@contextmanager
def _waiting(planned: Plan, number: int) -> Iterator[None]:
    """Remember what is to be written once conflicts are settled, if there are any; forgotten if the block fails."""
    later = [(file.path, file.data or b"") for file in _records(planned, settled=False)]
    if later:
        files = sorted({file.path for file in planned.conflicts})
        waiting.write(planned.root, planned.home, waiting.Waiting(number=number, files=files, records=later))
    try:
        yield
    except BaseException:
        waiting.forget(planned.root, planned.home, number)
        raise


def _told(done: Sequence[InstanceUpdate]) -> tuple[str, str]:
    """The template and the name in the history: only where there is one alone."""
    touched = [each for each in done if each.state in ("updated", "conflict")]
    names, kinds = {each.name for each in touched}, {each.template for each in touched}
    return (min(kinds) if len(kinds) == 1 else "", min(names) if len(names) == 1 else "")


def _run_hooks(planned: Plan) -> dict[tuple[str, str], dict[str, str]]:
    """Run the hooks after writing; returns, by instance, the hashes of files that are the template's alone as they
    were left.
    """
    found = {}
    root = planned.root
    for job in planned.jobs:
        template, name = job.key
        if not job.commands:
            continue
        alone = [path for path, sha in job.work.hashes.items() if _hash(root, path) == sha]
        extra = {"JIG_TEMPLATE": template, "JIG_NAME": name, locking.WITHIN: str(root)}
        hooks.run(job.commands, root, extra)
        found[job.key] = {path: sha for path in alone if (sha := _hash(root, path))}
    return found


def _hash(root: Path, path: str) -> str:
    data, link = history.now(root, path)
    return "" if data is None and link is None else changes.sha(f"link {link}".encode() if data is None else data)
