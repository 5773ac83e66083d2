"""Generate: from a template, a name and parameters to files in a project, all of them or none."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.app import usage
from jigsmith.app.generating import asking, choosing, hooks, injecting, outcome, validation
from jigsmith.app.records import bases, history, instances, recovery
from jigsmith.base import places
from jigsmith.engines.templates import changes, expressions, locking, parameters, paths, render, write
from jigsmith.engines.templates import format as formats

Change = changes.Change
FileResult = outcome.FileResult
Generated = outcome.Generated
difference = outcome.difference


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
    changes: Sequence[Change]
    """What becomes of the template's files, then of those into which something is put."""
    base: bases.Base
    """What is generated, as updates will need it."""
    home: Path
    stale: Sequence[str] = ()
    """Files of an earlier generation of the same instance that the template no longer makes. They stay."""
    kept: Sequence[str] = ()
    """Parameters whose values were not given and come from the record of the instance."""
    defaulted: Sequence[str] = ()
    """Parameters left at a default that does not follow from the name."""
    skipped: Sequence[str] = ()
    """What is not put into a file because its place is not there, in words."""
    recovered: Sequence[str] = ()
    """What runs that were killed had left half done, and was taken back first."""
    next: Sequence[str] = ()

    @property
    def own(self) -> list[Change]:
        """The changes of the template's own files."""
        return list(self.changes[: len(self.base.files)])


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
    with nullcontext() if dry_run else alone(root, into):
        prepared = prepare(root, template, name, params=params or {}, into=into, afresh=afresh)
        return preview(prepared) if dry_run else apply(prepared)


