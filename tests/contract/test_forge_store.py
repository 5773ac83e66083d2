"""The store of the forge on this machine, on SQLite and Postgres: numbers and keys hold however many write at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from jigsmith.store.factory import database, deliveries
from jigsmith.store.factory import local_forge as rows

NOW = datetime(2026, 11, 30, tzinfo=UTC)
WRITERS = 8


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'factory.db'}"
    else:
        name = f"store_{uuid.uuid4().hex}"
        url = request.getfixturevalue("cluster").create_database(name).replace("postgresql:", "postgresql+psycopg:")
    made = database.opened(url)
    yield made
    made.dispose()


def at_once(engine, work):
    """Let many do it at the same time, each in a transaction of its own."""

    def one(which):
        with database.begin(engine) as connection:
            return work(connection, which)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS * 5)))


def new(key, kind="issue"):
    return rows.New(kind=kind, title=key, body="", author="ann", key=key, labels=["x"])


def test_numbers_are_given_once_and_without_a_gap(engine):
    made = at_once(engine, lambda connection, which: rows.add(connection, "/r", new(f"k{which}"), now=NOW).number)
    assert sorted(made) == list(range(1, WRITERS * 5 + 1))


def test_each_repository_counts_for_itself(engine):
    with database.begin(engine) as connection:
        made = [rows.add(connection, where, new("k"), now=NOW).number for where in ("/a", "/b", "/a")]
    assert made == [1, 1, 1]


def test_one_key_makes_one_issue_however_many_write_at_once(engine):
    made = at_once(engine, lambda connection, _: rows.add(connection, "/r", new("same"), now=NOW).number)
    assert set(made) == {1}


def test_one_key_makes_one_comment_however_many_write_at_once(engine):
    with database.begin(engine) as connection:
        rows.add(connection, "/r", new("i"), now=NOW)

    def say(connection, which):
        return rows.say(connection, "/r", 1, body=f"{which}", author="ann", key="progress", now=NOW).id

    assert len(set(at_once(engine, say))) == 1
    with database.reading(engine) as connection:
        assert len(rows.notes_of(connection, "/r", 1)) == 1


def test_of_many_that_move_it_one_wins(engine):
    with database.begin(engine) as connection:
        rows.add(connection, "/r", new("p", "pull"), now=NOW)
    won = at_once(engine, lambda connection, which: rows.intend(connection, "/r", 1, was="", sha=f"sha{which}"))
    assert sum(won) == 1
    moved = at_once(engine, lambda connection, _: rows.move(connection, "/r", 1, was="open", state="closed", now=NOW))
    assert sum(moved) == 1


def test_a_delivery_counts_once_however_many_hear_it(engine):
    assert sum(at_once(engine, lambda connection, _: deliveries.first(connection, "same", now=NOW))) == 1


def test_the_newest_check_of_a_name_is_kept_however_many_say_it(engine):
    at_once(engine, lambda connection, which: rows.set_check(
        connection, "/r", "sha", "tests", now=NOW, state="success", summary=str(which), url=""))  # fmt: skip
    with database.reading(engine) as connection:
        assert len(rows.checks_of(connection, "/r", "sha")) == 1


def test_what_was_given_back_is_undone_with_the_rest(engine):
    with pytest.raises(RuntimeError), database.begin(engine) as connection:
        rows.add(connection, "/r", new("k"), now=NOW)
        raise RuntimeError
    with database.reading(engine) as connection:
        assert rows.topic(connection, "/r", 1) is None
