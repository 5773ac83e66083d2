"""Declared: parameters, choices and examples that do not go with the rest of the template, and files without ids."""

import re
from collections.abc import Iterator

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import parameters, records
from jigsmith.engines.templates.linting import findings, scanning, shapes
from jigsmith.engines.templates.linting import seen as seeing

FEW = 2


def check(report: findings.Report, seen: seeing.Seen) -> None:
    """Find what is declared and does not fit, or is of no use."""
    template = report.template
    for key, parameter in template.parameters.items():
        place: records.Place = ("parameters", key)
        if not (report.is_base or report.is_partial) and report.is_own(place) and key != "name":
            _unused(report, seen, place, parameter)
        _values(report, place, parameter)
    for number, example in enumerate(template.examples):
        _example(report, ("examples", number), example)
    for number, file in enumerate(template.files):
        _id(report, ("files", number), file)


def _key(place: records.Place) -> shapes.Key:
    """The parameter or field at a place."""
    return tuple(str(part) for part in place[1::2])


def _unused(report: findings.Report, seen: seeing.Seen, place: records.Place, parameter: records.Parameter) -> None:
    key = _key(place)
    if not seen.used[key]:
        kind = "parameter" if len(key) == 1 else "field"
        what = f"the {kind} `{'.'.join(key)}` is never used"
        report.add(("warning", "unused", what), place, do="Use it, or remove it.")
        return
    alike = _never_told_apart(seen, key, parameter)
    if alike:
        what = f"nothing asks whether `{'.'.join(key)}` is {' or '.join(f'`{each}`' for each in alike)}"
        report.add(("info", "choice", what), (*place, "choices"), do="Use them, or remove what is too many.")
    for name, field in (parameter.items or {}).items():
        _unused(report, seen, (*place, "items", name), field)


def _never_told_apart(seen: seeing.Seen, key: shapes.Key, parameter: records.Parameter) -> list[object]:
    """The choices with which nothing is compared, where that is their only use. Of single
    choices one may be the rest.
    """
    if seen.used[key] > seen.compared[key]:
        return []
    found: list[object] = [each for each in parameter.choices if each not in seen.values.get(key, set())]
    return found if len(found) >= (1 if parameter.type == "list" else FEW) else []


def _values(report: findings.Report, place: records.Place, parameter: records.Parameter) -> None:
    """The default and the examples of a parameter, and those of its fields, are values that it takes."""
    given = [] if parameter.default is msgspec.UNSET else [(("default",), parameter.default)]
    given += [(("examples", number), each) for number, each in enumerate(parameter.examples)]  # type: ignore[misc]
    for inside, value in given:
        typed = isinstance(value, str) and parameter.type in ("list", "table")  # as on the command line
        if typed or not parameters.is_fixed(value, report.template.delimiters):
            continue
        try:
            parameters.check_whole(value, parameter, ("parameters", *_key(place)), "")
        except errors.JigError as error:
            report.add(("error", "pattern", error.what), (*place, *inside), do="Correct the value, or what is allowed.")
    for name, field in (parameter.items or {}).items():
        _values(report, (*place, "items", name), field)


def _example(report: findings.Report, place: records.Place, example: records.Example) -> None:
    template = report.template
    try:
        parameters.complete(template, example.name, example.parameters)
    except errors.JigError as error:
        what = f"the example `{example.name}` cannot be made: {error.what}"
        report.add(("error", "example", what), place, do=error.do)
    for wanted in template.requires if example.project else ():
        if not _holds(wanted, example.project):
            what = f"the project of the example `{example.name}` lacks {_told(wanted)}, which `requires` asks for"
            report.add(("error", "example", what), place, do="Add it to the example's `project`.")
    for there in template.unless:
        if _holds(there, example.project):
            what = f"the project of the example `{example.name}` has {_told(there)}, and so `unless` holds"
            report.add(("error", "example", what), place, do="Take it out of the example's `project`.")


def _told(wanted: records.Requirement) -> str:
    return f"{wanted.path} with `{wanted.contains}` in it" if wanted.contains else wanted.path


def _holds(wanted: records.Requirement, project: dict[str, str]) -> bool:
    if wanted.path in project:
        return wanted.contains is None or wanted.contains in project[wanted.path]
    return wanted.contains is None and any(path.startswith(f"{wanted.path}/") for path in project)


def _id(report: findings.Report, place: records.Place, file: records.File) -> None:
    """A path with more than the name in it is more likely to be written otherwise one day."""
    if file.id is None and any(word != "name" for word in _used_in(file.path, report.template.delimiters)):
        do = "Give it an `id`, so that an update can tell a new path from a new file."
        report.add(("info", "id", "the path has more than the name in it, and the file no `id`"), place, do=do)


def _used_in(path: str, marks: records.Delimiters | None) -> Iterator[str]:
    try:
        found = list(scanning.tags(path, marks))
    except scanning.Unreadable:
        return
    for tag in found:
        first = next(iter(tag.words))
        if first.kind == "name" and re.fullmatch(r"\w+", first.text):
            yield first.text
