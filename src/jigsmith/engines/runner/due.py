"""Due times: when a job should run, and what is done about the times that passed while nothing ran here.

Pure: the clock is handed in. The rules are those of Debian's cron, which cronsim keeps: what has a fixed time of day
runs once on each day, also when the clock is put forward over that time (right after the gap) or back (the first of the
two); what has `*` in its minute or hour follows the clock on the wall: `*/30` runs in both of two equal hours.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import cronsim

CatchUp = Literal["latest", "all", "none"]
PROMPT = timedelta(minutes=2)  # a due time that is looked at within this was not missed
MOST = 2000  # due times that are looked at one by one
STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a job is due."""

    cron: str  # five fields
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done about the due times since one looked last."""

    on_time: tuple[datetime, ...] = ()  # run now
    made_up: tuple[datetime, ...] = ()  # run now, one after the other: they were missed
    missed: tuple[datetime, ...] = ()  # not run at all, the oldest first


def schedule(cron: str, zone: str) -> Schedule:
    """Return a schedule; an empty zone is the machine's own. Raises ValueError for what is none."""
    return Schedule(cron=cron, zone=ZoneInfo(zone) if zone else _local())


def times(of: Schedule, *, after: datetime, until: datetime | None = None) -> Iterator[datetime]:
    """Yield the due times later than `after` and not later than `until`, in UTC, each once and in order."""
    last = after
    for found in cronsim.CronSim(of.cron, after.astimezone(of.zone)):
        instant = found.astimezone(UTC)
        if until is not None and instant > until:
            return
        if instant > last:  # in the second of two equal hours, cronsim names those of the first once more
            last = instant
            yield instant


def following(of: Schedule, *, after: datetime) -> datetime | None:
    """Return the next due time; None: there is none any more."""
    return next(times(of, after=after), None)


def due(of: Schedule, *, since: datetime, now: datetime, catch_up: CatchUp, window: timedelta) -> Due:
    """Decide about the due times later than `since` and not later than `now`.

    Those of the last two minutes are on time. Of the older ones, `catch_up` says which of the last `window` are made up
    for; the others are missed. Of a schedule so dense that more than 2,000 passed, those of the window alone count.
    """
    found = list(islice(times(of, after=since, until=now), MOST + 1))
    if len(found) > MOST:
        found = list(times(of, after=max(since, now - max(window, STEP)), until=now))
    late = [each for each in found if now - each > PROMPT]
    on_time = found[len(late) :]
    allowed = [each for each in late if now - each <= window]
    made_up = {"all": allowed, "latest": allowed[-1:] if not on_time else [], "none": []}[catch_up]
    missed = [each for each in late if each not in set(made_up)]
    return Due(on_time=tuple(on_time), made_up=tuple(made_up), missed=tuple(missed))


def delay(identity: str, *, jitter: timedelta) -> timedelta:
    """Return how much later a run begins: between nothing and `jitter`, for the same run always the same."""
    return jitter * (zlib.crc32(identity.encode()) / 0xFFFFFFFF)


def wait(attempt: int, *, backoff: timedelta) -> timedelta:
    """Return the wait after the given attempt, counted from 1: each twice as long, at most a day."""
    return min(backoff * float(2 ** min(attempt - 1, 20)), timedelta(days=1))


def _local() -> tzinfo:
    """Return the time zone of the machine with its days of change; UTC when it does not say which it is."""
    name = os.environ.get("TZ", "").removeprefix(":")
    try:
        if name and not name.startswith("/"):
            return ZoneInfo(name)
        with Path(name or "/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return UTC
