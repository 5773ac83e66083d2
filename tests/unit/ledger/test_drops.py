"""What tools in other languages leave is taken in, each use exactly once, whoever reads and whoever dies."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.ledger import drops, reported, spool, uses
from jigsmith.store import connection as connections
from jigsmith.store import events

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
TODAY, LONG_AGO = "2026-11-03.jsonl", "2026-10-20.jsonl"


def leave(home, *lines, name=TODAY):
    (home / "spool").mkdir(exist_ok=True)
    with (home / "spool" / name).open("ab") as handle:
        for line in lines:
            handle.write(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")


def report(tool="report", **facts):
    return {"started": NOW.timestamp(), "tool": tool, "action": "run", **facts}


def read(home, now=NOW):
    drops.take(home, now=now)
    with events.opened(home) as connection:
        return list(events.select(connection))


def test_a_report_is_a_use_with_its_facts_and_without_values(tmp_path):
    leave(tmp_path, report(seconds=1.5, outcome="failed", error="InputInvalid", shape={"rows": "number"}, secret="x y"))
    (event,) = read(tmp_path)
    assert (event.tool, event.started, event.seconds, event.surface) == ("report", NOW, 1.5, "tool")
    assert (event.outcome, event.error, event.shape) == ("failed", "InputInvalid", "rows:number")


def test_what_was_taken_is_not_taken_again_and_what_comes_later_is(tmp_path):
    leave(tmp_path, report("a"), report("b"))
    assert len(read(tmp_path)) == len(read(tmp_path)) == 2
    leave(tmp_path, report("c"))
    assert [event.tool for event in read(tmp_path)] == ["a", "b", "c"]


def test_a_line_that_is_still_being_written_waits_for_its_end(tmp_path):
    leave(tmp_path, report("a"), b'{"started": 1, "tool"')
    assert [event.tool for event in read(tmp_path)] == ["a"]
    leave(tmp_path, b': "b"}\n')
    assert sorted(event.tool for event in read(tmp_path)) == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense\n",
        b"[]\n",
        b"\xff\xfe\n",
        b'{"tool": "no time"}\n',
        b'{"tool": "a", "started": 1e99}\n',
        b'{"tool": "a", "started": NaN}\n',
        b'{"tool": "a", "started": "now"}\n',
        b'{"tool": "", "started": 1}\n',
        b'{"tool": ["a"], "started": 1}\n',
        b'{"tool": "two\\nlines", "started": 1}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_line_that_makes_no_sense_is_left_out_and_the_next_is_not(tmp_path, line):
    leave(tmp_path, line, report("after"))
    assert [event.tool for event in read(tmp_path)] == ["after"]


def test_a_file_larger_than_what_is_read_at_once_is_taken_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(drops, "CHUNK", 200)
    leave(tmp_path, *[report(f"tool {n:03}") for n in range(50)], b"x" * 1000 + b"\n", report("after"))
    assert [event.tool for event in read(tmp_path)] == [*(f"tool {n:03}" for n in range(50)), "after"]


def test_the_file_of_a_day_that_is_over_goes_after_it_was_taken(tmp_path):
    leave(tmp_path, report("old"), name=LONG_AGO)
    leave(tmp_path, report("new"))
    leave(tmp_path, b"not ours", name="notes.txt")
    leave(tmp_path, b"not ours", name="2026-99-99.jsonl")
    for _ in range(3):
        assert sorted(event.tool for event in read(tmp_path)) == ["new", "old"]
    assert sorted(path.name for path in (tmp_path / "spool").iterdir()) == [TODAY, "2026-99-99.jsonl", "notes.txt"]
    leave(tmp_path, report("late"), name=LONG_AGO)
    assert sorted(event.tool for event in read(tmp_path)) == ["late", "new", "old"]


def test_a_reader_that_dies_before_the_end_leaves_everything_for_the_next(tmp_path, monkeypatch):
    leave(tmp_path, report("a"), report("b"), name=LONG_AGO)
    with events.opened(tmp_path) as connection:
        pass
    with pytest.raises(KeyboardInterrupt), events.opened(tmp_path) as connection, connections.transaction(connection):
        drops.settle(connection, tmp_path / "spool", NOW)
        raise KeyboardInterrupt
    assert [event.tool for event in read(tmp_path)] == ["a", "b"]


def test_reading_the_ledger_takes_in_what_was_left(tmp_path):
    leave(tmp_path, report("left"))
    spool.append(tmp_path, uses.Event(NOW, 0.1, "own", "1", "cli", "ok"))
    assert sorted(event.tool for event in uses.read(tmp_path)) == ["left", "own"]
    assert [event.tool for event in uses.read(tmp_path, tool="left")] == ["left"]


def test_many_readers_at_once_while_others_write_count_each_use_once(tmp_path):
    writing = (
        "import json, os, sys, time\n"
        "for n in range(200):\n"
        "    line = json.dumps({'started': time.time(), 'tool': sys.argv[2], 'seconds': n}) + '\\n'\n"
        "    fd = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)\n"
        "    os.write(fd, line.encode()); os.close(fd)\n"
    )
    reading = (
        "import sys; from pathlib import Path; from jigsmith.ledger import uses\n"
        "for n in range(10): uses.read(Path(sys.argv[1]))\n"
    )
    (tmp_path / "spool").mkdir()
    file = tmp_path / "spool" / datetime.now(UTC).strftime("%Y-%m-%d.jsonl")
    running = [subprocess.Popen([sys.executable, "-c", writing, str(file), f"w{n}"]) for n in range(3)]
    running += [subprocess.Popen([sys.executable, "-c", reading, str(tmp_path)]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0] * 6
    found = [(event.tool, event.seconds) for event in uses.read(tmp_path)]
    assert sorted(found) == sorted((f"w{w}", float(n)) for w in range(3) for n in range(200))


def test_a_file_that_cannot_be_read_keeps_nobody_from_the_others(tmp_path):
    leave(tmp_path, report("a"))
    (tmp_path / "spool" / "2026-11-01.jsonl").mkdir()
    for _ in range(2):
        assert [event.tool for event in read(tmp_path)] == ["a"]


values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()))


@given(facts=st.dictionaries(st.one_of(st.sampled_from(reported.KNOWN), st.text()), values))
def test_whatever_is_reported_can_be_stored_and_read_back(facts, tmp_path_factory):
    event = reported.event("tool", "run", facts, shape=reported.shape(facts), started=NOW.timestamp())
    home = tmp_path_factory.mktemp("home")
    spool.append(home, event)
    assert uses.read(home) == [event]


@given(secret=st.text(min_size=1).map(lambda text: f"a secret: {text}"))
def test_no_value_that_could_be_a_sentence_is_kept(secret):
    facts = {**dict.fromkeys(reported.KNOWN, secret), "other": secret, secret: 1}
    event = reported.event("tool", "run", facts, shape=reported.shape(facts), started=NOW.timestamp())
    assert secret not in repr(event)
    assert event.shape == "other:str"


def test_a_file_that_was_made_anew_is_read_from_its_start(tmp_path):
    leave(tmp_path, report("a"), report("b"))
    read(tmp_path)
    (tmp_path / "spool" / TODAY).unlink()
    leave(tmp_path, report("c"))
    assert [event.tool for event in read(tmp_path, now=NOW + timedelta(hours=1))] == ["a", "b", "c"]
