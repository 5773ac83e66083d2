"""Applying: a planned update is written, all of it or nothing, with the hooks of the templates."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from jigsmith.app import usage
from jigsmith.app.generating import hooks
from jigsmith.app.records import history, waiting
from jigsmith.app.updating import updates
from jigsmith.base import errors
from jigsmith.engines.templates import changes, locking, render, write


def apply(planned: updates.Plan) -> updates.Plan:
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
    paths = [root / change.file.path for change in planned.written]
    usage.current().wrote(files=len(planned.written), lines=0, paths=paths)
    return planned


def refuse_refused(planned: updates.Plan) -> None:
    """UpdateRefused: an instance cannot be updated, so that none is."""
    if planned.refused:
        first = planned.refused[0]
        more = f" (and {len(planned.refused) - 1} more)" if len(planned.refused) > 1 else ""
        what = f"{first.template} {first.name} cannot be updated{more}: {first.reason}"
        raise errors.UpdateRefused(what, do="Nothing was changed. To update others only, name them.")


def _records(
    planned: updates.Plan, *, settled: bool, left: Mapping[tuple[str, str], Mapping[str, str]] | None = None
) -> list[render.Rendered]:
    """The records and bases of the instances with or without conflicts, with what hooks have left of their files."""
    found: list[render.Rendered] = []
    for job in planned.jobs:
        if job.clean == settled:
            found += job.work.records(job.given, (left or {}).get(job.key, {}))
    return found


@contextmanager
def _waiting(planned: updates.Plan, number: int) -> Iterator[None]:
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


def _told(done: Sequence[updates.InstanceUpdate]) -> tuple[str, str]:
    """The template and the name in the history: only where there is one alone."""
    touched = [each for each in done if each.state in ("updated", "conflict")]
    names, kinds = {each.name for each in touched}, {each.template for each in touched}
    return (min(kinds) if len(kinds) == 1 else "", min(names) if len(names) == 1 else "")


def _run_hooks(planned: updates.Plan) -> dict[tuple[str, str], dict[str, str]]:
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