@contextmanager
def alone(root: Path, into: Path | None = None) -> Iterator[None]:
    """From looking to writing without another run in the same project. WouldOverwrite: that takes too long."""
    target = asking.target(root, into)
    with locking.alone(target) if target.is_dir() else nullcontext():
        yield


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

    TemplateMissing, TemplateInvalid, ProjectUnfit, ParameterInvalid, PathEscapes, InjectFailed, ValidationFailed;
    WouldOverwrite: the name differs from a recorded one only in case. A file in the way is not an error yet: it is a
    change of the kind `conflict`.
    """
    target = asking.target(root, into)
    recovered = recovery.recover(target, places.home())
    loaded = choosing.load(root, template, target)
    usage.current().about(loaded.name, loaded.version)
    record = instances.read(target, loaded.name, name)
    params = {**(kept := asking.kept(loaded, record, params, afresh=afresh)), **params}
    params = params if record else asking.numbered(target, loaded, name, params)
    filled = asking.completed(loaded, name, params, kept)
    files = made(target, loaded, name, params, values=filled)
    instances.refuse_other_spelling(target, loaded.name, name)
    ours, before = (record.files, bases.read(target, loaded.name, name)) if record else ({}, None)
    sheet = injecting.inject(target, loaded, filled, files, before=before)
    planned = [*changes.settled(changes.plan(target, sheet.files, ours), ours), *sheet.changes()]
    validation.check(loaded, planned)
    return Prepared(
        root=target,
        template=loaded,
        name=name,
        given=parameters.differing(loaded, name, params),
        values=filled,
        changes=planned,
        base=bases.of(sheet.files, sheet.put),
        home=places.home(),
        stale=[path for path in ours if sheet.own(path) is None and (target / path).exists()],
        kept=list(kept),
        defaulted=asking.defaulted(loaded, params),
        skipped=sheet.skipped,
        recovered=[str(each) for each in recovered],
        next=_next(loaded, filled),
    )


def _next(template: formats.Loaded, values: Mapping[str, Any]) -> list[str]:
    """What to do next, in words. Before anything is written: a line may be wrong."""
    where = expressions.Where(f"{template.origin}: next")
    return [expressions.render(line, values, template.delimiters, where=where) for line in template.next]


def made(
    root: Path, template: formats.Loaded, name: str, params: Mapping[str, Any], *, values: Mapping[str, Any]
) -> list[render.Rendered]:  # fmt: skip
    """The files of a template as they would be written: rendered, and formatted as the template says.

    HookNotTrusted: it names a formatter that nobody has allowed yet.
    """
    files = render.render(template, name, params)
    if template.format:
        hooks.refuse_untrusted(root, template, places.home())
    return validation.formatted(root, template, files, values)


def preview(prepared: Prepared) -> Generated:
    """What `apply` would do, conflicts included."""
    return _result(prepared, dry_run=True)


def refuse_conflicts(prepared: Prepared) -> None:
    """WouldOverwrite if files are in the way."""
    changes.refuse_conflicts(prepared.changes)


def check(prepared: Prepared) -> None:
    """WouldOverwrite, HookNotTrusted or ValidationFailed if `apply` would refuse."""
    changes.refuse_conflicts(prepared.changes)
    hooks.refuse_untrusted(prepared.root, prepared.template, prepared.home)
    validation.run(prepared.root, prepared.template, prepared.changes, prepared.values)


def apply(prepared: Prepared, *, verb: str = "generate") -> Generated:
    """Run the hooks before, write all files, run the hooks after, record the instance; take all back if one fails.

    WouldOverwrite, HookNotTrusted, HookFailed, WriteFailed.
    """
    changes.refuse_conflicts(prepared.changes)
    hooks.refuse_untrusted(prepared.root, prepared.template, prepared.home)
    root, template = prepared.root, prepared.template
    files = [change.file.path for change in prepared.own]
    before = hooks.rendered(template, template.hooks.before, prepared.values, files)
    after = hooks.rendered(template, template.hooks.after, prepared.values, files)
    extra = {"JIG_TEMPLATE": template.name, "JIG_NAME": prepared.name, locking.WITHIN: str(root)}
    about = history.About(verb, template.name, prepared.name, prepared.base.put)
    with ExitStack() as stack:
        stack.enter_context(write.root_made(root))
        stack.enter_context(locking.alone(root))
        hooks.run(before, root, extra)
        records = _records(prepared)
        planned = [*prepared.changes, *records]
        recording = stack.enter_context(history.recorded(root, prepared.home, about, planned))
        stack.enter_context(write.written(root, prepared.changes))
        if after:
            hooks.run(after, root, extra)
            records = _records(prepared)
            recording.renew(records)
        stack.enter_context(write.written(root, records))
    done = _result(prepared, dry_run=False)
    fresh = [file for file in done.files if file.action in changes.WRITTEN]
    paths = [done.root / file.path for file in fresh]
    usage.current().wrote(files=len(fresh), lines=sum(file.lines for file in fresh), paths=paths)
    return done


def _records(prepared: Prepared) -> list[changes.Change]:
    """The record of the instance, with the hash of each file as the hooks have left it, and its base."""
    template, root = prepared.template, prepared.root
    hashes = {change.file.path: changes.sha(changes.content_of(change.file)) for change in prepared.own}
    for path in hashes if template.hooks.after else ():
        place = paths.jail(root, path)
        if place.is_file() and not place.is_symlink():
            hashes[path] = changes.sha(place.read_bytes())
    record = instances.Record(
        template=template.name,
        version=template.version,
        digest=formats.digest(template),
        name=prepared.name,
        parameters=dict(prepared.given),
        files=hashes,
    )
    base = bases.rendered(template.name, prepared.name, prepared.base)
    return [changes.over(root, instances.rendered(record)), changes.over(root, base)]


def _result(prepared: Prepared, *, dry_run: bool) -> Generated:
    template = prepared.template
    return Generated(
        template=template.name,
        version=template.version,
        name=prepared.name,
        root=prepared.root,
        dry_run=dry_run,
        parameters=prepared.values,
        files=[outcome.of(change) for change in prepared.changes],
        instance=instances.place(template.name, prepared.name),
        stale=prepared.stale,
        kept=prepared.kept,
        defaulted=prepared.defaulted,
        hooks=hooks.listed(template),
        skipped=prepared.skipped,
        recovered=prepared.recovered,
        next=prepared.next,
    )
