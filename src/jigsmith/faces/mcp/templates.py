"""The tools for templates: three for all of them, since clients load the schemas of every tool they are offered."""

from pathlib import Path
from typing import Annotated, Any

import msgspec

from jigsmith.app import deploy, generate, templates
from jigsmith.base import errors
from jigsmith.faces.mcp import toolbox

MOST_CHARACTERS = 24_000
"""Of previews in one result; agents pay for each."""
MOST_LISTED = 200


class _Arguments(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all arguments share: one that is not known is an error."""


class _Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all results share: what says nothing is left out."""


class ListArguments(_Arguments, frozen=True, kw_only=True):
    """What template_list takes."""

    query: Annotated[str, msgspec.Meta(description="Only those with these words in name, description or paths.")] = ""


class Entry(_Result, frozen=True, kw_only=True):
    """One template; `problem` says why it cannot be used."""

    name: str
    description: str = ""
    files: list[str] = []
    injects: Annotated[list[str], msgspec.Meta(description="Where it puts lines into files that are there.")] = []
    problem: str | None = None


class Listed(_Result, frozen=True, kw_only=True):
    """What template_list gives; `more` are left out."""

    templates: list[Entry]
    more: int = 0


class DescribeArguments(_Arguments, frozen=True, kw_only=True):
    """What template_describe takes."""

    template: str


class Made(_Result, frozen=True, kw_only=True):
    """A recorded instance."""

    name: str
    parameters: dict[str, Any]


class Described(_Result, frozen=True, kw_only=True):
    """What template_describe gives."""

    name: str
    version: str
    description: str = ""
    parameters: Annotated[dict[str, Any], msgspec.Meta(description="JSON schema of `parameters` of template_run.")]
    files: list[str]
    injects: Annotated[list[str], msgspec.Meta(description="Where it puts lines into files that are there.")] = []
    instances: list[str] = []
    example: Made | None = None
    by_hand: Annotated[list[str], msgspec.Meta(description="Where people add lines of their own afterwards.")] = []
    hooks: list[str] = []
    hooks_allowed: bool = True


class RunArguments(_Arguments, frozen=True, kw_only=True):
    """What template_run takes."""

    template: str
    name: Annotated[str, msgspec.Meta(description="What the new one is called, in any case style.")]
    parameters: Annotated[
        dict[str, Any],
        msgspec.Meta(description="By the schema of template_describe. Left out: as recorded for this name."),
    ] = {}
    dry_run: Annotated[bool, msgspec.Meta(description="Show what would be written, and write nothing.")] = False


class File(_Result, frozen=True, kw_only=True):
    """What happened to one file, or would: create, replace, modify, unchanged or conflict."""

    path: str
    action: str
    lines: int
    reason: str | None = None
    content: Annotated[str | None, msgspec.Meta(description="Of a new file, in a dry run.")] = None
    diff: Annotated[str | None, msgspec.Meta(description="From the file that is there, in a dry run.")] = None


class Ran(_Result, frozen=True, kw_only=True):
    """What template_run gives."""

    written: bool
    files: list[File]
    parameters: Annotated[dict[str, Any], msgspec.Meta(description="All of them, defaults filled in.")]
    record: str
    hooks: list[str] = []
    kept: Annotated[list[str], msgspec.Meta(description="Parameters not given, with values this one had before.")] = []
    stale: Annotated[list[str], msgspec.Meta(description="Made before, no longer part of the template.")] = []
    blocked: Annotated[str | None, msgspec.Meta(description="Why a run would be refused, and what to do.")] = None
    shortened: Annotated[bool, msgspec.Meta(description="Some contents are left out for their length.")] = False


def list_all(root: Path, given: ListArguments) -> Listed:
    """All templates of the project, or those that match."""
    words = given.query.lower().split()
    found = [
        Entry(
            name=each.name,
            description=each.description,
            files=list(each.files),
            injects=list(each.injects),
            problem=each.problem,
        )
        for each in templates.summaries(root)
        if all(word in " ".join([each.name, each.description, *each.files, *each.injects]).lower() for word in words)
    ]
    return Listed(templates=found[:MOST_LISTED], more=max(0, len(found) - MOST_LISTED))


def describe(root: Path, given: DescribeArguments) -> Described:
    """One template. TemplateMissing, TemplateInvalid."""
    found = deploy.described(root, given.template)
    known, example = found.template, found.example
    return Described(
        name=known.name,
        version=known.version,
        description=known.description,
        parameters=deploy.parameter_schema(known.parameters),
        files=[file.path for file in known.files],
        injects=templates.injects(known),
        instances=list(found.names[:20]),
        example=Made(name=example.name, parameters=dict(example.params)) if example else None,
        by_hand=[
            f"{each.path}: {each.lines} line{'s' * (each.lines != 1)} in {each.instances} of {each.of}"
            for each in found.by_hand
        ],
        hooks=list(found.hooks),
        hooks_allowed=templates.summary(root, given.template).trusted,
    )


def run(root: Path, given: RunArguments) -> Ran:
    """Generate an instance, or show what that would do. Raises what `generate.prepare` and `generate.apply` raise."""
    if not given.dry_run:
        with generate.alone(root):
            prepared = generate.prepare(root, given.template, given.name, params=given.parameters)
            generate.check(prepared)
            done = generate.apply(prepared)
        return _ran(done, [_plain(file) for file in done.files], written=True)
    prepared = generate.prepare(root, given.template, given.name, params=given.parameters)
    found = generate.preview(prepared)
    files, shortened = _shown(prepared, found)
    return _ran(found, files, written=False, shortened=shortened, blocked=_blocked(root, prepared, given))


def _ran(found: generate.Generated, files: list[File], **more: Any) -> Ran:
    return Ran(
        files=files,
        parameters=dict(found.parameters),
        record=found.instance,
        hooks=list(found.hooks),
        kept=list(found.kept),
        stale=list(found.stale),
        **more,
    )


def _plain(file: generate.FileResult) -> File:
    return File(path=file.path, action=file.action, lines=file.lines, reason=file.reason or None)


def _shown(prepared: generate.Prepared, found: generate.Generated) -> tuple[list[File], bool]:
    """The files with what would be in them, as far as there is room."""
    files, room = [], MOST_CHARACTERS
    shortened = False
    for change, file in zip(prepared.changes, found.files, strict=True):
        text, diff = _text(change.file.data), "\n".join(generate.difference(change))
        content = text if change.action == "create" else None
        size = len(content or diff)
        shortened = shortened or size > room
        if size > room:
            content, diff, size = None, "", 0
        room -= size
        files.append(msgspec.structs.replace(_plain(file), content=content, diff=diff or None))
    return files, shortened


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def _blocked(root: Path, prepared: generate.Prepared, given: RunArguments) -> str | None:
    """Why the run would be refused."""
    try:
        generate.check(prepared)
    except errors.JigError as error:
        return toolbox.said(error, root, {"template": given.template})
    return None


TOOLS = (
    toolbox.Tool(
        name="template_list",
        description="List the code generators of this project. Look here before you write files that resemble others.",
        arguments=ListArguments,
        result=Listed,
        run=list_all,
    ),
    toolbox.Tool(
        name="template_describe",
        description="Describe one generator: JSON schema of its parameters, files, an example, what is left by hand.",
        arguments=DescribeArguments,
        result=Described,
        run=describe,
    ),
    toolbox.Tool(
        name="template_run",
        description="Generate files from a template, all or none; nothing of others is overwritten. Use dry_run first.",
        arguments=RunArguments,
        result=Ran,
        run=run,
        writes=True,
    ),
)
