"""Linting: what is wrong with the templates of a project, before anything is made from them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates.linting import check, findings

Finding = findings.Finding
Severity = findings.Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What there is to say of some templates."""

    templates: int
    """How many were looked at."""
    findings: list[Finding]

    def count(self, severity: Severity) -> int:
        """How many findings of a kind there are."""
        return sum(each.severity == severity for each in self.findings)


def lint(root: Path, name: str | None = None, *, every: bool = False) -> Linted:
    """Look at a template of the project at `root`, or at all of its own; with `every` also at those of packs and of
    jigsmith. One that cannot be read is a finding. TemplateMissing: there is none of that name.
    """
    wanted = [formats.find(root, name)] if name is not None else chosen(root, every=every)
    others = not all(formats.is_of_project(root, path) for path in wanted)
    beside = chosen(root, every=others)
    loaded = [(path, _loaded(path)) for path in dict.fromkeys([*wanted, *beside])]
    bases = _bases(template for _, template in loaded if isinstance(template, formats.Loaded))
    found: list[Finding] = []
    for path, template in loaded[: len(wanted)]:
        if isinstance(template, errors.JigError):
            found.append(_unreadable(path, template))
        else:
            found += check.lint(template, is_base=template.origin.resolve() in bases)
    return Linted(templates=len(wanted), findings=[_shown(root, each) for each in findings.in_order(found)])


def chosen(root: Path, *, every: bool = False) -> list[Path]:
    """Where the templates of a project lie; with `every` also those of packs and of jigsmith."""
    return [path for path in _all(root) if every or formats.is_of_project(root, path)]


def _all(root: Path) -> list[Path]:
    return [path for _, path in formats.list_all(root)]


def _loaded(path: Path) -> formats.Loaded | errors.JigError:
    try:
        return formats.load(path)
    except errors.JigError as error:
        return error


def _bases(templates: Iterable[formats.Loaded]) -> set[Path]:
    """The files of templates on which others build."""
    owners = (template.home(place)[0] for template in templates for place in template.homes)
    between = (home[0] for template in templates for home in template.homes.values())
    return {owner.origin.resolve() for group in (owners, between) for owner in group}


def _unreadable(path: Path, error: errors.JigError) -> Finding:
    where, _, line = (error.where or str(path)).partition(":") if ":" not in str(path) else (str(path), "", "")
    number = re.match(r"\d+", line)
    return Finding(
        severity="error",
        kind="syntax",
        file=where,
        line=int(number.group()) if number else 1,
        what=error.what,
        do=error.do,
    )


def _shown(root: Path, found: Finding) -> Finding:
    """A finding with its file from the project's root."""
    path = Path(found.file)
    return replace(found, file=path.relative_to(root).as_posix()) if path.is_relative_to(root) else found
