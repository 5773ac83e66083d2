"""Logs: as much as was asked for, on stderr and in a file, as JSON on request; and usage is an extra."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from {{ name | snake }} import NAME, usage

from .conftest import Call

Output = pytest.CaptureFixture[str]


def test_logs_go_to_stderr_as_much_as_was_asked_for(call: Call, capsys: Output) -> None:
    assert call() == 0
    assert capsys.readouterr().err == ""
    assert call("-vv") == 0
    assert "options" in capsys.readouterr().err


def test_logs_are_json_on_request(call: Call, capsys: Output) -> None:
    assert call("-vv", "--log-json") == 0
    line = json.loads(capsys.readouterr().err.splitlines()[0])
    assert (line["level"], line["event"], line["logger"]) == ("debug", "options", NAME)


def test_a_log_file_holds_everything_with_tracebacks(call: Call, folder: Path) -> None:
    assert call("--quiet", "--end", "unforeseen", "--log-file", "logs/all.log") == 1
    lines = [json.loads(line) for line in (folder / "logs/all.log").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["options", "unforeseen"]
    assert "ZeroDivisionError: oops" in lines[1]["exception"]


class Recorder(ModuleType):
    """Stands in the place of jigsmith, which need not be installed, and takes what it is told."""

    def __init__(self) -> None:
        super().__init__("jigsmith")
        self.told: list[tuple[str, str, dict[str, Any]]] = []

    def track_usage(self, tool: str, action: str, **facts: Any) -> None:
        self.told.append((tool, action, facts))


def test_jigsmith_is_told_of_a_use_but_not_of_help(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    monkeypatch.setitem(sys.modules, "jigsmith", recorder)
    call("--end", "badly")
    call("--help")
    ((tool, action, facts),) = recorder.told
    assert (tool, action, facts["outcome"], facts["error"]) == (NAME, "run", "failed", "WorkFailed")
    assert facts["seconds"] > 0


def test_without_jigsmith_everything_is_as_ever(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jigsmith", None)
    usage.track()
    assert call() == 0
