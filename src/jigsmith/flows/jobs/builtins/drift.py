"""Template drift: which instances are no longer what their templates make (`jig check`)."""

import sys

import msgspec

from jigsmith.flows.jobs.builtins import programs
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Result


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of template-drift."""

    edited: bool = True  # whether files that were edited count, or only templates that are newer


def run(desk: Desk, settings: Settings) -> Result:
    """Tells which instances drifted from their templates: `jig check` of the whole project."""
    words = ["check", "--json", *([] if settings.edited else ["--outdated"])]
    ran = desk.shell.run([sys.executable, "-P", "-m", "jigsmith", *words], quiet=True)
    found = programs.parsed(ran.out)
    if not isinstance(found, list) or ran.code not in {0, 1}:
        return Result(good=False, summary="`jig check` failed: not measured.", readings={"drifted": None})
    drifted = [each for each in found if _why(each, edited=settings.edited)]
    readings: dict[str, float | None] = {"instances": float(len(found)), "drifted": float(len(drifted))}
    if not drifted:
        summary = f"All {len(found)} instances are what their templates make."
        return Result(good=True, summary=summary if found else "Nothing here was generated.", readings=readings)
    rows = [(str(each["template"]), str(each["name"]), _why(each, edited=settings.edited)) for each in drifted]
    summary = f"{len(drifted)} of {len(found)} instances drifted. `jig update` carries templates into them.\n\n"
    return Result(good=False, summary=summary + programs.table(("template", "name", "why"), rows), readings=readings)


def _why(each: dict[str, object], *, edited: bool) -> str:
    """Return why an instance drifted; empty: it did not."""
    told = ["its template is newer"] if each.get("outdated") else []
    told += [str(each["problem"])] if each.get("problem") else []
    if edited:
        told += [
            f"{key}: {', '.join(map(str, files))}" for key in ("edited", "missing") if (files := _list(each.get(key)))
        ]
    return "; ".join(told)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
