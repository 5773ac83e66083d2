import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from {{ name | snake }}.__main__ import DEBUG, INTERRUPTED, UNFORESEEN, main
from {{ name | snake }}.cli import cli

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> click.Command:
    """A command that fails as its argument says."""

    @click.command()
    @click.argument("how")
    def command(how: str) -> None:
        raise {"bug": RuntimeError("a bug"), "stop": KeyboardInterrupt()}[how]

    monkeypatch.setitem(cli.commands, "break", command)
    return command


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]):
    assert main(["--version"]) == 0
    assert tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"] in capsys.readouterr().out


def test_somebody_is_greeted(capsys: pytest.CaptureFixture[str]):
    assert main(["greet", "Ada", "--times", "2"]) == 0
    assert capsys.readouterr().out == "Hello, Ada!\nHello, Ada!\n"


@pytest.mark.parametrize("arguments", [["nonsense"], ["greet"], ["greet", "Ada", "--times", "0"], ["--nonsense"]])
def test_a_wrong_call_says_how_it_is_right(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 2
    assert "Usage:" in capsys.readouterr().err


def test_a_bug_is_one_line(breaks: click.Command, capsys: pytest.CaptureFixture[str]):
    assert main(["break", "bug"]) == UNFORESEEN
    told = capsys.readouterr().err
    assert "RuntimeError: a bug" in told
    assert "Traceback" not in told


def test_a_bug_shows_where_it_is_on_request(breaks: click.Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(DEBUG, "1")
    with pytest.raises(RuntimeError):
        main(["break", "bug"])


def test_stopping_it_has_its_exit_code(breaks: click.Command):
    assert main(["break", "stop"]) == INTERRUPTED


def test_it_runs_as_a_program_and_ends_quietly_when_its_reader_goes():
    words = ["greet", "x" * 20_000, "--times", "100"]
    command = [sys.executable, "-m", "{{ name | snake }}", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stderr
        program.stdout.read(10)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 1
