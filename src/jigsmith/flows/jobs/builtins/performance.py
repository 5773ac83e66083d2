"""Performance report: commands timed as hyperfine does, and compared with the nights before."""

import statistics
import sys
from pathlib import Path

import msgspec

from jigsmith.base import errors
from jigsmith.flows.jobs.builtins import programs, timing
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Result

NIGHTS = 7  # before, that are compared with
LEAST = 3  # of them, before anything is said to be slower


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of performance-report."""

    commands: dict[str, str] = {}  # lines for `sh -c`, by the name in the report
    setup: str = ""  # before all of them
    runs: int = 10
    warmup: int = 1
    worse: float = 0.2  # slower by this share than the median of the nights before fails the run; 0: never


def run(desk: Desk, settings: Settings) -> Result:
    """Times commands and compares with the nights before; slower by more than `worse` and than the noise fails."""
    if not settings.commands:
        raise errors.JobUnfit("performance-report needs the option `commands`", do='Such as { start = "node app.js" }.')
    if settings.setup and not desk.shell.line(settings.setup).good:
        return Result(good=False, summary="The set-up failed: not measured.")
    readings: dict[str, float | None] = {}
    rows = []
    slower = []
    for name, line in settings.commands.items():
        walls, cpus = _measured(desk, line, settings)
        readings[name] = statistics.median(walls) if walls else None
        before = [value for each in desk.past[:NIGHTS] if (value := each.get(name)) is not None]
        if walls and _is_slower(walls, before, settings.worse):
            slower.append(name)
        rows.append(_row(name, walls, cpus, before))
    heads = ("command", "median", "σ", "min … max", "CPU", "before", "change")
    parts = [programs.table(heads, rows)]
    if slower:
        parts.append(f"Slower than before: {', '.join(slower)}.")
    good = not slower and None not in readings.values()
    return Result(good=good, summary="\n\n".join(parts), readings=readings)


def _measured(desk: Desk, line: str, settings: Settings) -> tuple[list[float], list[float]]:
    """Return seconds of wall clock and of CPU of each run; nothing when the command fails."""
    words = [sys.executable, "-I", str(Path(timing.__file__)), str(settings.runs), str(settings.warmup), line]
    ran = desk.shell.run(words, quiet=True)
    found = programs.parsed(ran.out)
    if not ran.good or not isinstance(found, list) or any(each["code"] != 0 for each in found):
        desk.note(f"{line}: not measured; it failed")
        return [], []
    return [each["wall"] for each in found], [each["cpu"] for each in found]


def _is_slower(walls: list[float], before: list[float], worse: float) -> bool:
    """Tell whether a command is slower than before by more than `worse` and by more than its nights differ."""
    if not worse or len(before) < LEAST:
        return False
    usual = statistics.median(before)
    noise = statistics.median(abs(each - usual) for each in before) * 1.4826  # of the median, as a standard deviation
    now = statistics.median(walls)
    return now > usual * (1 + worse) and now > usual + 3 * noise


def _row(name: str, walls: list[float], cpus: list[float], before: list[float]) -> tuple[str, ...]:
    if not walls:
        return (name, "not measured", "", "", "", "", "")
    now = statistics.median(walls)
    usual = statistics.median(before) if before else None
    spread = statistics.stdev(walls) if len(walls) > 1 else 0.0
    return (
        name, _ms(now), _ms(spread), f"{_ms(min(walls))} … {_ms(max(walls))}", _ms(statistics.median(cpus)),
        _ms(usual) if usual is not None else "not measured", f"{now / usual - 1:+.1%}" if usual else "",
    )  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
