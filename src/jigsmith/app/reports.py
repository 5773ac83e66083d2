"""Reports: what a scan found, as the command line, other programs and the Python API get it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jigsmith.base import ids
from jigsmith.loop.detect import records as detect
from jigsmith.loop.observe import records as observe
from jigsmith.loop.plan import records as plan
from jigsmith.loop.plan import worth

Instance, Block, Parameter = detect.Instance, detect.Block, detect.Parameter
Figure, Worth = plan.Figure, plan.Worth


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
    worth: Worth
    reason: str
    share: float
    """Which part of an instance the template would write, from 0 to 1. Estimated."""
    files_each: int
    lines_each: int
    parameters: tuple[Parameter, ...]
    """What seems to differ between instances besides the name."""
    instances: tuple[Instance, ...]


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
    left_out: dict[str, tuple[str, ...]]
    """Why which paths were not looked at."""
    git: bool
    head: str | None
    commits: int
    """Commits that were looked at; 0: history not measured."""
    shallow: bool
    """The repository does not have its whole history."""
    minimum: int
    """Instances that make a family."""
    made: datetime


def candidate(found: detect.Candidate, history: observe.History, *, now: datetime) -> Candidate:
    """Put together what was found, what history says about it, and why it is on the list."""
    files = {instance.name: instance.files for instance in found.instances}
    value = worth.reckon(files if found.kind == "files" else {}, found.share, history, now=now)
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


def reason(found: detect.Candidate, value: Worth) -> str:
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
    return f"{count} alike instances; a new one takes {each}, and a template writes about {found.share:.0%} of it.{came(value)}"


def came(value: Worth) -> str:
    """Say how many instances came in the last year, and by whom."""
    if not value.last_year:
        return ""
    people = len(value.authors)
    by = f" by {value.authors[0]}" if people == 1 else f" by {people} people" if people < 5 else ""
    return f" {value.last_year} came in the last year{by}."


def left_out(*groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Put together what was left out, for each reason in the order of the paths."""
    reasons = sorted({reason for group in groups for reason in group})
    return {reason: tuple(sorted(path for group in groups for path in group.get(reason, ()))) for reason in reasons}


def newest(found: Candidate) -> date | None:
    """Return when the last instance came; None: not known."""
    return found.worth.latest
