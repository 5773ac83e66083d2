"""The config file: where it is found, what wins, and how a mistake in it is told."""

import json
from pathlib import Path

import click
import pytest

from {{ name | snake }} import NAME, config

from .conftest import Call

Output = pytest.CaptureFixture[str]


def test_what_is_typed_wins_over_the_file(call: Call, capsys: Output) -> None:
    Path(config.FILE).write_text('limit = 5\nstyle = "fancy"\n')
    assert call() == 0
    assert call("--limit", "6") == 0
    assert capsys.readouterr().out == "limit=5 style=fancy\nlimit=6 style=fancy\n"


def test_the_users_own_file_is_the_last_place(call: Call, capsys: Output) -> None:
    own = Path(click.get_app_dir(NAME)) / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text("limit = 8\n")
    assert call() == 0
    assert "limit=8" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("limit = ", "is not valid TOML"),
        ("# a comment\nlimits = 3\n", ":2: there is no setting `limits`. Did you mean `limit`?"),
        ("nothing_like_it = 3\n", ":1: there is no setting `nothing_like_it`. Known are: limit,"),
        ('inputs = ["a"]\n', "there is no setting `inputs`"),
        ('\n\nlimit = "many"\n', ":3: `limit`: input should be a valid integer"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(call: Call, capsys: Output, text: str, told: str) -> None:
    Path("other.toml").write_text(text)
    assert call("--config", "other.toml") == 3
    assert told in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(call: Call, capsys: Output) -> None:
    assert call("--config", "missing.toml") == 3
    assert "missing.toml cannot be read" in capsys.readouterr().err


def test_the_schema_has_all_that_the_file_may_hold(call: Call, capsys: Output) -> None:
    assert call("--schema") == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["properties"]) == {"limit", "style", "tags", "dry_run", "end"}
    assert schema["additionalProperties"] is False
