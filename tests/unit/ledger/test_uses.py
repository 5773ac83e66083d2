"""Uses are appended whatever the database does, and none is lost or counted twice."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.ledger import spool, tally, uses
from jigsmith.store import connection as connections
from jigsmith.store import events
from jigsmith.store.event import to_row

START = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def use(**changes):
    fields: dict[str, Any] = {
        "started": START,
        "seconds": 0.25,
        "tool": "scan",
        "version": "1",
        "surface": "cli",
        "outcome": "ok",
    }
    return uses.Event(**(fields | changes))


def test_what_is_appended_is_read_back(tmp_path):
    event = use(template="endpoint", template_version="1.2.0", shape="json:flag", files_written=3, lines_written=80)
    spool.append(tmp_path, event)
    assert uses.read(tmp_path) == [event]


def test_nothing_recorded_reads_as_nothing_and_makes_nothing(tmp_path):
    assert uses.read(tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def test_uses_are_taken_by_time_by_verb_and_by_template(tmp_path):
    old, new = use(started=START - timedelta(days=9)), use(tool="generate", template="endpoint")
    for event in (old, new):
        spool.append(tmp_path, event)
    assert uses.read(tmp_path, since=START) == [new]
    assert uses.read(tmp_path, tool="scan") == [old]
    assert uses.read(tmp_path, tool="endpoint") == [new]


def test_a_use_while_another_process_writes_waits_for_nobody_and_is_not_lost(tmp_path):
    spool.append(tmp_path, use(tool="first"))
    uses.read(tmp_path)
    with events.opened(tmp_path) as other, connections.transaction(other):
        spool.append(tmp_path, use(tool="second", error="tab\tand\nnewline\x1f"))
    spool.append(tmp_path, use(tool="third"))
    assert sorted(event.tool for event in uses.read(tmp_path)) == ["first", "second", "third"]


def test_half_a_line_in_the_spool_is_left_out(tmp_path):
    spool.append(tmp_path, use())
    (file,) = (tmp_path / "spool").iterdir()
    with file.open("a") as handle:
        handle.write("123.0\x1f0.2\x1fsc\n")
    spool.append(tmp_path, use(tool="after"))
    assert [event.tool for event in uses.read(tmp_path)] == ["scan", "after"]


def test_many_processes_append_at_once_and_none_is_lost(tmp_path):
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from jigsmith.ledger import spool, uses\n"
        "for n in range(25): spool.append(Path(sys.argv[1]), uses.Event(started=datetime.now(UTC), seconds=n,"
        " tool=sys.argv[2], version='1', surface='cli', outcome='ok'))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), f"p{n}"]) for n in range(6)]
    assert [process.wait(60) for process in running] == [0] * 6
    found = uses.read(tmp_path)
    assert len(found) == 150
    assert {(event.tool, event.seconds) for event in found} == {
        (f"p{p}", float(n)) for p in range(6) for n in range(25)
    }


def test_a_damaged_database_is_told_when_it_is_read(tmp_path):
    (tmp_path / events.FILE).write_bytes(b"nonsense" * 1000)
    spool.append(tmp_path, use())
    with pytest.raises(errors.StoreFailed, match="damaged"):
        uses.read(tmp_path)


def test_a_home_that_cannot_be_written_can_still_be_read(read_only_home):
    with pytest.raises(OSError, match="denied"):
        spool.append(read_only_home, use())
    assert [event.tool for event in uses.read(read_only_home)] == ["before"]


words = st.text(st.characters(exclude_characters="\x1f\n\r\x85\u2028\u2029", exclude_categories=["Cs", "Cc"]))


@given(tool=words, error=words, seconds=st.floats(0, 1e6), files=st.integers(0, 10**9))
def test_a_use_survives_the_spool_unchanged(tool, error, seconds, files):
    event = use(tool=tool, error=error, seconds=seconds, files_written=files)
    line = spool.SEPARATOR.join(spool.clean(field) for field in to_row(event)) + "\n"
    assert list(spool.parse(line.encode())) == [event]


def test_a_tally_counts_what_went_well_what_failed_and_what_was_broken_off():
    found = tally.tally("scan", [use(), use(outcome="failed", error="GitFailed"), use(outcome="interrupted")])
    assert (found.uses, found.well, found.failed, found.stopped) == (3, 1, 1, 1)
    assert found.errors == {"GitFailed": 1}


def test_days_without_a_use_are_counted_as_none():
    found = tally.by_day([use(), use()], first=START.date() - timedelta(days=2), last=START.date())
    assert [count for _, count in found] == [0, 0, 2]
