"""`track_usage`: a tool says that it was used, and nothing can come of it but a record."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import jigsmith
from jigsmith import track_usage
from jigsmith.ledger import uses
from jigsmith.store import connection as connections
from jigsmith.store import events


def test_a_use_is_recorded_with_how_long_it_took_and_how_it_ended(jig_home):
    before = datetime.now(UTC)
    track_usage("weekly-report", seconds=90, outcome="failed", error="InputInvalid", surface="mcp", version="2.0")
    (event,) = uses.read(jig_home)
    assert (event.tool, event.outcome, event.error) == ("weekly-report", "failed", "InputInvalid")
    assert (event.surface, event.version, event.seconds) == ("mcp", "2.0", 90.0)
    assert 80 < (before - event.started).total_seconds() < 91


def test_an_action_other_than_run_has_its_own_name(jig_home):
    track_usage("weekly-report", "check")
    assert [event.tool for event in uses.read(jig_home)] == ["weekly-report check"]


def test_of_other_facts_the_kind_is_recorded_and_never_the_value(jig_home):
    track_usage("weekly-report", path="/home/me/secret.csv", rows=3, error="cannot read /home/me/secret.csv")
    (event,) = uses.read(jig_home)
    assert event.shape == "path:str rows:int"
    assert "secret" not in repr(event)


@pytest.mark.parametrize("value", ["off", "OFF", "0", "no", "false"])
def test_nothing_is_recorded_when_it_is_turned_off(jig_home, monkeypatch, value):
    monkeypatch.setenv("JIG_TELEMETRY", value)
    track_usage("weekly-report")
    assert list(jig_home.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        (("",), {}),
        ((None,), {}),
        (("a\nb",), {}),
        (("tool", object()), {"seconds": "long", "files_written": float("inf"), "outcome": [], "error": 5}),
        (("tool",), {"seconds": float("nan"), "lines_written": -3, "version": {}}),
        (("tool",), {"seconds": 10**400}),
    ],
)
def test_nonsense_raises_nothing(jig_home, words, facts):
    track_usage(*words, **facts)
    for event in uses.read(jig_home):
        assert (event.tool, event.seconds, event.outcome) == ("tool", 0.0, "ok")


def test_a_home_that_is_a_file_or_a_damaged_database_raises_nothing(jig_home, monkeypatch):
    (jig_home / events.FILE).write_bytes(b"nonsense" * 1000)
    track_usage("tool")
    monkeypatch.setenv("JIG_HOME", str(jig_home / events.FILE))
    track_usage("tool")


def test_a_use_while_another_process_writes_is_not_lost(jig_home):
    track_usage("first")
    with events.opened(jig_home) as other, connections.transaction(other):
        track_usage("second")
    assert [event.tool for event in uses.read(jig_home)] == ["first", "second"]


def test_a_report_costs_at_most_ten_milliseconds_with_its_imports(jig_home):
    script = (
        "import time, click, pathlib, difflib\n"  # what a tool has imported by then anyway
        "start = time.process_time()\n"
        "from jigsmith import track_usage\n"
        "track_usage('tool', seconds=1.0, outcome='ok')\n"
        "print(time.process_time() - start)\n"
    )
    subprocess.run([sys.executable, "-m", "compileall", "-q", Path(jigsmith.__file__).parent], check=True)
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True) for _ in range(6)]
    assert min(float(run.stdout) for run in runs[1:]) < 0.010
    assert len(uses.read(jig_home)) == 6
