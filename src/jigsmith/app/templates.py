"""Templates: list, show and test those that a project can use, and consent to their hooks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app.generating import choosing, hooks, injecting
from jigsmith.app.trying import tested
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, documents, parameters, records, render, saying
from jigsmith.engines.templates import format as formats

Tested = tested.Tested
_NAMED = "OrderItem"
"""What an example is called in a template that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One template."""

    name: str
    path: Path
    description: str = ""
    version: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What each is, as it stands in the template."""
    files: Sequence[str] = ()
    """Their paths, as they stand in the template."""
    example: str = ""
    """The name of its first example; of none, one that shows styles."""
    filled: Sequence[Sequence[str]] = ()
    """For each file its paths in that example; none where it is left out there."""
    injects: Sequence[str] = ()
    """Where it puts lines into files that are there: path and place, as they stand in the template."""
    hooks: Sequence[str] = ()
    """All commands that it runs: hooks, formatters, checks and steps."""
    trusted: bool = True
    """Whether it runs nothing, or the user has consented to it."""
    problem: str | None = None
    """Why it cannot be used."""
    kind: str = "feature"
    """`app`, `tool`, `feature`, or `part`: only for others to extend or include."""
    variant_of: str | None = None
    """The name by which it is asked for, when it is one of several."""
    shipped: bool = False
    """Whether it comes with jigsmith."""


class Golden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recorded instance, in `tests/KEY.yaml` beside the template."""

    name: str
    parameters: dict[str, Any] = {}
    expect: dict[str, str]
    """By path: the hash of what the template makes; by `path#id` of what it puts into a file that is there."""
    exact: bool = True
    """Whether that is the file as somebody once wrote it."""


def names(root: Path) -> list[str]:
    """The names of all templates that the project at `root` can use."""
    return [name for name, _ in formats.list_all(root)]


def summaries(root: Path, *, every: bool = False) -> list[Summary]:
    """The templates of the project, and those that come with jigsmith and put features into such a project; with
    `every` all of them. One that cannot be used says why.
    """
    found = [_summary(root, name, path) for name, path in formats.list_all(root)]
    return [each for each in found if every or not each.shipped or _fits(root, each)]


def _fits(root: Path, shipped: Summary) -> bool:
    """Whether a shipped template is for features of a project like this one."""
    if shipped.kind != "feature" or shipped.problem:
        return False
    loaded = formats.load(shipped.path)
    return bool(loaded.requires) and choosing.fits(root, loaded)


def summary(root: Path, name: str) -> Summary:
    """One template, of several variants that for this project. TemplateMissing, TemplateInvalid, ProjectUnfit."""
    return _described(root, choosing.load(root, name, root, fitting=False))


def _summary(root: Path, name: str, path: Path) -> Summary:
    try:
        return _described(root, formats.load(path))
    except errors.JigError as error:
        return Summary(name=name, path=path, problem=str(error))


def _described(root: Path, template: formats.Loaded) -> Summary:
    example = template.examples[0] if template.examples else records.Example(name=_NAMED)
    return Summary(
        name=template.name,
        path=template.origin,
        example=example.name,
        filled=render.example_paths(template, example.name, example.parameters),
        description=template.description,
        version=template.version,
        parameters=msgspec.to_builtins(template.parameters),
        files=[file.path for file in template.files],
        injects=injects(template),
        hooks=hooks.commands(template),
        trusted=hooks.trusted(root, template, places.home(), steps=True),
        kind=template.kind,
        variant_of=template.variant_of,
        shipped=formats.is_shipped(template),
    )


def injects(template: formats.Template) -> list[str]:
    """Where a template puts lines into files that are there, in words: `routes.py: lines before the mark ...`."""
    return [f"{path}: {saying.what(each)}" for each in template.inject for path in saying.files(template, each)]


def trust(root: Path, name: str) -> Summary:
    """Record the user's consent to the hooks of a template as they are now."""
    template = formats.load(formats.find(root, name))
    hooks.trust(root, template, places.home())
    return _described(root, template)


