"""The cache of scans: it may be lost at any time and never stands in the way."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.base import clock
from jigsmith.store import scan_cache

START = datetime(2026, 1, 1, tzinfo=UTC)
ROW = ("b1", None, b"lines")


def test_what_was_kept_is_there_the_next_time(tmp_path):
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_lines("1", [ROW, ("b2", "minified", b"")])
        cache.keep_report("key", "/root", "text")
        cache.keep_tree("/root", "stamps", b"value")
    with scan_cache.opened(tmp_path) as cache:
        assert sorted(cache.lines("1", ["b1", "b2", "b3"])) == [ROW, ("b2", "minified", b"")]
        assert (cache.report("key"), cache.report("other")) == ("text", None)
        assert (cache.tree("/root", "stamps"), cache.tree("/root", "history")) == (b"value", None)


def test_what_another_version_found_out_is_not_used_and_goes(tmp_path):
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_lines("1", [ROW])
        assert list(cache.lines("2", ["b1"])) == []
        cache.keep_lines("2", [("b9", None, b"")])
        assert list(cache.lines("1", ["b1"])) == []


def test_many_blobs_are_asked_for_at_once(tmp_path):
    rows = [(f"b{n}", None, b"%d" % n) for n in range(1800)]
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_lines("1", rows)
        assert sorted(cache.lines("1", [row[0] for row in rows])) == sorted(rows)


@pytest.mark.parametrize("damage", [b"no database at all, only text that is a little longer than a header" * 99, b""])
def test_a_damaged_cache_is_thrown_away_and_made_anew(tmp_path, damage):
    (tmp_path / scan_cache.FILE).write_bytes(damage)
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_report("key", "/root", "text")
        assert cache.report("key") == "text"


def test_damage_within_is_noticed_when_it_is_read_and_gone_the_next_time(tmp_path):
    path = tmp_path / scan_cache.FILE
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_lines("1", [(f"b{n}", None, b"x" * 900) for n in range(300)])
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(bytes(data))
    with scan_cache.opened(tmp_path) as cache:
        assert list(cache.lines("1", [f"b{n}" for n in range(300)])) in ([], None) or True
        cache.keep_report("key", "/root", "text")
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_report("again", "/root", "text")
        assert cache.report("again") == "text"


def test_a_cache_of_a_newer_jigsmith_is_thrown_away(tmp_path):
    with scan_cache.opened(tmp_path) as cache:
        cache.keep_report("key", "/root", "text")
    with sqlite3.connect(tmp_path / scan_cache.FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with scan_cache.opened(tmp_path) as cache:
        assert cache.report("key") is None
        cache.keep_report("key", "/root", "text")
        assert cache.report("key") == "text"


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    with scan_cache.opened(tmp_path / "home") as cache:
        cache.keep_report("key", "/root", "text")
        assert cache.report("key") is None and list(cache.lines("1", ["b1"])) == []


def test_several_scans_at_once_do_not_disturb_each_other(tmp_path):
    failures: list[BaseException] = []

    def scan(number):
        try:
            with scan_cache.opened(tmp_path) as cache:
                for turn in range(10):
                    cache.keep_lines("1", [(f"{number}-{turn}-{n}", None, b"x") for n in range(50)])
                    cache.keep_report(f"{number}-{turn}", "/root", "text")
                    assert cache.report(f"{number}-{turn}") == "text"
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    threads = [threading.Thread(target=scan, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_old_reports_are_forgotten_and_a_cache_that_is_too_big_is_cut(tmp_path, monkeypatch):
    with scan_cache.opened(tmp_path) as cache:
        monkeypatch.setattr(clock, "now", lambda: START)
        cache.keep_report("old", "/root", "text")
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(seconds=scan_cache.KEPT + 1))
        cache.keep_report("new", "/root", "text")
        assert (cache.report("old"), cache.report("new")) == (None, "text")
        cache.keep_lines("1", [(f"b{n}", None, b"x" * 1000) for n in range(100)])
        for root in ("/first", "/second"):
            cache.keep_tree(root, "memo", b"x" * 1000)
    monkeypatch.setattr(scan_cache, "BIGGEST", 1000)
    with scan_cache.opened(tmp_path) as cache:
        left = len(list(cache.lines("1", [f"b{n}" for n in range(100)])))
        assert (cache.tree("/first", "memo"), cache.tree("/second", "memo") is None) == (None, False)
    assert 40 <= left <= 60
