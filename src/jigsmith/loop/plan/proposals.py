"""Proposals: what to build for a habit. Only what its evidence speaks for is proposed, and the evidence is told.

- a *template*, when instances of a family of alike code came while it was done, much more often than by chance;
- a *job*, when it was done at about the same time of the day, day by day or week by week, and nothing differs;
- a *skill*, when it is something that an agent is asked, or does;
- otherwise a *script*.
"""

import json
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from jigsmith.loop.detect.records import Habit, Time
from jigsmith.loop.plan.records import Family, Proposal

AGENT = "claude"
BEFORE, AFTER = 3600.0, 3 * 3600.0  # seconds around a habit within which an instance belongs to it
HITS, SHARE, LIFT = 3, 0.5, 3.0  # instances; share of the times; times as many as by chance
DAY = 86_400.0
REGULAR = 0.75  # hours that the time of the day may spread
WEEKDAYS = ("Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")


class Rhythm(NamedTuple):
    """When something is done."""

    schedule: str  # as cron has it
    words: str


def propose(habit: Habit, families: Sequence[Family], *, offset: float = 0.0) -> Proposal:
    """Say what to build for a habit; `offset`: seconds that the user's clock is ahead of UTC."""
    family = coincides(habit.times, families)
    if family:
        return _template(habit, family)
    by_agent = all(time.source == AGENT for time in habit.times)
    beat = (
        rhythm(habit.times, offset=offset)
        if habit.kind == "commands" and not habit.parameters and not by_agent
        else None
    )
    if beat:
        return _job(habit, beat)
    return _skill(habit) if by_agent else _script(habit)


def coincides(times: Sequence[Time], families: Sequence[Family]) -> tuple[Family, int] | None:
    """Return the family of which instances came while a habit was done, and how often; None: by chance at most.

    Chance is measured: the same times, moved by one to seven days to either side.
    """
    begun = [(time.begin, time.end or time.begin) for time in times if time.begin is not None]
    best = None
    for family in families:
        hits = _hits(begun, family.came, 0.0)
        if hits < max(HITS, SHARE * len(begun)):
            continue
        moved = [_hits(begun, family.came, days * DAY) for days in (*range(-7, 0), *range(1, 8))]
        if hits >= LIFT * sum(moved) / len(moved) and (best is None or hits > best[1]):
            best = (family, hits)
    return best


def _hits(begun: Sequence[tuple[float, float]], came: Sequence[float], shift: float) -> int:
    found = 0
    for begin, end in begun:
        place = bisect_left(came, begin + shift - BEFORE)
        found += place < len(came) and came[place] <= end + shift + AFTER
    return found


def rhythm(times: Sequence[Time], *, offset: float) -> Rhythm | None:
    """Return when something is done regularly; None: it is not. The spread is that of circular statistics (Mardia)."""
    moments = [time.begin + offset for time in times if time.begin is not None]
    usual = _usual_time(moments)
    if usual is None:
        return None
    days = sorted(
        {int((moment - usual + DAY / 2) // DAY) for moment in moments}
    )  # one just before midnight is of the next
    if len(days) < 4 or len(moments) > 1.5 * len(days):
        return None
    minutes = round(usual / 300) * 5 % 1440
    weekdays = Counter((day + 4) % 7 for day in days)  # the first of January 1970 was a Thursday
    weekday, often = weekdays.most_common(1)[0]
    span = days[-1] - days[0] + 1
    clock = f"{minutes // 60}:{minutes % 60:02}"
    if often == len(days) and len(days) >= 0.6 * (span / 7):
        return Rhythm(f"{minutes % 60} {minutes // 60} * * {weekday}", f"on {WEEKDAYS[weekday]} at about {clock}")
    working = not {0, 6} & set(weekdays)
    if len(days) >= 0.6 * span * (5 / 7 if working else 1):
        which, words = ("1-5", "on working days") if working else ("*", "every day")
        return Rhythm(f"{minutes % 60} {minutes // 60} * * {which}", f"{words} at about {clock}")
    return None


def _usual_time(moments: Sequence[float]) -> float | None:
    """Return the second of the day at which something is done; None: at any."""
    angles = [moment % DAY / DAY * math.tau for moment in moments] or [0.0]
    east, north = sum(map(math.cos, angles)) / len(angles), sum(map(math.sin, angles)) / len(angles)
    length = min(math.hypot(east, north), 1.0)
    if length < 1e-9 or math.sqrt(-2 * math.log(length)) * 24 / math.tau > REGULAR:
        return None
    return math.atan2(north, east) % math.tau / math.tau * DAY


def _template(habit: Habit, found: tuple[Family, int]) -> Proposal:
    family, hits = found
    why = f"in {hits} of {len(habit.times)} times an instance of {family.pattern} came with it"
    return Proposal(kind="template", why=why, command=f"jig build {family.id}", file="", text="")


def _job(habit: Habit, beat: Rhythm) -> Proposal:
    lines = [
        "[[jobs]]",
        f"name = {json.dumps(habit.id)}",
        f'schedule = "{beat.schedule}"  # {beat.words}, as it is done by hand',
        "steps = [",
        *(f"  {json.dumps(line, ensure_ascii=False)}," for line in habit.lines),
        "]",
    ]
    if habit.arguments:
        lines.insert(1, "# Arguments are not kept: put yours where … stands.")
    return Proposal(
        kind="job",
        why=f"typed {beat.words}, always the same",
        command="",
        file="jig.toml",
        text="\n".join(lines) + "\n",
    )


def _script(habit: Habit) -> Proposal:
    differs = {0: "nothing differs", 1: "one argument differs"}.get(
        habit.parameters, f"{habit.parameters} arguments differ"
    )
    did = f"typed {len(habit.times)} times" if habit.kind == "commands" else f"committed {len(habit.times)} times"
    lines = [
        f"title: {json.dumps(title(habit), ensure_ascii=False)}",
        f"inputs: {'words' if habit.parameters else 'none'}",
        "typed:  # <1>, <2>: arguments that differ; …: one that is always the same and was not kept",
        *(f"  - {json.dumps(line, ensure_ascii=False)}" for line in habit.lines),
    ]
    command = f"jig create-tool {habit.id} --from {habit.id}"
    file = f".jig/tasks/{habit.id}.yaml"
    return Proposal(kind="script", why=f"{did}, {differs}", command=command, file=file, text="\n".join(lines) + "\n")


def _skill(habit: Habit) -> Proposal:
    asked = habit.kind == "prompts"
    what = f'Use when asked: "{title(habit)}"' if asked else f"Use for these commands in a row: {title(habit)}"
    lines = [
        "---",
        f"name: {habit.id}",
        f"description: {json.dumps(what, ensure_ascii=False)}",
        "---",
        "",
        f"{'Asked' if asked else 'Run'} {len(habit.times)} times, in almost these words:",
        "",
        *(f"    {line}" for line in habit.lines),
        "",
        "Write down here how it is done in this project, and which commands prove that it is right.",
    ]
    why = f"{'asked' if asked else 'an agent ran it'} {len(habit.times)} times in almost the same words"
    file = f".claude/skills/{habit.id}/SKILL.md"
    return Proposal(kind="skill", why=why, command="", file=file, text="\n".join(lines) + "\n")


def title(habit: Habit) -> str:
    """Return what a habit is called, in at most 90 characters without double quotes."""
    text = ", ".join(step.split(" -", 1)[0] for step in habit.steps) if habit.kind == "commands" else habit.steps[0]
    text = text.replace('"', "'")
    return text if len(text) <= 90 else text[:89].rstrip() + "…"
