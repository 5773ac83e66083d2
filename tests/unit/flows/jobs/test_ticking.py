"""The scheduler: one run for each due time, what is made up for, what overlaps, and what is told when nothing ran."""

import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.flows.jobs import ticking, watching, workspaces
from jigsmith.flows.jobs.records import Direct
from jigsmith.store.factory import database, runs

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TWO = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)


def job(**keys):
    keys = {"name": "nightly", "schedule": "0 2 * * *", "timezone": "UTC", "command": "true"} | keys
    return "[[jobs]]\n" + "".join(f"{key} = {value!r}\n" for key, value in keys.items())


def states(bench):
    return [(run.trigger, run.state, run.due) for run in bench.all()]


def test_a_new_job_makes_up_for_nothing(bench):
    bench.jobs(job())
    bench.now = TWO + HOUR
    assert not bench.tick().queued
    assert not bench.tick(later=HOUR).queued


def test_a_due_time_makes_one_run_that_is_handed_over_once(bench):
    bench.jobs(job())
    bench.tick()
    done = bench.tick(later=HOUR)
    assert done.queued == [f"job:{bench.root}:nightly:2026-06-10T02:00:00Z"]
    for _ in range(3):
        assert not bench.tick(later=timedelta(seconds=10)).queued
    assert states(bench) == [("schedule", "queued", TWO)]
    [(flow, args, queue, key, delay)] = bench.put_there.values()
    assert (flow, args, queue) == ("job", (str(bench.root), done.queued[0]), "jobs")
    assert (key, delay) == (f"{bench.root}:nightly", 0)


def test_many_schedulers_at_once_make_one_run(bench):
    bench.jobs(job(schedule="*/5 * * * *"))
    bench.tick()
    bench.now += timedelta(minutes=5)
    ready, done = threading.Barrier(6), []

    def tick():
        ready.wait()
        done.append(bench.tick())

    threads = [threading.Thread(target=tick) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 6
    assert len(bench.all()) == len(bench.put_there) == 1


def test_a_scheduler_that_died_before_it_handed_over_is_made_up_for(bench):
    bench.jobs(job())
    bench.tick()

    def dies(*_, **__):
        raise KeyboardInterrupt

    bench.now += HOUR
    with pytest.raises(KeyboardInterrupt):
        ticking.tick(bench.world, dies, known=lambda _: None, now=bench.now)
    assert not bench.tick(later=timedelta(seconds=5)).queued
    assert len(bench.tick(later=2 * MINUTE).queued) == 1
    assert len(bench.all()) == 1


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [("latest", ["missed", "catch-up"]), ("all", ["missed", "catch-up", "catch-up"]), ("none", ["missed"])],
)
def test_what_was_missed_is_made_up_for_as_the_job_says(bench, catch_up, expected):
    bench.jobs(job(catch_up=catch_up, catch_up_window="32h"))
    bench.tick()
    bench.tick(later=3 * DAY + 8 * HOUR)
    assert sorted(run.trigger for run in bench.all()) == sorted(expected)
    missed = next(run for run in bench.all() if run.trigger == "missed")
    assert missed.state == "skipped"
    assert missed.said.startswith("nothing ran here then")


def test_nothing_made_up_for_is_an_alarm_once(bench):
    bench.jobs(job(catch_up="none", on_failure=["notify-slack", "create-issue"]))
    bench.tick()
    assert bench.tick(later=DAY).alarms == ["nightly"]
    assert not bench.tick(later=HOUR).alarms
    assert [(title, bad) for _, title, _, bad in bench.told] == [("nightly did not run at 2026-06-10 02:00 UTC", True)]


def test_a_run_that_no_worker_takes_is_an_alarm_once(bench):
    bench.jobs(job(on_failure=["notify-slack"], grace="30m"))
    bench.tick()
    bench.tick(later=HOUR)
    assert not bench.tick(later=20 * MINUTE).alarms
    assert bench.tick(later=20 * MINUTE).alarms == ["nightly"]
    assert not bench.tick(later=20 * MINUTE).alarms
    assert len(bench.told) == 1


def test_without_a_scheduler_the_job_is_shown_as_overdue(bench):
    bench.jobs(job(grace="1h"))
    bench.tick()
    [settings] = bench.world.settings.jobs
    with database.reading(bench.world.store) as connection:
        known = runs.state(connection, str(bench.root), "nightly")
    assert watching.overdue(settings, known, now=TWO + 30 * MINUTE) is None
    assert watching.overdue(settings, known, now=TWO + 2 * HOUR) == TWO


