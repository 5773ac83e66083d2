"""What the command of a job runs in: its box, its environment, its clocks, and what hears its output."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jigsmith.base import durations, errors
from jigsmith.base.job_settings import Job
from jigsmith.engines.sandbox import processes
from jigsmith.engines.sandbox import records as boxes

FREE = boxes.Limits(memory=None, processes=None, file_size=None, output=None)  # a job is the user's own command
_KEPT = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|VIRTUAL_ENV|NVM_\w+|JAVA_HOME|GOPATH|GOROOT"
    r"|CARGO_HOME|RUSTUP_HOME|PNPM_HOME|UV_\w+|PIP_\w+|NPM_CONFIG_\w+|JIG_HOME|JIG_TELEMETRY|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS"
    r"|(HTTPS?|NO|ALL)_PROXY|PYTHONDONTWRITEBYTECODE",
    re.IGNORECASE,
)
NONE = "the command could not be started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int | None  # None: it had to be killed
    why: str  # exited, cancelled, wall, idle, limit, killed
    seconds: float
    out: str = ""  # what it printed on stdout

    @property
    def good(self) -> bool:
        """Whether it ended by itself, with exit code 0."""
        return self.code == 0 and self.why == "exited"


@dataclass(slots=True, kw_only=True)
class Shell:
    """Runs the commands of one attempt; all together they have the time of the job."""

    box: boxes.Box
    seconds: float  # that are allowed
    hear: Callable[[str, bytes], None]
    note: Callable[[str], None]
    cancelled: Callable[[], bool]
    started: float = field(default_factory=time.monotonic)

    def line(self, line: str) -> Ran:
        """Run a line as `sh -c` has it."""
        return self.run(["sh", "-c", line])

    def run(self, command: Sequence[str], *, more: Mapping[str, str] | None = None, quiet: bool = False) -> Ran:
        """Run a command; `more` is added to its environment. `quiet`: its stdout is not in the log."""
        out: list[bytes] = []

        def hear(stream: str, line: bytes) -> None:
            if stream == "stdout":
                out.append(line)
            if stream != "stdout" or not quiet:
                self.hear(stream, line)

        self.note(f"$ {shown(command)}")
        left = max(0.1, self.seconds - (time.monotonic() - self.started))
        box = self.box
        if more:
            values = {name: getattr(box, name) for name in box.__dataclass_fields__}
            box = boxes.Box(**values | {"environment": dict(box.environment) | dict(more)})
        ended = processes.run(
            command, box=box, on_output=hear, clocks=boxes.Clocks(wall=left), cancelled=self.cancelled
        )
        return Ran(code=ended.code, why=ended.why, seconds=ended.seconds, out=b"".join(out).decode(errors="replace"))


def shown(command: Sequence[str]) -> str:
    """Return a command as it is shown: a line of `sh -c` alone, else its words."""
    return command[2] if list(command[:2]) == ["sh", "-c"] else " ".join(command)


def box(job: Job, tree: Path, *, objects: Path, environment: Mapping[str, str]) -> boxes.Box:
    """Return the box of a job: by default none at all, in the clean clone."""
    home = tree.parent / "home"
    inside = dict(environment) if job.box == "none" else dict(environment) | {"HOME": str(home)}
    return boxes.Box(
        kind=job.box,
        work=tree,
        writable=(tree, home),
        readable=(objects,),
        environment=inside,
        network=job.network,
        limits=FREE,
    )


def environment(job: Job, machine: Mapping[str, str], *, more: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment: what any program needs, and what the job names. Raises JobUnfit."""
    kept = {name: value for name, value in machine.items() if _KEPT.fullmatch(name)}
    own = {name: filled(value, machine, job.name) for name, value in job.environment.items()}
    return kept | {"CI": "true"} | dict(more) | own


def filled(text: str, machine: Mapping[str, str], job: str) -> str:
    """Return a value with its `${NAME}` filled in. Raises JobUnfit for a variable that is not set."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in machine:
            what = f"the environment variable {found[1]}, which job '{job}' names, is not set"
            raise errors.JobUnfit(what, do=f"Set {found[1]} where `jig serve` is started.")
        return machine[found[1]]

    return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", value, text)


def secrets(job: Job, machine: Mapping[str, str]) -> list[str]:
    """Return the values that a job takes from the environment: they are masked in its output."""
    names = {name for text in job.environment.values() for name in re.findall(r"\$\{([A-Za-z_]\w*)\}", text)}
    return [machine[name] for name in sorted(names) if name in machine]


def timeout(job: Job) -> float:
    """Return how many seconds an attempt may take."""
    return durations.seconds(job.timeout)
