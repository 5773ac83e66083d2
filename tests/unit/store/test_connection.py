"""A database that is opened by many, damaged, read-only or from the future."""

import sqlite3
import subprocess
import sys

import pytest

from jigsmith.base import errors
from jigsmith.store import connection as connections

TABLE = [["CREATE TABLE word (text TEXT)"]]


def test_a_database_that_is_not_there_is_made_with_its_folder(tmp_path):
    path = tmp_path / "deep" / "er" / "a.db"
    with connections.connected(path, TABLE) as connection:
        connection.execute("INSERT INTO word VALUES ('x')")
    with connections.read_only(path) as connection:
        assert connection.execute("SELECT text FROM word").fetchall() == [("x",)]


def test_a_migration_that_came_later_keeps_what_is_there(tmp_path):
    with connections.connected(tmp_path / "a.db", TABLE) as connection:
        connection.execute("INSERT INTO word VALUES ('x')")
    later = [*TABLE, ["ALTER TABLE word ADD COLUMN size INTEGER NOT NULL DEFAULT 7"]]
    for _ in range(2):
        with connections.connected(tmp_path / "a.db", later) as connection:
            assert connection.execute("SELECT text, size FROM word").fetchall() == [("x", 7)]
            assert connections.version(connection) == 2


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path):
    with connections.connected(tmp_path / "a.db", TABLE):
        pass
    broken = [*TABLE, ["CREATE TABLE other (a)", "CREATE NONSENSE"]]
    with pytest.raises(errors.StoreFailed), connections.connected(tmp_path / "a.db", broken):
        pass
    with connections.read_only(tmp_path / "a.db") as connection:
        assert connections.version(connection) == 1
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'other'").fetchone() == (0,)


def test_a_database_of_a_newer_jigsmith_is_left_alone(tmp_path):
    with connections.connected(tmp_path / "a.db", [*TABLE, []]):
        pass
    with pytest.raises(errors.StoreFailed, match="newer jigsmith"), connections.connected(tmp_path / "a.db", TABLE):
        pass


@pytest.mark.parametrize("content", [b"this is not a database" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_database_is_told_with_its_path_and_what_to_do(tmp_path, content):
    (tmp_path / "a.db").write_bytes(content)
    with pytest.raises(errors.StoreFailed) as caught, connections.connected(tmp_path / "a.db", TABLE):
        pass
    assert "damaged" in caught.value.what
    assert caught.value.where == str(tmp_path / "a.db")
    assert caught.value.do


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(errors.StoreFailed), connections.connected(tmp_path / "file" / "a.db", TABLE):
        pass


def test_a_database_that_is_locked_is_told_as_something_that_passes(tmp_path):
    path = tmp_path / "a.db"
    with connections.connected(path, TABLE) as first, connections.transaction(first):
        with pytest.raises(errors.StoreFailed) as caught, connections.connected(path, TABLE, wait=0) as second:
            second.execute("INSERT INTO word VALUES ('x')")
    assert "another process" in caught.value.what
    assert caught.value.retry_helps


def test_a_transaction_that_fails_leaves_nothing(tmp_path):
    with connections.connected(tmp_path / "a.db", TABLE) as connection:
        with pytest.raises(ZeroDivisionError), connections.transaction(connection):
            connection.execute("INSERT INTO word VALUES ('x')")
            _ = 1 / 0
        assert connection.execute("SELECT count(*) FROM word").fetchone() == (0,)


def test_many_processes_can_make_the_database_at_once(tmp_path):
    script = (
        "import sys; from pathlib import Path; from jigsmith.store import connection as c\n"
        f"with c.connected(Path({str(tmp_path / 'a.db')!r}), {TABLE!r}) as db:\n"
        "    for _ in range(20): db.execute('INSERT INTO word VALUES (?)', (sys.argv[1],))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(number)]) for number in range(6)]
    assert [process.wait(60) for process in running] == [0] * 6
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT text) FROM word").fetchone() == (120, 6)
    connection.close()
