"""Runs of jobs in the store: one suite on SQLite and on Postgres."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.store.factory import database, runs

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RUN = runs.Run(id="job:/r:a:1", repository="/r", job="a", trigger="schedule", due=NOW, state=runs.QUEUED, queued=NOW)


def at(connection, name=RUN.id):
    found = runs.get(connection, name)
    assert found
    return found


def raced(store, question, *, workers=8):
    """Ask the same of the store in many threads at once; how many got True."""
    answers = []
    ready = threading.Barrier(workers)

    def ask():
        ready.wait()
        with database.begin(store) as connection:
            answers.append(bool(question(connection)))

    threads = [threading.Thread(target=ask) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == workers
    return sum(answers)


def test_of_many_schedulers_one_makes_the_run_of_a_due_time(store):
    assert raced(store, lambda connection: runs.add(connection, RUN)) == 1
    with database.reading(store) as connection:
        assert runs.those(connection) == [RUN]


@pytest.mark.parametrize("was", [None, NOW - MINUTE])
def test_of_many_schedulers_one_decides_about_a_span_of_time(store, was):
    if was:
        with database.begin(store) as connection:
            assert runs.look(connection, "/r", "a", was=None, until=was)
    assert raced(store, lambda connection: runs.look(connection, "/r", "a", was=was, until=NOW)) == 1
    with database.reading(store) as connection:
        assert runs.state(connection, "/r", "a").looked_until == NOW


def test_a_run_ends_once_and_its_end_stays(store):
    with database.begin(store) as connection:
        runs.add(connection, RUN)
        runs.begin(connection, RUN.id, worker="one", now=NOW)
        assert at(connection).started == NOW
    assert raced(store, lambda connection: runs.end(connection, RUN.id, to=runs.SUCCEEDED, now=NOW + MINUTE)) == 1
    with database.begin(store) as connection:
        assert not runs.end(connection, RUN.id, to=runs.LOST, now=NOW)
        assert not runs.change(connection, RUN.id, attempt=2)
        assert runs.begin(connection, RUN.id, worker="two", now=NOW) is None
        assert at(connection).state == runs.SUCCEEDED
        assert at(connection).seconds == 60


def test_another_worker_goes_on_with_a_run_and_its_start_stays(store):
    with database.begin(store) as connection:
        runs.add(connection, RUN)
        runs.begin(connection, RUN.id, worker="one", now=NOW)
        runs.begin(connection, RUN.id, worker="two", now=NOW + MINUTE)
        again = at(connection)
    assert (again.worker, again.started) == ("two", NOW)


def test_whoever_is_asked_to_stop_hears_it_and_so_does_who_was_taken_for_lost(store):
    with database.begin(store) as connection:
        runs.add(connection, RUN)
        assert not runs.cancelled(connection, RUN.id)
        assert runs.cancel(connection, RUN.id)
        assert runs.cancelled(connection, RUN.id)
        runs.end(connection, RUN.id, to=runs.LOST, now=NOW)
        assert runs.cancelled(connection, RUN.id)
        assert not runs.cancel(connection, RUN.id)


def test_a_series_of_failures_begins_once_and_ends_once(store):
    second = replace(RUN, id="job:/r:a:2", queued=NOW + MINUTE)
    with database.begin(store) as connection:
        runs.add(connection, RUN)
        runs.add(connection, second)
        assert runs.failing(connection, RUN) == RUN.id
        assert runs.failing(connection, second) == RUN.id
        assert [run.id for run in runs.series(connection, RUN)] == [RUN.id, second.id]
        assert runs.recovered(connection, second) == RUN.id
        assert runs.recovered(connection, second) == ""


def test_an_alarm_is_raised_once_for_a_due_time(store):
    with database.begin(store) as connection:
        runs.look(connection, "/r", "a", was=None, until=NOW)
    assert raced(store, lambda connection: runs.alarm(connection, "/r", "a", due=NOW)) == 1
    with database.begin(store) as connection:
        assert not runs.alarm(connection, "/r", "a", due=NOW - MINUTE)
        assert runs.alarm(connection, "/r", "a", due=NOW + MINUTE)


def test_pausing_twice_is_pausing_once(store):
    with database.begin(store) as connection:
        assert runs.pause(connection, "/r", "a", paused=True)
        assert not runs.pause(connection, "/r", "a", paused=True)
        assert runs.state(connection, "/r", "a").paused
        assert runs.look(connection, "/r", "a", was=None, until=NOW)
        assert runs.pause(connection, "/r", "a", paused=False)


def test_what_hooks_did_is_added_and_stays(store):
    with database.begin(store) as connection:
        runs.add(connection, RUN)
        runs.note(connection, RUN.id, {"create-pr": 3})
        runs.note(connection, RUN.id, {"create-issue": 4})
        assert at(connection).results == '{"create-pr": 3, "create-issue": 4}'


def test_old_runs_are_forgotten_and_what_runs_is_kept(store):
    with database.begin(store) as connection:
        runs.add(connection, RUN)
        runs.add(connection, replace(RUN, id="job:/r:a:2"))
        runs.end(connection, RUN.id, to=runs.SUCCEEDED, now=NOW)
        assert runs.forget(connection, before=NOW + MINUTE) == 1
        assert [run.id for run in runs.those(connection)] == ["job:/r:a:2"]
