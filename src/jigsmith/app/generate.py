"""Generate: from a template, a name and parameters to files in a project, all of them or none."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jigsmith.app import asking, hooks, instances, usage, validation
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, parameters, paths, render, write
from jigsmith.engines.templates import format as formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """All that would be done, worked out and checked in memory; nothing is written yet."""

    root: Path
    """The project into which is generated."""
    template: formats.Loaded
    name: str
    given: Mapping[str, Any]
    """The parameters that differ from their defaults."""
    values: Mapping[str, Any]
    """All parameters."""
    changes: Sequence[changes.Change]
    home: Path
    stale: Sequence[str] = ()
    """Files of an earlier generation of the same instance that the template no longer makes. They stay."""
    kept: Sequence[str] = ()
    """Parameters whose values were not given and come from the record of the instance."""
    defaulted: Sequence[str] = ()
    """Parameters left at a default that does not follow from the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What happened to one file, or would."""

    path: str
    action: changes.Action
    lines: int
    sha256: str
    reason: str = ""
    """Why it is a conflict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was generated."""

    template: str
    version: str
    name: str
    root: Path
    dry_run: bool
    parameters: Mapping[str, Any]
    files: Sequence[FileResult]
    instance: str
    """The path of the record, from the root."""
    stale: Sequence[str] = ()
    kept: Sequence[str] = ()
    """Parameters whose values come from the record of the instance."""
    defaulted: Sequence[str] = ()
    """Parameters left at a default that does not follow from the name."""
    hooks: Sequence[str] = field(default=())
    """The commands that ran, or would."""


def generate(
    root: Path,
    template: str,
    name: str,
    *,
    params: Mapping[str, Any] | None = None,
    into: Path | None = None,
    dry_run: bool = False,
    afresh: bool = False,
) -> Generated:
    """Generate the instance `name` of a template of the project at `root`, into that project or the one at `into`.

    An instance that is recorded keeps the values it has for what is not in `params`, unless `afresh`. Raises what
    `prepare` and `apply` raise; then nothing was written.
    """
    prepared = prepare(root, template, name, params=params or {}, into=into, afresh=afresh)
    return preview(prepared) if dry_run else apply(prepared)


def difference(change: changes.Change) -> list[str]:
    """A unified diff from what is there to what would be; empty if one of them is no text."""
    import difflib  # noqa: PLC0415 - start-up time: only for what is shown

    try:
        before = (change.before or b"").decode()
        after = (change.file.data or b"").decode()
    except UnicodeDecodeError:
        return []
    if change.before is None or change.file.data is None:
        return []
    path = change.file.path
    found = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{path} (there)", f"{path} (new)", lineterm=""
    )
    return list(found)


def prepare(
    root: Path,
    template: str,
    name: str,
    *,
    params: Mapping[str, Any],
    into: Path | None = None,
    afresh: bool = False,
) -> Prepared:
    """Work out all files and compare them with what is there. What is not in `params` is as it is recorded for the
    instance, if it is and unless `afresh`; else it has its default.

    TemplateMissing, TemplateInvalid, ParameterInvalid, PathEscapes, ValidationFailed; WouldOverwrite: the name differs
    from a recorded one only in case. A file in the way is not an error yet: it is a change of the kind `conflict`.
    """
    target = asking.target(root, into)
    loaded = formats.load(formats.find(root, template))
    usage.current().about(loaded.name, loaded.version)
    record = instances.read(target, loaded.name, name)
    kept = {} if afresh else asking.kept(loaded, record, params)
    params = {**kept, **params}
    filled = asking.completed(loaded, name, params, kept)
    files = render.render(loaded, name, params)
    validation.check(loaded, files)
    instances.refuse_other_spelling(target, loaded.name, name)
    ours = record.files if record else {}
    made = {file.path for file in files}
    return Prepared(
        root=target,
        template=loaded,
        name=name,
        given=parameters.differing(loaded, name, params),
        values=filled,
        changes=changes.plan(target, files, ours),
        home=places.home(),
        stale=[path for path in ours if path not in made and (target / path).exists()],
        kept=list(kept),
        defaulted=asking.defaulted(loaded, params),
    )


def preview(prepared: Prepared) -> Generated:
    """What `apply` would do, conflicts included."""
    return _result(prepared, dry_run=True)


def check(prepared: Prepared) -> None:
    """WouldOverwrite or HookNotTrusted if `apply` would refuse."""
    changes.refuse_conflicts(prepared.changes)
    hooks.refuse_untrusted(prepared.root, prepared.template, prepared.home)


def apply(prepared: Prepared) -> Generated:
    """Run the hooks before, write all files, run the hooks after, record the instance; take all back if one fails.

    WouldOverwrite, HookNotTrusted, HookFailed, WriteFailed.
    """
    check(prepared)
    root, template = prepared.root, prepared.template
    files = [change.file.path for change in prepared.changes]
    before = hooks.rendered(template, template.hooks.before, prepared.values, files)
    after = hooks.rendered(template, template.hooks.after, prepared.values, files)
    extra = {"JIG_TEMPLATE": template.name, "JIG_NAME": prepared.name, write.WITHIN: str(root)}
    with ExitStack() as stack:
        stack.enter_context(write.root_made(root))
        stack.enter_context(write.alone(root))
        _still_so(prepared)
        hooks.run(before, root, extra)
        stack.enter_context(write.written(root, prepared.changes))
        hooks.run(after, root, extra)
        stack.enter_context(write.written(root, [_record(prepared)]))
    done = _result(prepared, dry_run=False)
    fresh = [file for file in done.files if file.action in ("create", "replace")]
    usage.current().wrote(files=len(fresh), lines=sum(file.lines for file in fresh))
    return done


def _still_so(prepared: Prepared) -> None:
    """WouldOverwrite if another run has changed what is there since the plan was made."""
    record = instances.read(prepared.root, prepared.template.name, prepared.name)
    files = [change.file for change in prepared.changes]
    now = changes.plan(prepared.root, files, record.files if record else {})
    moved = [was.file.path for was, new in zip(prepared.changes, now, strict=True) if was.action != new.action]
    if moved:
        what = f"{', '.join(moved[:10])} changed while this was prepared"
        raise errors.WouldOverwrite(what, do="Nothing was written. Run it again.")


def _record(prepared: Prepared) -> changes.Change:
    """The record of the instance, with the hash of each file as the hooks have left it."""
    template, root = prepared.template, prepared.root
    made = {change.file.path: changes.sha(changes.content_of(change.file)) for change in prepared.changes}
    for change in prepared.changes if template.hooks.after else ():
        place = paths.jail(root, change.file.path)
        if place.is_file() and not place.is_symlink():
            made[change.file.path] = changes.sha(place.read_bytes())
    record = instances.Record(
        template=template.name,
        version=template.version,
        digest=formats.digest(template),
        name=prepared.name,
        parameters=dict(prepared.given),
        files=made,
    )
    return changes.over(root, instances.rendered(record))


def _result(prepared: Prepared, *, dry_run: bool) -> Generated:
    template = prepared.template
    return Generated(
        template=template.name,
        version=template.version,
        name=prepared.name,
        root=prepared.root,
        dry_run=dry_run,
        parameters=prepared.values,
        files=[_file_result(change) for change in prepared.changes],
        instance=instances.place(template.name, prepared.name),
        stale=prepared.stale,
        kept=prepared.kept,
        defaulted=prepared.defaulted,
        hooks=hooks.listed(template),
    )


def _file_result(change: changes.Change) -> FileResult:
    content = changes.content_of(change.file)
    data = change.file.data or b""
    lines = data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    return FileResult(
        path=change.file.path, action=change.action, lines=lines, sha256=changes.sha(content), reason=change.reason
    )
