from pathlib import Path

import pytest

from {{ name | snake }} import config
from {{ name | snake }}.__main__ import main
from {{ name | snake }}.errors import ConfigError, WriteError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration file that is not there yet, in the place where it is looked for."""
    monkeypatch.setattr(config, "user_config_path", lambda _name: tmp_path / "folder")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.delenv(config.VARIABLE, raising=False)
    return config.place()


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_has_its_default(file: Path):
    assert config.load() == config.Config()


def test_the_file_that_init_writes_says_the_defaults(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["config", "init"]) == 0
    assert capsys.readouterr().out.strip() == str(file)
    assert config.load() == config.Config()


def test_init_leaves_a_file_alone(file: Path, capsys: pytest.CaptureFixture[str]):
    written(file, "times = 3\n")
    assert main(["config", "init"]) == WriteError.exit_code
    assert "is there already" in capsys.readouterr().err
    assert config.load().times == 3


def test_a_file_that_is_named_wins(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written(file, "times = 3\n")
    monkeypatch.setenv(config.VARIABLE, str(written(tmp_path / "other.toml", "times = 4\n")))
    assert config.load().times == 4
    assert config.load(written(tmp_path / "third.toml", "times = 5\n")).times == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("times = 0", "times: "),
        ("tiems = 1", "tiems: "),
        ("times =", "is no TOML"),
        ('greeting = "Hello, {who}!"', "greeting cannot be filled in"),
    ],
)
def test_an_odd_file_is_named_with_what_is_odd(file: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]):
    written(file, text)
    assert main(["greet", "Ada"]) == ConfigError.exit_code
    assert told in capsys.readouterr().err


def test_a_file_that_is_named_must_be_there(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--config", str(tmp_path / "nowhere.toml"), "greet", "Ada"]) == ConfigError.exit_code
    assert "cannot be read" in capsys.readouterr().err


def test_what_holds_is_shown_with_its_place(file: Path, capsys: pytest.CaptureFixture[str]):
    written(file, "times = 3\n")
    assert main(["config", "show"]) == 0
    told = capsys.readouterr().out
    assert str(file) in told
    assert "times = 3" in told