def begun(bench, name):
    with database.begin(bench.world.store) as connection:
        return runs.begin(connection, name, worker="here:1:x", now=bench.now)


@pytest.mark.parametrize(
    ("overlap", "expected", "stopped"),
    [("skip", "skipped", False), ("queue", "queued", False), ("cancel_previous", "queued", True)],
)
def test_what_overlaps_is_decided_as_the_job_says(bench, overlap, expected, stopped):
    bench.jobs(job(schedule="0 * * * *", overlap=overlap, on_skipped=["notify-slack"]))
    bench.tick()
    [first] = bench.tick(later=HOUR).queued
    begun(bench, first)
    done = bench.tick(later=HOUR, known=lambda _: "running")
    assert [run.state for run in bench.all()] == ["running", expected]
    with database.reading(bench.world.store) as connection:
        assert runs.cancelled(connection, first) is stopped
    if overlap == "skip":
        [skipped] = done.skipped
        assert bench.get(skipped).said == "the run that was due 2026-06-10 02:00 UTC had not ended"
        watching.after(bench.world, Direct(), skipped)
        assert [title for _, title, _, _ in bench.told] == ["nightly was skipped"]
        assert f"after:{skipped}" in bench.put_there


def test_a_paused_job_lets_its_due_times_pass(bench):
    bench.jobs(job())
    bench.tick()
    with database.begin(bench.world.store) as connection:
        runs.pause(connection, str(bench.root), "nightly", paused=True)
    done = bench.tick(later=2 * DAY)
    assert not (done.queued or done.alarms or bench.all())
    with database.begin(bench.world.store) as connection:
        runs.pause(connection, str(bench.root), "nightly", paused=False)
    assert not bench.tick(later=30 * MINUTE).queued
    assert len(bench.tick(later=HOUR).queued) == 1


def test_jitter_delays_a_run_always_by_the_same(bench):
    bench.jobs(job(jitter="10m"))
    bench.tick()
    [name] = bench.tick(later=HOUR).queued
    delay = bench.put_there[name][-1]
    assert 0 < delay <= 600


def test_a_run_whose_flow_ended_without_it_is_lost_and_follows_as_a_failure(bench):
    bench.jobs(job(on_failure=["create-issue", "notify-slack", "create-pr"]))
    bench.tick()
    [name] = bench.tick(later=HOUR).queued
    begun(bench, name)
    assert not bench.tick(later=MINUTE, known=lambda _: "running").lost
    assert bench.tick(later=MINUTE, known=lambda _: "failed").lost == [name]
    assert not bench.tick(later=MINUTE, known=lambda _: "failed").lost
    assert bench.get(name).state == "lost"
    assert f"after:{name}" in bench.put_there
    watching.after(bench.world, Direct(), name)
    assert [title for _, title, _, _ in bench.told] == ["nightly was lost"]
    assert bench.world.forge.issue(1).title == "Nightly job nightly was lost"


def test_a_run_by_hand_whose_process_died_is_lost(bench):
    import socket

    bench.jobs(job())
    dead = os.fork()
    if not dead:
        os._exit(0)
    os.waitpid(dead, 0)
    for name, process in (("dead", dead), ("alive", os.getpid())):
        run = runs.Run(
            id=name, repository=str(bench.root), job="nightly", trigger="hand", due=bench.now, state="queued",
            queued=bench.now,
        )  # fmt: skip
        with database.begin(bench.world.store) as connection:
            runs.add(connection, run)
            runs.begin(connection, name, worker=f"{socket.gethostname()}:{process}:x", now=bench.now)
    assert bench.tick().lost == ["dead"]


def test_clones_that_a_crash_left_are_deleted_and_those_in_use_are_kept(bench):
    bench.jobs(job())
    bench.tick()
    [name] = bench.tick(later=HOUR).queued
    begun(bench, name)
    commit = bench.git("rev-parse", "HEAD")
    tree = workspaces.make(bench.root, bench.world.home, name, commit=commit)
    gone = workspaces.make(bench.root, bench.world.home, "job:nobody:knows", commit=commit)
    bench.tick(later=MINUTE, known=lambda _: "running")
    assert (tree.exists(), gone.exists()) == (True, False)
    with database.begin(bench.world.store) as connection:
        runs.end(connection, name, to="succeeded", now=bench.now)
    bench.tick(later=HOUR)
    assert not tree.exists()
