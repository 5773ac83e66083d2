"""Security audit of dependencies: `npm audit`, `uv audit`, or pip-audit where it is installed."""

from typing import Literal

import msgspec

from jigsmith.engines.gauges import records as gauges
from jigsmith.engines.gauges import sarif
from jigsmith.flows.jobs.builtins import programs
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Result

LEVELS = ("info", "low", "moderate", "high", "critical")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of dependency-audit."""

    level: Literal["low", "moderate", "high", "critical"] = "low"  # npm: what is less grave is told and does not fail
    ignore: list[str] = []  # ids of advisories
    service: str = ""  # uv: address of the vulnerability service; empty: osv.dev


Row = tuple[str, ...]  # package, advisory, severity, title


def run(desk: Desk, settings: Settings) -> Result:
    """Audits dependencies for known vulnerabilities (npm audit; uv audit; pip-audit where it is installed)."""
    there = programs.managers(desk)
    found = {manager: AUDITS[manager](desk, settings) for manager in there}
    missing = [manager for manager, rows in found.items() if rows is None]
    rows = [row for each in found.values() for row in each or [] if row[1] not in settings.ignore]
    grave = [row for row in rows if row[2] not in LEVELS or LEVELS.index(row[2]) >= LEVELS.index(settings.level)]
    parts = [f"**{manager}**: not measured. {HELP[manager]}" for manager in missing]
    if rows:
        parts.append(programs.table(("package", "advisory", "severity", "what"), rows))
    elif there and not missing:
        parts.append(f"No known vulnerability ({', '.join(there)}).")
    if not there:
        parts.append(f"There is none of {', '.join(programs.LOCKS.values())} here: not measured.")
    reading = None if missing or not there else float(len(rows))
    good = reading is not None and not grave
    return Result(good=good, summary="\n\n".join(parts), readings={"vulnerabilities": reading})


def npm(desk: Desk, _: Settings) -> list[Row] | None:
    """Return what `npm audit` finds; None: it could not ask."""
    if not programs.where(desk, "npm"):
        return None
    ran = desk.shell.run(["npm", "audit", "--json", "--package-lock-only"], quiet=True)
    report = programs.parsed(ran.out)
    if not isinstance(report, dict) or "vulnerabilities" not in report or "error" in report:
        return None
    found: dict[Row, None] = {}
    for each in report["vulnerabilities"].values():
        for via in each.get("via", []):
            if isinstance(via, dict):
                advisory = str(via.get("url", via.get("source", ""))).rsplit("/", 1)[-1]
                found[(str(via["name"]), advisory, str(via.get("severity", "")), str(via.get("title", "")))] = None
    return list(found)


def uv(desk: Desk, settings: Settings) -> list[Row] | None:
    """Return what `uv audit` finds; None: it could not ask."""
    program = programs.where(desk, "uv")
    if not program:
        return None
    words = ["audit", "--frozen", "--quiet", "--preview-features", "audit-command", "--output-format", "sarif"]
    words += ["--service-url", settings.service] if settings.service else []
    ran = desk.shell.run([program, *words], quiet=True)
    try:
        reading = sarif.read(ran.out.encode())
    except gauges.Unreadable:
        return None
    return [(each.path or "uv.lock", each.rule, "", each.message) for each in reading.findings]


def pip(desk: Desk, _: Settings) -> list[Row] | None:
    """Return what pip-audit finds; None: it is not installed, or could not ask."""
    program = programs.where(desk, "pip-audit")
    if not program:
        return None
    words = ["--requirement", "requirements.txt", "--format", "json", "--progress-spinner", "off"]
    ran = desk.shell.run([program, *words], quiet=True)
    report = programs.parsed(ran.out)
    if not isinstance(report, dict) or "dependencies" not in report:
        return None
    return [
        (str(each["name"]), str(vuln["id"]), "", str(vuln.get("description", ""))[:200])
        for each in report["dependencies"]
        for vuln in each.get("vulns", [])
    ]


AUDITS = {"npm": npm, "uv": uv, "pip": pip}
HELP = {
    "npm": "npm is not installed, or its registry cannot be reached.",
    "uv": "uv 0.10 or later is not installed, or the vulnerability service cannot be reached.",
    "pip": "pip-audit is not installed (`pipx install pip-audit`), or its service cannot be reached.",
}
