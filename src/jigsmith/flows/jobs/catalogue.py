"""The built-in jobs by their names, and the desk that each works at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base import errors
from jigsmith.base.job_settings import Job
from jigsmith.flows.jobs.commands import Shell
from jigsmith.flows.jobs.records import Result

NAMES = {
    "update-dependencies": "dependencies",
    "dependency-audit": "audit",
    "test-suite": "suite",
    "performance-report": "performance",
    "optimise-images": "images",
    "refresh-docs": "docs",
    "template-drift": "drift",
    "weekly-review": "review",
}
"""The module of each, in the room builtins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a built-in job works with."""

    tree: Path  # its clean clone
    job: str
    base: str  # the commit it began on
    shell: Shell
    note: Callable[[str], None]
    past: Sequence[Mapping[str, float | None]]  # readings of the runs before, the newest first
    commit: Callable[[str, str], str]  # group, message: what is changed now as a commit; `base` when nothing is

    def reset(self) -> None:
        """Put the clone back to where the run began; what git ignores stays."""
        self.shell.run(["git", "-c", "core.hooksPath=/dev/null", "reset", "--quiet", "--hard", self.base])
        self.shell.run(["git", "clean", "--quiet", "-fd"])


def run(job: Job, desk: Desk) -> Result:
    """Run the built-in of a job. Raises JobUnfit for a name or an option that is none."""
    module = _module(job)
    return module.run(desk, options(job))  # type: ignore[no-any-return]


def options(job: Job) -> Any:
    """Return the options of a job as its built-in has them. Raises JobUnfit."""
    try:
        return msgspec.convert(job.options, _module(job).Settings)
    except msgspec.ValidationError as error:
        what = f"the options of the job '{job.name}' do not fit the built-in '{job.builtin}': {error}"
        raise errors.JobUnfit(what, do="`jig jobs builtins` shows which it has.") from error


def described() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return each built-in with what it does and its options with their defaults."""
    found = {}
    for name, module in NAMES.items():
        there = import_module(f"jigsmith.flows.jobs.builtins.{module}")
        defaults: dict[str, Any] = msgspec.to_builtins(there.Settings())
        found[name] = ((there.run.__doc__ or "").split("\n\n")[0].strip(), defaults)
    return found


def _module(job: Job) -> Any:
    if job.builtin not in NAMES:
        what = f"there is no built-in '{job.builtin}' for the job '{job.name}'"
        raise errors.JobUnfit(what, do=f"There are {', '.join(NAMES)}.")
    return import_module(f"jigsmith.flows.jobs.builtins.{NAMES[job.builtin]}")
