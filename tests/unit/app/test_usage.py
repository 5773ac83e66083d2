"""The choke point of uses: it records everything and disturbs nothing."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import jigsmith
from jigsmith.app import usage
from jigsmith.base import errors
from jigsmith.ledger import uses
from jigsmith.store import connection as connections
from jigsmith.store import events


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("JIG_HOME", str(tmp_path))
    monkeypatch.delenv("JIG_TELEMETRY", raising=False)
    return tmp_path


def test_a_use_is_recorded_with_what_it_wrote(home):
    with usage.recorded("generate", surface="mcp", shape={"template": "str"}) as run:
        run.wrote(files=2, lines=40)
        usage.current().wrote(files=1, lines=2)
        usage.current().about("endpoint", "1.0.0")
    (event,) = uses.read(home)
    assert (event.tool, event.surface, event.outcome, event.shape) == ("generate", "mcp", "ok", "template:str")
    assert (event.files_written, event.lines_written, event.template) == (3, 42, "endpoint")


@pytest.mark.parametrize(
    ("error", "outcome", "name"),
    [
        (errors.TemplateMissing("no"), "failed", "TemplateMissing"),
        (ZeroDivisionError(), "crashed", "ZeroDivisionError"),
        (KeyboardInterrupt(), "interrupted", ""),
    ],
)
def test_an_error_passes_through_and_is_recorded_by_its_kind(home, error, outcome, name):
    with pytest.raises(type(error)) as caught, usage.recorded("scan", surface="cli"):
        raise error
    assert caught.value is error
    (event,) = uses.read(home)
    assert (event.outcome, event.error) == (outcome, name)


def test_nothing_is_recorded_when_it_is_turned_off(home, monkeypatch):
    monkeypatch.setenv("JIG_TELEMETRY", "off")
    with usage.recorded("scan", surface="cli"):
        pass
    assert list(home.iterdir()) == []


def test_outside_of_a_use_the_current_one_takes_calls_and_records_nothing(home):
    usage.current().wrote(files=1, lines=1)
    assert list(home.iterdir()) == []


def test_a_damaged_database_changes_nothing(home):
    (home / events.FILE).write_bytes(b"nonsense" * 1000)
    with usage.recorded("scan", surface="cli"):
        result = "as ever"
    assert result == "as ever"


def test_a_read_only_home_changes_nothing(read_only_home, monkeypatch):
    monkeypatch.setenv("JIG_HOME", str(read_only_home))
    with usage.recorded("after", surface="cli"):
        pass
    assert [event.tool for event in uses.read(read_only_home)] == ["before"]


def test_a_home_that_is_a_file_changes_nothing(home, monkeypatch):
    (home / "file").write_text("")
    monkeypatch.setenv("JIG_HOME", str(home / "file"))
    with usage.recorded("scan", surface="cli"):
        pass


def test_a_locked_database_costs_milliseconds_and_loses_nothing(home):
    with usage.recorded("first", surface="cli"):
        pass
    with events.opened(home) as other, connections.transaction(other):
        before = time.process_time()
        with usage.recorded("second", surface="cli"):
            pass
        assert time.process_time() - before < 0.1
    assert [event.tool for event in uses.read(home)] == ["first", "second"]


def test_a_use_costs_at_most_ten_milliseconds_with_its_imports(home):
    script = (
        "import time, click, pathlib, difflib\n"  # what the command line has imported by then anyway
        "start = time.process_time()\n"
        "from jigsmith.app import usage\n"
        "with usage.recorded('scan', surface='cli'): pass\n"
        "print(time.process_time() - start)\n"
    )
    subprocess.run([sys.executable, "-m", "compileall", "-q", Path(jigsmith.__file__).parent], check=True)
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True) for _ in range(6)]
    assert min(float(run.stdout) for run in runs[1:]) < 0.010
