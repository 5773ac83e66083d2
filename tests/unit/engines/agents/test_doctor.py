"""Which agents are here."""

from pathlib import Path

import pytest

from jigsmith.engines.agents import claude, codex, command, doctor, kinds


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is alone on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, line in (("claude", "echo '2.1.330 (Claude Code)'"), ("codex", "exit 1"), ("mine", "exit 0")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_what_is_installed_and_has_a_key_has_no_problem(here: Path):
    agents: dict[str, kinds.Settings] = {"author": claude.Settings(), "own": command.Settings(command="mine --fast")}
    author, own = doctor.examine(agents, {"ANTHROPIC_API_KEY": "a-key"})
    assert (author.program, author.version, author.has_key) == (str(here / "claude"), "2.1.330 (Claude Code)", True)
    assert (own.program, own.has_key) == (str(here / "mine"), None)
    assert author.problems == own.problems == ()
    assert "a-key" not in repr(author)


@pytest.mark.usefixtures("here")
def test_what_is_missing_is_said_with_how_to_get_it():
    agents: dict[str, kinds.Settings] = {
        "a": claude.Settings(command="klaude"),
        "b": codex.Settings(),
        "c": command.Settings(command="yours"),
    }
    missing, broken, own = doctor.examine(agents, {})
    assert missing.problems == ("klaude is not on PATH", "there is no key for its model")
    assert missing.do[0] == "npm install -g @anthropic-ai/claude-code@2.1.330"
    assert "ANTHROPIC_API_KEY" in missing.do[1]
    assert broken.problems == ("codex --version fails", "there is no key for its model")
    assert own.problems == ("yours is not on PATH",)
