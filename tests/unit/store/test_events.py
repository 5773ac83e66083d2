"""The file of uses: brought up from every former format, judged once, and never so empty that numbers come again."""

from datetime import UTC, datetime, timedelta

from jigsmith.store import connection as connections
from jigsmith.store import events
from jigsmith.store.event import Event

START = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def use(**changes):
    return Event(START, 0.5, "scan", "1", "cli", "ok")._replace(**changes)


def test_a_file_of_the_former_format_keeps_its_uses(tmp_path):
    with connections.connected(tmp_path / events.FILE, events.MIGRATIONS[:2]) as old:
        old.execute(
            "INSERT INTO event (started, seconds, tool, version, surface, outcome, error, files_written, lines_written,"
            " template, template_version, shape) VALUES (?, 0.5, 'scan', '1', 'cli', 'ok', '', 0, 0, '', '', '')",
            (START.timestamp(),),
        )
    with events.opened(tmp_path) as connection:
        assert list(events.select(connection)) == [use()]
        assert events.extent(connection) == (1, START)
        name = events.source(connection)
    with events.opened(tmp_path) as connection:
        assert events.source(connection) == name != ""


def test_what_was_not_measured_is_read_back_as_such(tmp_path):
    measured = use(active=1.5, tokens=12, cost=0.25, who="p-1", repository="/r", traces="a:b")
    with events.opened(tmp_path) as connection:
        events.append(connection, [use(), measured, use(active=0.0, tokens=0, cost=0.0)])
        found = [event for _, event in events.numbered(connection, after=0, limit=9)]
    assert [(each.active, each.tokens, each.cost) for each in found] == [(None, None, None), (1.5, 12, 0.25), (0, 0, 0)]
    assert found[1] == measured


def test_a_use_that_left_traces_is_judged_once(tmp_path):
    with events.opened(tmp_path) as connection:
        events.append(connection, [use(traces="a:b"), use(), use(traces="c:d", started=START + timedelta(days=9))])
        span = {"since": START, "until": START + timedelta(days=1)}
        assert [number for number, _ in events.unjudged(connection, **span)] == [1]
        events.judge(connection, {1: "kept"})
        events.judge(connection, {1: "edited"})
        assert events.unjudged(connection, **span) == []
        assert events.judged(connection, after=0, limit=9) == [(1, 1, "kept")]


def test_the_newest_use_stays_so_that_no_number_comes_twice(tmp_path):
    with events.opened(tmp_path) as connection:
        events.append(connection, [use(), use(), use()])
        assert events.forget(connection, before=START + timedelta(days=1), gathered=3) == 2
        events.append(connection, [use(tool="next")])
        assert [number for number, _ in events.numbered(connection, after=0, limit=9)] == [3, 4]
        assert events.forget(connection, before=START + timedelta(days=1), gathered=2) == 0
