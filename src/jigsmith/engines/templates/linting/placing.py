"""Placing: files of one template that can fall on one place, and places that two instances would share.

Paths are worked out for names that could bring it about: those that turn one path into another, one whose plural is
its singular, and one that means nothing. What is found has happened, with that name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice, product
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, parameters, records, render
from jigsmith.engines.templates.linting import findings

NEUTRAL, SECOND, UNCOUNTABLE = "zebra crossing", "quokka island", "sheep"
MAX_SWITCHES = 64
MAX_PATHS = 20_000
"""That are worked out: what is tried for a template of a thousand files is less."""
_SHARED = ("once", "union", "structural")
_DIFFER = "Give them different paths, or a `when` that excludes one."
Made = tuple[int, str]


def check(report: findings.Report) -> None:
    """Find files that fall on one place."""
    template = report.template
    if not template.files:
        return
    switches = list(islice(_switches(template), MAX_SWITCHES))
    said: set[frozenset[int]] = set()
    for number, (name, chosen) in enumerate(product([NEUTRAL, *_names(template), UNCOUNTABLE], switches)):
        if number > 1 and number * len(template.files) > MAX_PATHS:
            break
        made = list(_paths(template, values(template, name, chosen)))
        for pair, path in _same(made):
            if pair not in said:
                said.add(pair)
                _say(report, (pair, path), name)
    if template.kind == "feature" and not report.is_base:
        _shared(report)


def _say(report: findings.Report, found: tuple[frozenset[int], str], name: str) -> None:
    pair, path = found
    first, last = min(pair), max(pair)
    severity: findings.Severity = {NEUTRAL: "error", UNCOUNTABLE: "info"}.get(name, "warning")  # type: ignore[assignment]
    if first == last:
        what, do = f"all items of `each` fall on {path!r}", "Let the path say which item it is."
    else:
        other = report.template.files[first].path
        what, do = f"falls on the same place as the file `{other}`: {path!r}", _DIFFER
    if name != NEUTRAL:
        what += f", with the name {name!r}"
    report.add((severity, "collision", what), ("files", last, "path"), do=do)


def _same(made: Sequence[Made]) -> Iterator[tuple[frozenset[int], str]]:
    seen: dict[str, int] = {}
    for number, path in made:
        key = path.casefold()
        if key in seen:
            yield frozenset({seen[key], number}), path
        seen.setdefault(key, number)


def _switches(template: records.Template) -> Iterator[dict[str, Any]]:
    """All values of choices and booleans on which files depend."""
    words = set(re.findall(r"\w+", " ".join(f"{file.when} {file.path} {file.each}" for file in template.files)))
    kinds = {key: each for key, each in template.parameters.items() if key in words and key != "name"}
    domains = {
        key: each.choices if each.type == "choice" else [True, False]
        for key, each in kinds.items()
        if each.type in ("choice", "boolean")
    }
    for chosen in product(*domains.values()):
        yield dict(zip(domains, chosen, strict=True))


def _names(template: records.Template) -> list[str]:
    """Names that turn the path of one file into that of another."""
    made = {path for _, path in _paths(template, values(template, NEUTRAL, {}))}
    start, end = (re.escape(mark) for mark in (template.delimiters or records.Delimiters()).variable)
    found: dict[str, None] = {}
    for file in template.files:
        pieces = re.split(rf"{start}.*?{end}", file.path)
        if len(pieces) > 1 and pieces != ["", ""]:
            pattern = re.compile("(.+?)".join(map(re.escape, pieces)), re.IGNORECASE)
            groups = [match.group(1) for path in made if (match := pattern.fullmatch(path))]
            found.update(dict.fromkeys(group for group in groups if "/" not in group))
    tokens = [word for word in re.split(r"\W+", NEUTRAL) if word]
    return [name for name in found if not any(token in name.lower() for token in tokens) and _fits(template, name)]


def _fits(template: records.Template, name: str) -> bool:
    try:
        parameters.checked_name(template, name)
    except errors.JigError:
        return False
    return True


def values(template: records.Template, name: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Values for all parameters: those chosen, two items in each list, defaults, and something where there is none."""
    given = dict(chosen)
    for key, parameter in template.parameters.items():
        if key != "name" and key not in given and (parameter.type == "list" or parameter.required):
            given[key] = _some(parameter, name)
    return {**given, **parameters.defaults(template, name, given)}


def _some(parameter: records.Parameter, stem: str, number: int = 0) -> Any:
    """A value of a parameter that tells nothing; another one for each number."""
    if parameter.type == "list":
        fields = parameter.items
        if fields is None:
            return list(parameter.choices[:2]) or ["alpha", "beta"]
        return [
            {key: _some(field, f"{stem} {word}", item) for key, field in fields.items()}
            for item, word in enumerate(("alpha", "beta"))
        ]
    if parameter.type == "table":
        fields = parameter.items or {}
        return {key: _some(field, stem, number) for key, field in fields.items() if field.required}
    plain = {"string": stem, "integer": number, "number": number, "boolean": bool(number)}
    return parameter.choices[number % len(parameter.choices)] if parameter.choices else plain[parameter.type]


def _paths(template: records.Template, scope: Mapping[str, Any]) -> Iterator[Made]:
    """The paths that files have for these values, each with its number; those that cannot be told are left out."""
    for number in range(len(template.files)):
        with suppress(errors.JigError):
            yield from [(number, path) for path in _paths_of(template, number, scope)]


def _paths_of(template: records.Template, number: int, scope: Mapping[str, Any]) -> Iterator[str]:
    file, place = template.files[number], ("files", number)
    for _, inner in render.scopes(template, file, place, scope):
        if render.wanted(template, file, place, inner):
            yield _rendered(file.path, inner, template.delimiters)


def _rendered(text: str, scope: Mapping[str, Any], marks: records.Delimiters | None) -> str:
    return expressions.render(text, scope, marks, where=expressions.Where("path"))


def _shared(report: findings.Report) -> None:
    """Find paths that have nothing of the name in them, though what is in the file depends on it."""
    template = report.template
    first, second = (values(template, name, {}) for name in (NEUTRAL, SECOND))
    both = [dict(_paths(template, scope)) for scope in (first, second)]
    still = [number for number in both[0] if both[0][number] == both[1].get(number)]
    if len(still) == len(template.files):
        what = "makes the same files whatever the name: there can be one instance in a project"
        do = "Let the paths say the name, if there are to be several."
        report.add(("info", "shared-path", what), ("files", 0, "path"), do=do)
        return
    for number in still:
        file = template.files[number]
        if file.policy not in _SHARED and _content(template, number, first) != _content(template, number, second):
            what = f"two instances would write the same file: nothing of the name is in {both[0][number]!r}"
            do = "Let the path say the name, or set `policy: once` or `union`."
            report.add(("warning", "shared-path", what), ("files", number, "path"), do=do)


def _content(template: records.Template, number: int, scope: Mapping[str, Any]) -> str:
    file = template.files[number]
    try:
        return _rendered(file.content or file.link or "", scope, file.delimiters or template.delimiters)
    except errors.JigError:
        return str(scope["name"])
