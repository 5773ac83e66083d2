"""Tour: a small honest project with a history, and the verbs that find, build and use its generator.

The project is data (catalogue/tour): the service of a bicycle workshop with five endpoints that are alike as real
ones are, and three React components. The verbs run as commands of their own, as a user would run them.
"""

import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from jigsmith.app import scan, templates
from jigsmith.app.scanning import reports
from jigsmith.base import errors, places
from jigsmith.engines.git import replay

DATA = Path(__file__).parent.parent / "catalogue" / "tour"
TEMPLATE, NEW = "endpoint", "supplier"
ENDPOINT = "workshop/routes/"  # the family with files here is the one that the tour builds
FACTS = ("company", "contact", "lead_days", "city", "email", "phone", "street", "country", "terms", "iban", "rating")
FIELDS = "company:str,email:str,rating:int,local:bool"
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
RENAMED = {"gitignore": ".gitignore"}  # a file of that name would be obeyed where the data lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of the tour, with a sentence about it."""

    says: str
    words: Sequence[str]  # as a user types them
    real: Sequence[str]  # as they are started


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What the generated endpoint comes to."""

    files: int  # measured, as all that follows but the last
    lines: int
    words: int  # of the command that wrote them
    seconds: float  # that the command took
    minutes_by_hand: float | None  # that one took before, estimated from the history; None: not measured


@dataclass(slots=True)
class Tour:
    """A tour under way."""

    root: Path
    there: set[Path]  # the files of the sample project
    candidate: reports.Candidate | None = None  # None: the scan is still to come
    seconds: dict[str, float] = field(default_factory=dict)  # how long each verb took
    given: Sequence[str] = ()  # the words of the command that generated

    @property
    def home(self) -> Path:
        """Return the JIG_HOME of the tour, so that it does not show up in the user's own record."""
        return self.root / ".git" / "jigsmith-home"

    def run(self, step: Step) -> int:
        """Run the command of a step in the project, on the terminal that we have. Return its exit code.

        Ctrl-C goes to the command as well, which ends by itself. What is no verb of ours tells all on stdout: unittest
        has its report on stderr.
        """
        environment = os.environ | {"JIG_HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1"}
        start = time.perf_counter()
        merged = None if step.words[0] == "jig" else subprocess.STDOUT
        with subprocess.Popen(step.real, cwd=self.root, env=environment, stderr=merged) as process:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                process.wait()
                code = INTERRUPTED
        self.seconds[step.words[1]] = time.perf_counter() - start
        return code


def begin(root: Path, *, now: datetime) -> Tour:
    """Make the sample project in `root`, which must be empty or not there. WouldOverwrite, WriteFailed, GitFailed."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        taken = any(root.iterdir())
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise errors.WriteFailed(what, where=str(error.filename or root), do="Name another folder.") from error
    if taken:
        raise errors.WouldOverwrite("the folder for the tour is not empty", where=str(root), do="Name another one.")
    replay.replay(root, list(history(now)))
    return Tour(root, project_files(root))


def steps(tour: Tour) -> Iterator[Step]:
    """Yield the commands in their order; each must have been run before the next one is asked for."""
    yield outside("Five endpoints and three components were written by hand", "git", "log", "--oneline")
    yield verb("What repeats here, and what would a generator for it be worth?", "scan")
    tour.candidate = endpoint_family(tour.root)
    proof = "The endpoints become a template, proved by making every one of them again"
    yield verb(proof, "build", tour.candidate.id, "--as", TEMPLATE, "--yes")
    yield verb("What does it want to know?", "templates", "show", TEMPLATE)
    tour.given = [TEMPLATE, NEW, *(word for option in answers(tour.root) for word in ("--set", option)), "--yes"]
    yield verb("A sixth endpoint", "generate", *tour.given)
    yield outside("One of its files", "cat", f"workshop/models/{NEW}.py")
    yield python("The project's own tests, with those of the new endpoint", "-m", "unittest")
    yield verb("Every use is recorded, on this machine alone", "stats")


def saved(tour: Tour) -> Saved:
    """Return what the tour's generate came to."""
    new = project_files(tour.root) - tour.there
    return Saved(
        files=len(new),
        lines=sum(path.read_bytes().count(b"\n") for path in new),
        words=2 + len(tour.given),
        seconds=tour.seconds["generate"],
        minutes_by_hand=tour.candidate.worth.minutes_each.value if tour.candidate else None,
    )


def project_files(root: Path) -> set[Path]:
    """Return the files of the project itself, without git's and jigsmith's."""
    hidden = {".git", places.FOLDER}
    return {path for path in root.rglob("*") if path.is_file() and not hidden & set(path.relative_to(root).parts)}


def endpoint_family(root: Path) -> reports.Candidate:
    """Return the best candidate that covers the endpoints."""
    for candidate in scan.scan(root).candidates:
        if any(pattern.startswith(ENDPOINT) for pattern in candidate.patterns):
            return candidate
    raise errors.CandidateMissing("the endpoints of the sample project were not found")


def answers(root: Path) -> Iterator[str]:
    """Yield what is said about suppliers: their fields, and a word for each text that is empty by itself."""
    facts = iter(FACTS)
    for key, parameter in templates.summary(root, TEMPLATE).parameters.items():
        kind = parameter.get("type", "string")
        if kind == "list" and list(parameter.get("items", ())) == ["name", "type"]:
            yield f"{key}={FIELDS}"
        elif kind == "string" and not parameter.get("default"):
            yield f"{key}={next(facts)}"


def verb(says: str, *words: str) -> Step:
    """Return a step that runs jig."""
    return Step(says=says, words=("jig", *words), real=(sys.executable, "-P", "-m", "jigsmith", *words))


def python(says: str, *words: str) -> Step:
    """Return a step that runs the Python which jigsmith runs on, since Starlette is installed there."""
    return Step(says=says, words=("python", *words), real=(sys.executable, *words))


def outside(says: str, *words: str) -> Step:
    """Return a step that runs another program; git does not stop at a pager, and knows nothing of NO_COLOR."""
    colour = ("-c", "color.ui=false") if os.environ.get("NO_COLOR") else ()
    real = ("git", "--no-pager", *colour, *words[1:]) if words[0] == "git" else words
    return Step(says=says, words=words, real=real)


def history(now: datetime) -> Iterator[replay.Commit]:
    """Yield the commits of the sample project, dated back from now."""
    recorded = tomllib.loads((DATA / "history.toml").read_text(encoding="utf-8"))
    readme = ""
    for entry in recorded["commits"]:
        files = {target: content for pattern in entry.get("files", ()) for target, content in matching(pattern)}
        readme = files.get("README.md", b"").decode() or readme
        if "note" in entry:
            readme += f"\n{entry['note']}\n"
            files["README.md"] = readme.encode()
        author = recorded["people"][entry["by"]]
        when = working_day(now - timedelta(days=entry["day"]), entry["time"])
        yield replay.Commit(when=when, author=author, subject=entry["subject"], files=files)


def working_day(day: datetime, time_of_day: str) -> datetime:
    """Return that time on that day, or on the Friday before when it is a weekend."""
    hour, minute = map(int, time_of_day.split(":"))
    friday = day - timedelta(days=max(0, day.weekday() - 4))
    return friday.replace(hour=hour, minute=minute, second=0, microsecond=0)


def matching(pattern: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the sample project's files that a pattern names."""
    project = DATA / "project"
    for path in sorted(project.glob(pattern)):
        if path.is_file() and path.suffix != ".pyc":
            name = path.relative_to(project).as_posix()
            yield RENAMED.get(name, name), path.read_bytes()
