"""Exports of WakaTime and ActivityWatch are read as they are, and what belongs to a task is counted once."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.ledger import activitywatch, exports, wakatime
from jigsmith.ledger.exports import Choice

HERE = Path(__file__).parent / "exports"


def pieces(name, *, files=False):
    raw = exports.load(HERE / f"{name}.json")
    reader = next(each for each in (wakatime, activitywatch) if each.fits(raw))
    return reader.pieces(raw, files=files)


def times(name, choice, each="sitting", *, files=False):
    found = exports.samples(pieces(name, files=files), choice, each=each)
    return [(f"{sample.start:%d %H:%M}", sample.seconds) for sample in found]


def test_each_branch_of_wakatimes_days_is_one_time_of_the_task():
    assert times("wakatime-days", Choice(project="shop", branch="endpoint-*"), "branch") == [
        ("03 00:00", 4800.0),
        ("04 00:00", 1800.0),
    ]


def test_wakatimes_days_are_told_by_day_too_and_by_file():
    assert times("wakatime-days", Choice(project="shop"), "day") == [("03 00:00", 5700.0), ("04 00:00", 2400.0)]
    assert times("wakatime-days", Choice(project="notes")) == [("03 00:00", 1800.0)]
    found = times("wakatime-days", Choice(match=r"/routes/"), files=True)
    assert found == [("03 00:00", 4200.0), ("04 00:00", 1800.0)]


def test_wakatimes_heartbeats_are_sittings_that_a_long_pause_ends():
    assert times("wakatime-heartbeats", Choice(branch="endpoint-*")) == [("03 09:00", 900.0), ("03 12:00", 120.0)]


def test_of_activitywatch_counts_what_was_open_while_somebody_was_there():
    assert times("activitywatch", Choice(match="Pull requests")) == [("03 09:10", 600.0), ("03 14:00", 300.0)]


def test_the_editor_and_its_window_at_the_same_time_are_counted_once():
    assert times("activitywatch", Choice(match="orders.ts")) == [("03 09:00", 600.0)]


def test_the_same_export_gives_the_same_keys():
    first = exports.samples(pieces("activitywatch"), Choice(), each="sitting")
    assert [each.key for each in first] == [
        each.key for each in exports.samples(pieces("activitywatch"), Choice(), each="sitting")
    ]
    assert len({each.key for each in first}) == len(first)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'"x"', b"[" * 100_000])
def test_a_file_that_is_no_export_is_an_error_that_says_so(tmp_path, text):
    (tmp_path / "x.json").write_bytes(text)
    with pytest.raises(errors.FileUnreadable):
        exports.load(tmp_path / "x.json")


KEYS = [
    "days", "date", "projects", "branches", "heartbeats", "time", "buckets", "events", "type", "timestamp", "duration",
    "data", "name", "total_seconds",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from(["9999-12-31", "2026-01-01"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=30,
)


@given(JSON, JSON)
def test_nothing_that_is_in_an_export_makes_the_readers_fail(days, buckets):
    for reader, given_ in ((wakatime, {"days": days}), (activitywatch, {"buckets": buckets})):
        raw = json.loads(json.dumps(given_))
        if reader.fits(raw):
            found = exports.samples(reader.pieces(raw, files=True), Choice(), each="day")
            assert all(each.seconds >= 0 for each in found)


def test_a_sum_of_a_day_and_pieces_of_it_are_both_counted():
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    mixed = [
        exports.Piece(start, 60.0),
        exports.Piece(start + timedelta(seconds=30), 60.0),
        exports.Piece(start.replace(hour=0), 600.0, exact=False),
    ]
    (found,) = exports.samples(mixed, Choice(), each="day")
    assert found.seconds == 690.0
