"""Reports: what a scan found, as the command line, other programs and the Python API get it."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jigsmith.base import ids
from jigsmith.loop.detect import records as detect
from jigsmith.loop.plan import records as plan
from jigsmith.loop.plan import worth

SHOWN = 50  # paths that are told of those left out for one reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A family that a generator could be made for, with what it would be worth."""

    id: ids.CandidateId
    kind: str
    """`files`: an instance is one or several files. `blocks`: a piece of a file. `copies`: all are the same."""
    patterns: tuple[str, ...]
    """Paths from the root with `{name}`; of blocks `path#first line`."""
    gain_bits: float
    """What a template would save: the instances, less the template, less what each needs besides."""
    worth: plan.Worth
    reason: str
    share: float
    """Which part of an instance the template would write, from 0 to 1. Estimated."""
    files_each: int
    lines_each: int
    parameters: tuple[detect.Parameter, ...]
    """What seems to differ between instances besides the name."""
    instances: tuple[detect.Instance, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Files, or folders of them, that were not looked at for one reason."""

    count: int
    paths: tuple[str, ...]
    """The first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a scan."""

    root: str
    candidates: tuple[Candidate, ...]
    """Most gain first."""
    found: int
    """How many there are in all; `candidates` may be fewer."""
    files: int
    """Files that were looked at."""
    lines: int
    left_out: dict[str, LeftOut]
    """What was not looked at, by reason."""
    git: bool
    head: str | None
    commits: int
    """Commits that were looked at; 0: history not measured."""
    shallow: bool
    """The repository does not have its whole history."""
    minimum: int
    """Instances that make a family."""
    made: datetime


def candidate(found: detect.Candidate, arrivals: worth.Arrivals, *, now: datetime) -> Candidate:
    """Put together what was found, what history says about it, and why it is on the list."""
    files = {instance.name: instance.files for instance in found.instances}
    value = worth.reckon(files if found.kind == "files" else {}, found.share, arrivals, now=now)
    return Candidate(
        id=found.id,
        kind=found.kind,
        patterns=found.patterns,
        gain_bits=found.gain_bits,
        worth=value,
        reason=reason(found, value),
        share=found.share,
        files_each=found.files_each,
        lines_each=found.lines_each,
        parameters=found.parameters,
        instances=found.instances,
    )


def reason(found: detect.Candidate, value: plan.Worth) -> str:
    """Say in one line why this is on the list."""
    count = len(found.instances)
    if found.kind == "copies":
        return f"{count} copies with no difference: one shared file would do, no generator is needed."
    if found.kind == "blocks":
        where = len({instance.files[0] for instance in found.instances})
        place = "in one file" if where == 1 else f"in {where} files"
        return (
            f"{count} alike blocks {place}; a template writes about {found.share:.0%} of {found.lines_each} lines each."
        )
    each = (
        f"{found.files_each} files, {found.lines_each} lines" if found.files_each > 1 else f"{found.lines_each} lines"
    )
    written = f"a new one takes {each}, and a template writes about {found.share:.0%} of it"
    return f"{count} alike instances; {written}.{came(value)}"


def came(value: plan.Worth) -> str:
    """Say how many instances came in the last year, and by whom."""
    if not value.last_year:
        return ""
    people = len(value.authors)
    by = f" by {value.authors[0]}" if people == 1 else f" by {people} people" if people < 5 else ""
    return f" {value.last_year} came in the last year{by}."


def left_out(*groups: Mapping[str, Sequence[str]]) -> dict[str, LeftOut]:
    """Put together what was left out, most files first, for each reason the first paths."""
    paths = {
        reason: sorted(p for group in groups for p in group.get(reason, ())) for group in groups for reason in group
    }
    ordered = sorted(paths.items(), key=lambda item: (-len(item[1]), item[0]))
    return {reason: LeftOut(len(found), tuple(found[:SHOWN])) for reason, found in ordered}


def to_json(report: Report) -> str:
    """Return a report as JSON, a candidate a line, by the standard library: importing msgspec takes longer."""
    candidates = ",\n    ".join(json.dumps(plain(each), ensure_ascii=False) for each in report.candidates)
    fields = {name: plain(getattr(report, name)) for name in names_of(Report) if name != "candidates"}
    rest = json.dumps(fields, indent=2, ensure_ascii=False)
    return '{\n  "candidates": [\n    ' + candidates + "\n  ],\n" + rest[2:] + "\n"


def plain(value: Any) -> Any:
    """Return records as dicts, and dates as ISO has them."""
    kind = type(value)
    if kind in {str, int, float, bool, type(None)}:
        return value
    if kind in {tuple, list}:
        return [plain(each) for each in value]
    if kind is dict:
        return {key: plain(each) for key, each in value.items()}
    if kind in {date, datetime}:
        return value.isoformat()
    return {name: plain(getattr(value, name)) for name in names_of(kind)}


def names_of(kind: type) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    if kind not in _names:
        _names[kind] = tuple(field.name for field in dataclasses.fields(kind))
    return _names[kind]


_names: dict[type, tuple[str, ...]] = {}