def check_recorded(root: Path, name: str | None) -> list[Tested]:
    """Regenerate every recorded instance of a template, or of all, and compare. What is broken is reported, and the
    rest is tested. TemplateMissing, TemplateInvalid: the one template that was asked for.
    """
    if name is not None:
        return _test_template(formats.load(formats.find(root, name)))
    return [one for each, path in formats.list_all(root) for one in _test_found(each, path)]


def check_examples(root: Path, name: str | None, *, accept: bool = False, every: bool = False) -> Iterator[Tested]:
    """Try the examples of a template, or of all of the project; with `every` also of those of packs and of jigsmith.
    With `accept` what they make is recorded. TemplateMissing, TemplateInvalid: the one template that was asked for.
    """
    from jigsmith.app.trying import examples  # noqa: PLC0415 - start-up time: what tries them needs all of update and undo

    if name is not None:
        yield from examples.try_all(root, formats.load(formats.find(root, name)), accept=accept)
        return
    for _, path in formats.list_all(root):
        if every or formats.is_of_project(root, path):
            with suppress(errors.JigError):  # what is broken is reported with what is recorded
                yield from examples.try_all(root, formats.load(path), accept=accept)


def _test_found(name: str, path: Path) -> list[Tested]:
    try:
        return _test_template(formats.load(path))
    except errors.JigError as error:
        return [_failed(error, template=name, test=path)]


def _test_template(template: formats.Loaded) -> list[Tested]:
    return [_test(template, path) for path in _tests(template)]


def _tests(template: formats.Loaded) -> list[Path]:
    """The files of its recorded instances; only a template that is a folder has some."""
    folder = template.origin.parent / "tests" if template.origin.stem == "template" else None
    return sorted(folder.glob("*.yaml")) if folder else []


def goldens(template: formats.Loaded) -> list[Golden]:
    """The instances that are recorded with a template. TemplateInvalid, FileUnreadable: a record is broken."""
    return [read_golden(path) for path in _tests(template)]


def _test(template: formats.Loaded, path: Path) -> Tested:
    name = ""
    try:
        golden = read_golden(path)
        name = golden.name
        _refuse_unrecorded(template, golden)
        values = parameters.complete(template, name, golden.parameters)
        files = render.render_values(template, values)
        put = injecting.hashes(template, values)
    except errors.JigError as error:
        return _failed(error, template=template.name, name=name, test=path)
    made = {file.path: changes.sha(changes.content_of(file)) for file in files} | put
    differs = [f"{each} is not made any more" for each in golden.expect if each not in made]
    differs += [f"{each} is new" for each in made if each not in golden.expect]
    differs += [f"{each} has other content" for each, sha in made.items() if golden.expect.get(each, sha) != sha]
    code = errors.ValidationFailed.exit_code if differs else 0
    return Tested(template=template.name, name=name, test=str(path), differs=differs, exit_code=code)


def _refuse_unrecorded(template: formats.Loaded, golden: Golden) -> None:
    """ParameterInvalid: a value that was the default when the test was recorded is the default no more."""
    lacking = parameters.missing(template, golden.parameters)
    if lacking:
        listed = ", ".join(f"`{key}`" for key in lacking)
        what = f"no value is recorded for {listed}: values that are the default are left out, and now there is none"
        do = "Put `default:` back into the template, or write the value into the test, under `parameters`."
        raise errors.ParameterInvalid(what, where=template.where, do=do)


def _failed(error: errors.JigError, *, template: str, test: Path, name: str = "") -> Tested:
    """An error as what became of an instance, or of all of a template."""
    return Tested(template=template, name=name, test=str(test), differs=[str(error)], exit_code=error.exit_code)


def read_golden(path: Path) -> Golden:
    """One recorded instance; TemplateInvalid or FileUnreadable names the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.FileUnreadable(f"cannot be read: {error}", where=str(path)) from error
    raw, _ = documents.read(text, origin=str(path))
    try:
        return msgspec.convert(raw, Golden)
    except msgspec.ValidationError as error:
        raise errors.TemplateInvalid(f"not a recorded instance: {error}", where=str(path)) from error
