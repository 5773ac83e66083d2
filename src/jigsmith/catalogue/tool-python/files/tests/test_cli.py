"""The command: options, exit codes, what goes to stdout and what to stderr."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from {{ name | snake }} import NAME, __version__

from .conftest import Call

Output = pytest.CaptureFixture[str]


def test_the_result_is_text_and_on_request_json(call: Call, capsys: Output) -> None:
    assert call("--limit", "3") == 0
    assert capsys.readouterr().out == "limit=3 style=plain\n"
    assert call("--limit", "3", "--tags", "a", "--tags", "b", "--dry-run", "--json") == 0
    options = json.loads(capsys.readouterr().out)["options"]
    assert (options["limit"], options["tags"], options["dry_run"]) == (3, ["a", "b"], True)


def test_files_are_arguments(call: Call, capsys: Output, folder: Path) -> None:
    (folder / "a.txt").touch()
    assert call("a.txt", "--json") == 0
    assert json.loads(capsys.readouterr().out)["options"]["inputs"] == ["a.txt"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--limit", "none"], 2, "--limit: input should be a valid integer"),
        (["--limit", "0"], 2, "--limit: input should be greater than or equal to 1"),
        (["--style", "odd"], 2, "'odd' is not one of"),
        (["--nonsense"], 2, "No such option"),
        (["missing.txt"], 4, "path does not point to a file (missing.txt)"),
        (["--log-file", "."], 2, "--log-file"),
        (["--end", "badly"], 5, "it did not work. Try another way."),
        (["--end", "stopped"], 130, "Interrupted."),
        (["--end", "unforeseen"], 1, "something unforeseen happened: ZeroDivisionError: oops"),
    ],
)
def test_each_error_has_its_exit_code_and_a_message_on_stderr(
    call: Call, capsys: Output, words: list[str], code: int, told: str
) -> None:
    assert call(*words) == code
    shown = capsys.readouterr()
    assert told in shown.err
    assert shown.out == ""


def test_help_lists_the_options_with_their_defaults(call: Call, capsys: Output) -> None:
    assert call("--help") == 0
    shown = capsys.readouterr().out
    assert "--dry-run / --no-dry-run" in shown
    assert "How it looks. [default: plain]" in shown
    assert "--log-json" in shown


def test_the_environment_can_set_options(call: Call, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{NAME.upper().replace('-', '_')}_LIMIT", "7")
    assert call() == 0
    assert "limit=7" in capsys.readouterr().out


def test_the_installed_command_says_its_version() -> None:
    command = [sys.executable, "-m", NAME.replace("-", "_"), "--version"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == f"{NAME} {__version__}\n"


def test_whoever_reads_the_output_may_stop() -> None:
    script = "import sys; from pkg import cli, errors; sys.exit(cli.ended(BrokenPipeError()))".replace(
        "pkg", NAME.replace("-", "_")
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
