"""Readers of shells on histories that real shells wrote, and on what is broken in them."""

import os
import sqlite3
import time

import pytest
from tests import histories
from tests.unit.loop.observe.habits import shells

from jigsmith.base import errors
from jigsmith.loop.observe.habits import atuin, bash, fish, zsh
from jigsmith.loop.observe.habits.tally import Tally

MANY = ["echo one", "printf '%s\\n' 'two", "lines'", "cat <<EOF > note.txt", "secret inside", "EOF", "echo grün ☃ 日本"]


def read(module, path):
    tally = Tally(module.NAME, str(path))
    return list(module.read(path, tally)), tally


def texts(module, path):
    return [each.text for each in read(module, path)[0]]


def test_bash_with_times_says_when_each_command_of_whatever_many_lines_began(tmp_path):
    before = int(time.time())
    home = shells.typed_into("bash", tmp_path, MANY, HISTTIMEFORMAT="%F %T ", HISTFILE=str(tmp_path / ".bash_history"))
    commands, tally = read(bash, home / ".bash_history")
    assert [each.text.split("\n")[0] for each in commands] == [
        "echo one", "printf '%s\\n' 'two", "cat <<EOF > note.txt", "echo grün ☃ 日本", "exit",
    ]  # fmt: skip
    assert commands[1].text.endswith("lines'") and commands[2].text.endswith("secret inside\nEOF")
    assert all(each.when is not None and before <= each.when <= time.time() for each in commands)
    assert (tally.records, tally.unknown) == (5, 0)


def test_bash_without_times_is_read_by_quotes_and_documents(tmp_path):
    home = shells.typed_into("bash", tmp_path, MANY, HISTFILE=str(tmp_path / ".bash_history"))
    commands, _ = read(bash, home / ".bash_history")
    assert len(commands) == 5
    assert commands[2].text == "cat <<EOF > note.txt\nsecret inside\nEOF"
    assert all(each.when is None for each in commands)


def test_an_open_quote_that_nobody_closes_swallows_nothing(tmp_path):
    path = tmp_path / "history"
    path.write_text("echo it's\nls\ncat << EOF\nmake\n" + "make test\n" * 300)
    assert texts(bash, path)[:4] == ["echo it's", "ls", "cat << EOF", "make"]


def test_zsh_extended_history_with_meta_bytes_and_several_lines(tmp_path):
    (tmp_path / ".zshrc").write_text(
        f"HISTFILE={tmp_path}/.zsh_history\nHISTSIZE=100\nSAVEHIST=100\nsetopt EXTENDED_HISTORY\nPS1={shells.PROMPT}\n"
    )
    home = shells.typed_into("zsh", tmp_path, [*MANY, "sleep 1"])
    assert b"\x83" in (home / ".zsh_history").read_bytes()  # or it would prove nothing
    commands, _ = read(zsh, home / ".zsh_history")
    found = {each.text.split("\n")[0]: each for each in commands}
    assert "echo grün ☃ 日本" in found
    assert found["printf '%s\\n' 'two"].text == "printf '%s\\n' 'two\nlines'"
    assert found["cat <<EOF > note.txt"].text.endswith("\nEOF")
    assert found["sleep 1"].seconds in (1.0, 2.0)
    assert abs(found["sleep 1"].when - time.time()) < 60


def test_zsh_without_extended_history_has_no_times(tmp_path):
    (tmp_path / ".zshrc").write_text(
        f"HISTFILE={tmp_path}/.zsh_history\nHISTSIZE=100\nSAVEHIST=100\nPS1={shells.PROMPT}\n"
    )
    home = shells.typed_into("zsh", tmp_path, ["echo one", "echo two"])
    commands, _ = read(zsh, home / ".zsh_history")
    assert [each.text for each in commands][:2] == ["echo one", "echo two"]
    assert commands[0].when is None


def test_fish_history_with_escapes(tmp_path):
    config = tmp_path / ".config/fish"
    config.mkdir(parents=True)
    (config / "config.fish").write_text(f"function fish_prompt; echo {shells.PROMPT}; end\n")
    home = shells.typed_into("fish", tmp_path, ["echo one", "echo 'a\\\\b: \"c\"' # - cmd: no", "echo 'two", "lines'"])
    commands, tally = read(fish, home / ".local/share/fish/fish_history")
    found = [each.text for each in commands]
    assert "echo one" in found and "echo 'two\nlines'" in found
    assert "echo 'a\\\\b: \"c\"' # - cmd: no" in found
    assert all(abs(each.when - time.time()) < 60 for each in commands)
    assert tally.unknown == 0


def test_atuin_knows_sessions_and_how_long_each_took_and_what_was_deleted_is_not_read(tmp_path):
    lines = list(histories.Person(1).types(50))
    path = histories.write(lines, tmp_path, "atuin")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE history SET deleted_at = 1 WHERE id = ?", (f"{3:032}",))
        connection.execute("UPDATE history SET duration = -1 WHERE id = ?", (f"{4:032}",))
    connection.close()
    commands, _ = read(atuin, path)
    assert len(commands) == len(lines) - 1
    assert commands[0].seconds == lines[0].took and commands[3].seconds is None
    assert {each.session for each in commands} == {f"s{each.session}" for each in lines}


def test_another_database_is_not_atuins(tmp_path):
    with sqlite3.connect(tmp_path / "history.db") as connection:
        connection.execute("CREATE TABLE history (other TEXT)")
    connection.close()
    (tmp_path / "broken.db").write_bytes(b"not a database" * 100)
    for name in ("history.db", "broken.db", "none.db"):
        with pytest.raises(errors.FileUnreadable):
            read(atuin, tmp_path / name)


@pytest.mark.parametrize("module", [bash, zsh, fish])
def test_a_huge_line_and_bytes_that_are_no_text_are_passed_over(module, tmp_path):
    path = tmp_path / "history"
    begins = b"- cmd: " if module is fish else b""
    path.write_bytes(
        begins
        + b"make one\n"
        + begins
        + b"x" * 3_000_000
        + b"\n"
        + begins
        + b"echo \xff\xfe\x00\n"
        + begins
        + b"make two"
    )
    commands, tally = read(module, path)
    assert (commands[0].text, commands[-1].text) == ("make one", "make two")
    assert tally.too_long == 1
    assert len(commands) == 3


@pytest.mark.parametrize("module", [bash, zsh, fish])
def test_what_is_no_file_is_not_read_and_nobody_waits_for_it(module, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "none", "/dev/zero"):
        with pytest.raises(errors.FileUnreadable):
            read(module, tmp_path / path)


def test_an_empty_history_is_none(tmp_path):
    (tmp_path / "history").write_text("")
    assert [texts(module, tmp_path / "history") for module in (bash, zsh, fish)] == [[], [], []]
