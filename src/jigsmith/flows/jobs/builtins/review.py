"""Weekly review: what to do about each tool (`jig review`), as a report."""

import sys

import msgspec

from jigsmith.flows.jobs.builtins import programs
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Result

URGENT = ("fix", "retire")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of weekly-review."""

    everywhere: bool = True  # all repositories, or this one alone
    target: float | None = None  # seconds that a use of a tool may take, nineteen times of twenty
    fail: bool = False  # whether a tool that is to be fixed or retired fails the run


def run(desk: Desk, settings: Settings) -> Result:
    """Reviews the tools: invest, fix, retire, unproven; what is worth building; what changed since last week."""
    words = [sys.executable, "-P", "-m", "jigsmith", "review", *(["--everywhere"] if settings.everywhere else [])]
    words += [] if settings.target is None else ["--target", f"{settings.target:g}s"]
    ran = desk.shell.run([*words, "--json"], quiet=True)
    found = programs.parsed(ran.out)
    page = desk.shell.run([*words, "--markdown"], quiet=True)
    if not isinstance(found, dict) or not ran.good or not page.good:
        return Result(good=False, summary="`jig review` failed: not measured.", readings={"urgent": None})
    urgent = [line for line in found["lines"] if line["verdict"] in URGENT]
    saved = next(each["figure"]["value"] for each in found["metrics"] if each["name"] == "saved")
    return Result(
        good=not (settings.fail and urgent),
        summary=page.out,
        readings={"tools": float(len(found["lines"])), "urgent": float(len(urgent)), "hours saved": saved},
    )
