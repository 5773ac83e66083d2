"""Families and templates at the desk: what the last scan found, instances side by side, and what templates made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app import build as builds
from jigsmith.app import check as checks
from jigsmith.app import deploy as deploys
from jigsmith.app import scan as scans
from jigsmith.app import templates
from jigsmith.app.desk import shelf, sides
from jigsmith.app.desk.places import Desk
from jigsmith.app.scanning import reports
from jigsmith.base import errors, places
from jigsmith.engines.templates import format as formats
from jigsmith.store import scan_cache

Candidate = reports.Candidate
CHECKED = 200  # instances of a template whose drift is looked up for a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The last scan of a repository."""

    repository: str  # by its short name
    made: datetime | None  # None: it was never scanned
    files: int
    lines: int
    candidates: tuple[Candidate, ...]  # most gain first


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A candidate with its instances side by side."""

    repository: str
    candidate: Candidate
    sides: tuple[sides.Side, ...]
    template: str  # what it would be called


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A template at a glance."""

    repository: str
    name: str
    description: str
    version: str
    parameters: int
    files: int
    instances: int  # that are recorded
    shipped: bool
    problem: str  # why it cannot be used; empty: it can


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template with what it is made of, what it made, and where it is deployed."""

    repository: str
    summary: templates.Summary
    texts: dict[str, str]  # of its files, by the path that they make
    instances: tuple[checks.Checked, ...]  # with their drift; the first ones
    recorded: int  # instances in all
    proof: tuple[templates.Tested, ...]  # recorded instances, made again and compared
    targets: tuple[deploys.Item, ...]  # what deploying would do
    refused: str  # why it cannot be deployed; empty: it can


def last_scan(desk: Desk, repository: str) -> Found:
    """Return what the last scan of a repository found; nothing is scanned. Raises RepositoryMissing."""
    path = desk.repository(repository)
    with scan_cache.opened(places.home_name()) as cache:
        text = cache.last_report(str(path))
    report = decoded(text) if text else None
    if report is None:
        return Found(repository=repository, made=None, files=0, lines=0, candidates=())
    return Found(
        repository=repository, made=report.made, files=report.files, lines=report.lines, candidates=report.candidates
    )


def candidates(desk: Desk, *, repository: str = "", text: str = "") -> list[Candidate]:
    """Return the candidates of the last scans, of one repository or of all. Raises RepositoryMissing."""
    found = (last_scan(desk, name).candidates for name in desk.chosen(repository))
    return [each for some in found for each in some if has(each, text)]


def has(candidate: Candidate, text: str) -> bool:
    """Tell whether a text is in the name or the patterns of a candidate, in capitals or not."""
    return text.lower() in f"{candidate.id}{' '.join(candidate.patterns)}".lower()


@lru_cache(maxsize=32)
def decoded(text: str) -> reports.Report | None:
    """Return a report; None: an older jigsmith wrote it."""
    try:
        return msgspec.json.decode(text, type=reports.Report)
    except msgspec.MsgspecError:
        return None


def scan(desk: Desk, repository: str) -> Found:
    """Scan a repository now. Raises RepositoryMissing, ConfigInvalid."""
    scans.scan(desk.repository(repository))
    return last_scan(desk, repository)


def family(desk: Desk, repository: str, identifier: str) -> Family:
    """Return a candidate of the last scan with its instances side by side. Raises CandidateMissing."""
    path, found = desk.repository(repository), candidate(desk, repository, identifier)
    name = ""
    if found.kind != "copies":
        name = builds.default_name(path, builds.family_of(path, identifier, here=path))
    return Family(repository=repository, candidate=found, sides=tuple(sides.side_by_side(path, found)), template=name)


def candidate(desk: Desk, repository: str, identifier: str) -> Candidate:
    """Return a candidate of the last scan. Raises CandidateMissing."""
    for each in last_scan(desk, repository).candidates:
        if str(each.id) == identifier:
            return each
    raise errors.CandidateMissing(f"the last scan has no candidate '{identifier}'")


def build(desk: Desk, repository: str, identifier: str, *, name: str = "") -> builds.Built:
    """Build the template of a candidate, with its proof. Raises what `jig build` raises."""
    path = desk.repository(repository)
    found = builds.family_of(path, identifier, here=path)
    return builds.build_family(path, found, name=name or builds.default_name(path, found))


def listed(desk: Desk, repository: str) -> list[Listed]:
    """Return the templates of a repository: its own first. Raises RepositoryMissing."""
    path = desk.repository(repository)
    found = [at_a_glance(repository, path, each) for each in shelf.summaries(path)]
    return sorted(found, key=lambda each: (each.shipped, each.name))


def templates_of(desk: Desk, *, repository: str = "", text: str = "") -> list[Listed]:
    """Return the templates with a text in their name or description. Raises RepositoryMissing."""
    every = [each for name in desk.chosen(repository) for each in listed(desk, name)]
    return [each for each in every if text.lower() in f"{each.name} {each.description}".lower()]


def at_a_glance(repository: str, path: Path, summary: templates.Summary) -> Listed:
    """Return one template at a glance."""
    return Listed(
        repository=repository, name=summary.name, description=summary.description, version=summary.version,
        parameters=len(summary.parameters), files=len(summary.files), instances=recorded(path, summary.name),
        shipped=summary.shipped, problem=summary.problem or "",
    )  # fmt: skip


def recorded(path: Path, name: str) -> int:
    """Return how many instances of a template are recorded."""
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
    return sum(1 for _ in (path / places.FOLDER / "instances" / name).glob("*.yaml")) if safe else 0


def template(desk: Desk, repository: str, name: str) -> Template:
    """Return one template with all that is known of it. Raises TemplateMissing, TemplateInvalid."""
    path = desk.repository(repository)
    loaded = formats.load(formats.find(path, name))
    count = recorded(path, loaded.name)
    try:
        targets, refused = tuple(deploys.offer(path, name).items), ""
    except errors.JigError as error:
        targets, refused = (), str(error)
    return Template(
        repository=repository,
        summary=templates.summary(path, name),
        texts={each.path: each.content or "" for each in loaded.files},
        instances=tuple(checks.check(path, name)) if count <= CHECKED else (),
        recorded=count,
        proof=tuple(templates.check_recorded(path, name)) if count <= CHECKED else (),
        targets=targets,
        refused=refused,
    )


def deploy(desk: Desk, repository: str, name: str) -> Mapping[str, Any]:
    """Put a template into the toolchain, and return how many pieces of it were written. Raises DeployConflict."""
    done = deploys.deploy(desk.repository(repository), name)
    return {"template": done.template, "written": sum(each.action in {"create", "change"} for each in done.items)}
