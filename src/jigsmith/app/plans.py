"""Plans: what generating would do as a document, to be looked at, kept, and applied if nothing has changed since."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from jigsmith.app import generate
from jigsmith.app.generating import outcome
from jigsmith.base import errors
from jigsmith.engines.templates import changes
from jigsmith.engines.templates import format as formats


class FilePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one file."""

    path: str
    action: changes.Action
    sha256: str
    """Of what will be there."""
    before: str = ""
    """The hash of what is there. Empty: nothing."""
    diff: str = ""
    """Unified; empty where nothing changes, or one of the sides is no text."""
    reason: str = ""
    """Why it is a conflict."""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan as `jig generate --plan --json` prints it and `jig apply` takes it."""

    plan: Literal[1] = 1
    """The version of this format."""
    template: str
    version: str
    digest: str
    """Of the template."""
    name: str
    root: str
    """Of the project into which is generated."""
    project: str
    """Of the project whose template it is, in which it was made."""
    parameters: dict[str, Any]
    """Those that differ from their defaults."""
    files: list[FilePlan]
    hooks: list[str] = []


def of(prepared: generate.Prepared, project: Path) -> Plan:
    """The plan for what was prepared in a project."""
    return Plan(
        template=prepared.template.name,
        version=prepared.template.version,
        digest=formats.digest(prepared.template),
        name=prepared.name,
        root=str(prepared.root),
        project=str(project.absolute()),
        parameters=dict(prepared.given),
        files=[_file(change) for change in prepared.changes],
        hooks=list(generate.preview(prepared).hooks),
    )


def _file(change: changes.Change) -> FilePlan:
    before = change.before if change.before is not None else change.before_link
    data = before.encode() if isinstance(before, str) else before
    return FilePlan(
        path=change.file.path,
        action=change.action,
        sha256=changes.sha(changes.content_of(change.file)),
        before="" if data is None else hashlib.sha256(data).hexdigest(),
        diff="" if change.action == "unchanged" else "\n".join(outcome.diff(change)),
        reason=change.reason,
    )


def read(text: str, *, where: str) -> Plan:
    """A plan from its JSON. ParameterInvalid: it is none."""
    try:
        return msgspec.json.decode(text, type=Plan)
    except msgspec.MsgspecError as error:
        do = "Give the output of `jig generate ... --plan --json`. Nothing was written."
        raise errors.ParameterInvalid(f"this is no plan: {error}", where=where, do=do) from error


def apply(root: Path, plan: Plan) -> generate.Generated:
    """Do what a plan says. PlanStale: it was made in another project, or the template or a file is another one since;
    what `generate.apply` raises.
    """
    if Path(plan.project) != root.absolute():
        do = "Nothing was written. Go there, or make the plan again here."
        raise errors.PlanStale(f"the plan was made in {plan.project}", where=str(root), do=do)
    with generate.alone(root, Path(plan.root)):
        prepared = generate.prepare(
            root, plan.template, plan.name, params=plan.parameters, into=Path(plan.root), afresh=True
        )
        now = of(prepared, root)
        if now.digest != plan.digest:
            raise errors.PlanStale(f"the template {plan.template} has changed since the plan was made")
        moved = differing(plan.files, now.files)
        if moved or now.hooks != plan.hooks:
            raise errors.PlanStale(
                f"{', '.join(moved[:10]) or 'what would run'} changed since the plan was made", where=plan.root
            )
        generate.check(prepared)
        return generate.apply(prepared)


def differing(before: Sequence[FilePlan], now: Sequence[FilePlan]) -> list[str]:
    """The paths of which two plans say different things."""
    old, new = ({file.path: (file.action, file.sha256, file.before) for file in files} for files in (before, now))
    return [path for path in {**old, **new} if old.get(path) != new.get(path)]
