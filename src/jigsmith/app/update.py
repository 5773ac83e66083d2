"""Update: carry what changed in templates into everything that was generated from them, and keep what people changed.

All instances are merged in memory first and written together or not at all. Where a conflict is left, their records
wait until `proceed`; `abort` takes the whole update back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from jigsmith.app import conflicts, usage
from jigsmith.app.generating import hooks
from jigsmith.app.generating import validation as validations
from jigsmith.app.records import instances, moved, overlay, recovery
from jigsmith.app.updating import applying, merging, updates
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, locking, parameters
from jigsmith.engines.templates import format as formats

InstanceUpdate = updates.InstanceUpdate
FileUpdate = updates.FileUpdate
Plan = updates.Plan
Job = updates.Job
apply = applying.apply
alone = locking.alone
"""From planning to writing without another run in the same project. WouldOverwrite: that takes too long."""
proceed = conflicts.proceed
abort = conflicts.abort


def update(
    root: Path,
    template: str | None = None,
    names: Sequence[str] = (),
    *,
    params: Mapping[str, Any] | None = None,
    dry_run: bool = False,
) -> Plan:
    """Update the instances of a template (by default of all), or those named, in the project at `root`; `params` are
    values for parameters that are new. Raises what `plan` and `apply` raise; conflicts are in the result, and in files.
    """
    with nullcontext() if dry_run else alone(root):
        found = plan(root, template, names, given=params)
        return found if dry_run else apply(found)


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
    asked: set[Path] = set()
    for number, (record, loaded) in enumerate(_chosen(root, template, names), start=1):
        if progress:
            progress(f"{record.template} {record.name}", number, 0)
        if isinstance(loaded, str):
            done.append(replace(_refused(record, loaded), state="gone" if _is_gone(root, record) else "refused"))
        elif record.digest == formats.digest(loaded) and not given:
            done.append(_update(record, loaded, "current"))
        else:
            if (loaded.validate or loaded.format) and loaded.origin not in asked:
                hooks.refuse_untrusted(root, loaded, home)
                asked.add(loaded.origin)
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
        params = merging.kept_values(template, record, given)
        base = merging.base_of(tree.root, record, template)
        gone = {at: made.data for made in base.files if tree.get(at := made.at or made.path) is None}
        work = updates.Work(record, template, base, moves, moves.find(gone) if gone else {})
        merging.merge(work, tree, params)
        job = _job(work, params)
    except merging.Unsettled:
        raise
    except errors.JigError as error:
        tree.back_to(before)
        return _refused(record, str(error), template), None
    dropped = [key for key in record.parameters if key not in template.parameters]
    found = _update(record, template, "updated" if job.clean else "conflict")
    return replace(found, files=work.files, dropped=dropped), job


def _job(work: updates.Work, params: Mapping[str, Any]) -> Job:
    template, name = work.template, work.record.name
    values = parameters.complete(template, name, params)
    commands = hooks.rendered(template, template.hooks.after, values, work.written) if work.written else []
    given = parameters.differing(template, name, params)
    return Job(work=work, given=given, values=values, commands=commands)


def _update(record: instances.Record, template: formats.Loaded, state: updates.State) -> InstanceUpdate:
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
            validations.check(job.work.template, mine)
            validations.run(root, job.work.template, mine, job.values)
