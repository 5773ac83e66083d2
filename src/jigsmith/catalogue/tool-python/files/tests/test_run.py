"""Progress: shown on a terminal alone, and told to whoever wants to know."""

import pytest

from {{ name | snake }}.run import Run


def test_progress_yields_everything_and_tells_how_far_it_is() -> None:
    told: list[tuple[int, int, str]] = []
    run = Run(report=lambda done, total, what: told.append((done, total, what)))
    assert list(run.progress(["a", "b"], "Reading")) == ["a", "b"]
    assert told == [(1, 2, "Reading"), (2, 2, "Reading")]


def test_progress_is_shown_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(Run(show=True).progress([1, 2], "Reading")) == [1, 2]
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert list(Run(show=True).progress([1, 2], "Reading")) == [1, 2]
    assert "Reading" in capsys.readouterr().err
