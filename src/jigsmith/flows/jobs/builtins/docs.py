"""Documentation refresh: are the generated pages what the code generates?"""

import msgspec

from jigsmith.base import errors
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Proposal, Result


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of refresh-docs."""

    command: str = ""  # generates the pages, such as `npm run docs`
    setup: str = ""  # before it, such as `npm ci`
    paths: list[str] = []  # what of its changes counts; empty: all
    fail: bool = False  # whether stale pages fail the run, besides being proposed


def run(desk: Desk, settings: Settings) -> Result:
    """Generates the documentation anew and proposes what changed."""
    if not settings.command:
        raise errors.JobUnfit("refresh-docs needs the option `command`", do="Such as npm run docs.")
    for line in (settings.setup, settings.command):
        if line and not desk.shell.line(line).good:
            return Result(good=False, summary=f"`{line}` failed: not measured.", readings={"stale": None})
    if settings.paths:
        _keep_only(desk, settings.paths)
    changed = desk.shell.run(["git", "status", "--porcelain", "-z", "--untracked-files=all"], quiet=True).out
    names = sorted(entry[3:] for entry in changed.split("\0") if entry[3:])
    if not names:
        return Result(good=True, summary="The generated documentation is up to date.", readings={"stale": 0.0})
    title = "Generate the documentation anew"
    summary = f"{len(names)} generated pages were stale:\n\n" + "\n".join(f"- `{name}`" for name in names[:50])
    head = desk.commit("", title)
    proposals = [Proposal(head=head, title=title, body=summary)] if head != desk.base else []
    return Result(good=not settings.fail, summary=summary, readings={"stale": float(len(names))}, proposals=proposals)


def _keep_only(desk: Desk, paths: list[str]) -> None:
    """Take back what changed elsewhere."""
    outside = [f":(exclude){path}" for path in paths]
    desk.shell.run(["git", "-c", "core.hooksPath=/dev/null", "checkout", "--quiet", "--", ".", *outside])
    desk.shell.run(["git", "clean", "--quiet", "-fd", "--", ".", *outside])
