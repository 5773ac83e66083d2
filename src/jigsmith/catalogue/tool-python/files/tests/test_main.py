"""The work itself. These tests belong to the example in `main.py` and go with it."""
{% set samples = {"string": "x", "integer": "1", "number": "1", "path": "x"} %}
{% if inputs == "files" %}

from pathlib import Path
{% endif %}

import pytest

from {{ name | snake }} import cli
{% if inputs == "files" %}


def test_lines_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.txt").write_text("one two\nthree\n")
    assert cli.run(cli.TOOL, ["a.txt"{% for option in options if option.required %}, "--{{ option.name | kebab }}", {{ (option.choices | first if option.type == "choice" else samples[option.type]) | json }}{% endfor %}]) == 0
    assert capsys.readouterr().out.split() == ["2", "a.txt"]


def test_a_file_that_is_not_text_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.bin").write_bytes(b"\xff\xfe\xfa")
    assert cli.run(cli.TOOL, ["a.bin"{% for option in options if option.required %}, "--{{ option.name | kebab }}", {{ (option.choices | first if option.type == "choice" else samples[option.type]) | json }}{% endfor %}]) == 4
    assert "a.bin cannot be read" in capsys.readouterr().err
{% elif inputs == "words" %}


def test_letters_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(cli.TOOL, ["one", "three"{% for option in options if option.required %}, "--{{ option.name | kebab }}", {{ (option.choices | first if option.type == "choice" else samples[option.type]) | json }}{% endfor %}]) == 0
    assert capsys.readouterr().out.split() == ["3", "one", "5", "three"]
{% else %}


def test_nothing_is_done_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(cli.TOOL, [{% for option in options if option.required %}"--{{ option.name | kebab }}", {{ (option.choices | first if option.type == "choice" else samples[option.type]) | json }}, {% endfor %}]) == 0
    assert capsys.readouterr().out == "Did nothing.\n"
{% endif %}
