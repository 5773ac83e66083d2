"""Due times: right on both days of a time change, the same whenever one looks, and what is done about those missed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jigsmith.engines.runner import due

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
CHANGES = [  # zone, first day of a span of three with a change in the middle, whether the clock is put forward
    ("Europe/Vienna", datetime(2026, 3, 28, tzinfo=UTC), True),
    ("Europe/Vienna", datetime(2026, 10, 24, tzinfo=UTC), False),
    ("America/New_York", datetime(2026, 3, 7, tzinfo=UTC), True),
    ("America/New_York", datetime(2026, 10, 31, tzinfo=UTC), False),
    ("America/Santiago", datetime(2026, 9, 5, tzinfo=UTC), True),  # over midnight
    ("America/Santiago", datetime(2026, 4, 4, tzinfo=UTC), False),
    ("Africa/Cairo", datetime(2026, 4, 23, tzinfo=UTC), True),
    ("Pacific/Auckland", datetime(2026, 4, 3, tzinfo=UTC), False),
]
minutes = st.sampled_from(["0", "30", "15,45", "59"])
hours = st.sampled_from(["0", "1", "2", "3", "1,2", "1-3", "23"])
fixed = st.builds("{} {} * * *".format, minutes, hours)
wild = st.sampled_from(["*/30 * * * *", "0 * * * *", "*/15 1-3 * * *", "*/20 * * * *", "30 */2 * * *"])
changes = st.sampled_from(CHANGES)


def walked(cron, zone, after, until):
    """What cron does, said another way: look at the clock on the wall in each minute."""
    minute, hour = cron.split()[:2]
    at_minutes, at_hours = spread(minute, 60), spread(hour, 24)
    ticks = [after + MINUTE * n for n in range(1, int((until - after) / MINUTE) + 1)]
    if "*" in (minute + " " + hour):
        local = [(tick, tick.astimezone(zone)) for tick in ticks]
        return [tick for tick, wall in local if wall.minute in at_minutes and wall.hour in at_hours]
    start, end = (after - DAY).astimezone(zone).date(), (until + DAY).astimezone(zone).date()
    found = set()
    for day in range((end - start).days + 1):
        for h in at_hours:
            for m in at_minutes:
                naive = datetime.combine(start + timedelta(days=day), datetime.min.time()).replace(hour=h, minute=m)
                found.add(first_real(naive, zone))
    return sorted(each for each in found if after < each <= until)


def first_real(naive, zone):
    while True:
        instant = naive.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == naive:
            return instant
        naive += MINUTE


def spread(field, size):
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        low, high = (0, size - 1) if span == "*" else map(int, (span.split("-") * 2)[:2])
        found |= set(range(low, high + 1, int(step or 1)))
    return found


@settings(max_examples=150)
@given(fixed | wild, changes)
def test_around_a_change_jobs_run_as_cron_runs_them(cron, change):
    name, start, _ = change
    zone = ZoneInfo(name)
    found = list(due.times(due.schedule(cron, name), after=start, until=start + 3 * DAY))
    assert found == walked(cron, zone, start, start + 3 * DAY)


@settings(max_examples=100)
@given(st.sampled_from(["0 2 * * *", "30 2 * * *", "30 1 * * *", "0 0 * * *", "30 0 * * *"]), changes)
def test_a_time_of_day_comes_once_on_each_day(cron, change):
    name, start, _ = change
    zone = ZoneInfo(name)
    found = [
        each.astimezone(zone).date() for each in due.times(due.schedule(cron, name), after=start, until=start + 4 * DAY)
    ]
    assert len(found) == len(set(found)) == (found[-1] - found[0]).days + 1


def test_both_of_two_equal_hours_have_their_half_hours():
    start = datetime(2026, 10, 24, 23, 59, tzinfo=UTC)  # 01:59 in Vienna; 02:00 to 03:00 comes twice
    found = list(
        due.times(due.schedule("*/30 * * * *", "Europe/Vienna"), after=start, until=start + timedelta(hours=3))
    )
    wall = [each.astimezone(ZoneInfo("Europe/Vienna")).strftime("%H:%M") for each in found]
    assert wall == ["02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]


@settings(max_examples=200)
@given(fixed | wild, changes, st.integers(0, 3 * 86400), st.integers(0, 3 * 86400))
def test_looking_twice_finds_what_looking_once_finds(cron, change, first, second):
    name, start, _ = change
    of = due.schedule(cron, name)
    middle = start + SECOND * min(first, second)
    end = start + SECOND * max(first, second)
    parts = [*due.times(of, after=start, until=middle), *due.times(of, after=middle, until=end)]
    assert parts == list(due.times(of, after=start, until=end))


@settings(max_examples=200)
@given(
    st.sampled_from(["*/10 * * * *", "0 * * * *", "0 2 * * *"]),
    st.sampled_from(["latest", "all", "none"]),
    st.integers(0, 5 * 86400),
    st.integers(0, 3 * 86400),
)
def test_each_due_time_is_run_or_missed_and_never_both(cron, catch_up, asleep, window):
    now = datetime(2026, 6, 10, 2, 0, 30, tzinfo=UTC)
    since, of = now - SECOND * asleep, due.schedule(cron, "UTC")
    found = due.due(of, since=since, now=now, catch_up=catch_up, window=SECOND * window)
    everything = sorted([*found.missed, *found.made_up, *found.on_time])
    assert everything == list(due.times(of, after=since, until=now))
    assert all(now - each <= SECOND * window for each in found.made_up)
    assert all(now - each <= due.PROMPT for each in found.on_time)
    if catch_up == "latest":
        assert len(found.made_up) <= 1
    if catch_up == "none":
        assert not found.made_up


def test_after_a_long_sleep_the_latest_alone_is_made_up():
    now = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    of = due.schedule("0 2 * * *", "UTC")
    found = due.due(of, since=now - 3 * DAY, now=now, catch_up="latest", window=DAY)
    assert found.made_up == (datetime(2026, 6, 10, 2, tzinfo=UTC),)
    assert len(found.missed) == 2


def test_a_year_of_every_minute_is_decided_without_looking_at_each():
    now = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    found = due.due(due.schedule("* * * * *", "UTC"), since=now - 365 * DAY, now=now, catch_up="latest", window=DAY)
    assert found.on_time[-1] == now
    assert len(found.missed) < 2000


@given(st.text(), st.integers(0, 10_000))
def test_a_lot_is_within_its_bounds_and_the_same_each_time(identity, seconds):
    jitter = timedelta(seconds=seconds)
    assert timedelta() <= due.delay(identity, jitter=jitter) <= jitter
    assert due.delay(identity, jitter=jitter) == due.delay(identity, jitter=jitter)


@given(st.integers(1, 200), st.integers(1, 3600))
def test_waits_double_and_end_at_a_day(attempt, seconds):
    backoff = timedelta(seconds=seconds)
    waited = due.wait(attempt, backoff=backoff)
    assert due.wait(attempt + 1, backoff=backoff) == min(2 * waited, DAY)


@pytest.mark.parametrize("zone", ["Europe/Vienna", ":America/New_York"])
def test_without_a_zone_the_machine_s_own_counts(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    of = due.schedule("0 2 * * *", "")
    expected = due.schedule("0 2 * * *", zone.removeprefix(":"))
    start = datetime(2026, 10, 24, tzinfo=UTC)
    assert list(due.times(of, after=start, until=start + 9 * DAY)) == list(
        due.times(expected, after=start, until=start + 9 * DAY)
    )
