"""What is said about a run: in pull requests, issues, messages and reports."""

import re
from datetime import UTC, datetime

from jigsmith.base import digests
from jigsmith.flows.jobs.records import Begun, Proposal, Tried
from jigsmith.store.factory.runs import Run

SHOWN = 30  # lines of output
WORDS = {
    "succeeded": "went well", "failed": "failed", "timed-out": "took too long", "lost": "was lost",
    "skipped": "was skipped", "cancelled": "was cancelled", "queued": "has not begun", "running": "runs",
}  # fmt: skip


def headline(run: Run) -> str:
    """Return how a run ended, on a line."""
    return f"{run.job} {WORDS.get(run.state, run.state)}"


def message(run: Run) -> str:
    """Return what somebody is told about a run."""
    parts = [facts(run)]
    if run.said:
        parts.append(end_of(run.said, 10))
    return "\n\n".join(parts)


def facts(run: Run) -> str:
    """Return when a run was due, what it ran on, and how it went."""
    known = [f"due {stamp(run.due)}"]
    if run.seconds is not None:
        known.append(f"took {length(run.seconds)}")
    if run.exit_code is not None and run.state != "succeeded":
        known.append(f"exit code {run.exit_code}")
    if run.attempt > 1:
        known.append(f"attempt {run.attempt}")
    if run.commit:
        known.append(f"on {run.commit[:12]}")
    if run.log:
        known.append(f"log {run.log}")
    return ", ".join(known)


def pull_title(begun: Begun, proposal: Proposal) -> str:
    """Return the title of a pull request."""
    return proposal.title or f"{begun.job.name}: changes of {begun.due:%Y-%m-%d}"


def pull_body(run: Run, begun: Begun, proposal: Proposal, *, tried: Tried) -> str:
    """Return the text of a pull request: a summary, and the log."""
    command = begun.job.command or "\n".join(begun.job.steps) or f"built-in job {begun.job.builtin}"
    parts = [
        proposal.body or tried.summary or f"The nightly job `{begun.job.name}` changed this.",
        f"```sh\n{command}\n```",
        facts(run),
        folded("The end of its output", tried.said),
    ]
    return "\n\n".join(part for part in parts if part)


def issue_title(run: Run) -> str:
    """Return the title of an issue."""
    return f"Nightly job {headline(run)}"


def issue_body(run: Run) -> str:
    """Return the text of an issue."""
    return "\n\n".join(part for part in (facts(run), folded("The end of its output", run.said)) if part)


def report(run: Run, tried: Tried) -> str:
    """Return a run as a page."""
    summary = tried.summary or f"```text\n{end_of(tried.said, 200)}\n```"
    return f"# {headline(run)[:1].upper()}{headline(run)[1:]}\n\n{facts(run)}\n\n{summary}\n"


def fingerprint(run: Run) -> str:
    """Return what is the same of two failures for the same reason: the end of what was said, without what changes by
    itself, such as numbers, times and paths of the clone.
    """
    lines = [line for line in run.said.splitlines() if line.strip() and not line.startswith("== ")][-5:]
    plain = [re.sub(r"(/[^\s:'\"]+)+|0x[0-9a-f]+|[0-9a-f]{8,}|\d+", "#", line) for line in lines]
    return digests.digest(part.encode() for part in (run.job, run.state, str(run.exit_code), *plain))[:12]


def folded(title: str, text: str) -> str:
    """Return a text that is opened by a click; nothing for nothing."""
    if not text.strip():
        return ""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"<details><summary>{title}</summary>\n\n{fence}text\n{end_of(text, SHOWN)}\n{fence}\n\n</details>"


def end_of(text: str, lines: int) -> str:
    """Return the last lines of a text."""
    return "\n".join(text.rstrip().splitlines()[-lines:])


def stamp(moment: datetime) -> str:
    """Return a time as people read it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def length(seconds: float) -> str:
    """Return a span as people read it."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
