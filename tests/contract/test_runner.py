"""What the runner promises to flows, on SQLite and on Postgres. Crashes are in test_runner_crashes.py."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests import postgres

from jigsmith.base import clock, errors
from jigsmith.engines.runner import client, engine, records
from jigsmith.store.factory import database, leases

QUICK = records.Settings(beat=0.3, ttl=5.0, poll=0.03, still=60.0)
RATE = (2, 2.0)


@dataclass
class Floor:
    """An engine at work, and flows that do what a test says."""

    runner: engine.Engine
    url: str
    bodies: dict[str, Callable[[], Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def begin(self, body: Callable[[], Any], *, queue: str = "plain", **options: Any) -> str:
        """Put a flow that does `body` into a queue and return its id."""
        name = f"f{next(self.numbers)}"
        self.bodies[name] = body
        assert self.runner.enqueue("call", name, id=name, queue=queue, **options)
        return name

    def end(self, *names: str) -> list[records.Flow]:
        """The flows, ended."""
        return [self.runner.wait(name, 30) for name in names]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def floor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    home = tmp_path_factory.mktemp("runner")
    if request.param == "sqlite":
        yield from at_work(home, "")
    else:
        with postgres.cluster() as cluster:
            yield from at_work(home, cluster.create_database("runner"))


def at_work(home: Path, url: str) -> Iterator[Floor]:
    store = database.opened(database.address(home, url))
    flows = client.address(home, url)
    runner = engine.Engine(flows, store=store, settings=QUICK)
    floor = Floor(runner, flows)
    runner.flow("call", lambda name: floor.bodies[name]())
    runner.queue("plain")
    runner.queue("single", at_once=1)
    runner.queue("keyed", at_once=3, per_key=1)
    runner.queue("rated", rate=RATE)
    runner.start()
    yield floor
    runner.stop(drain=1)
    with database.reading(store) as connection:
        assert leases.living(connection) == []
    store.dispose()


def hold(began: threading.Event, go: threading.Event) -> None:
    """Say that a flow began, and let it wait for the test."""
    began.set()
    assert go.wait(20)


def test_a_flow_gives_what_it_returns_and_says_who_did_it(floor: Floor):
    name = floor.begin(lambda: {"a": [1, None, "x"]})
    (flow,) = floor.end(name)
    assert (flow.state, flow.result, flow.error, flow.attempts) == ("done", {"a": [1, None, "x"]}, "", 1)
    assert (flow.name, flow.queue, flow.key, flow.worker) == ("call", "plain", "", floor.runner.worker)
    assert flow.started is not None
    assert flow.ended is not None
    assert abs(clock.now() - flow.ended) < timedelta(seconds=30)


def test_an_id_is_taken_once_for_ever(floor: Floor):
    ran: list[int] = []
    name = floor.begin(lambda: ran.append(1))
    assert not floor.runner.enqueue("call", name, id=name, queue="plain")
    floor.end(name)
    assert not floor.runner.enqueue("call", name, id=name, queue="single")
    time.sleep(0.2)
    assert ran == [1]


def test_a_flow_that_raises_has_failed_and_says_why(floor: Floor):
    def body() -> None:
        raise errors.TemplateMissing("no template x", where="here")

    (ours, bug) = floor.end(floor.begin(body), floor.begin(lambda: os.environ["NOTHING"]))
    assert (ours.state, ours.error) == ("failed", "here: no template x. `jig templates` lists those that are here.")
    assert (bug.state, bug.error) == ("failed", "KeyError: 'NOTHING'")


@dataclass(frozen=True)
class Point:
    x: int
    y: tuple[int, ...]


def test_a_step_gives_a_record_when_asked_for_and_plain_lists_otherwise(floor: Floor):
    given: list[Any] = []

    def body() -> None:
        given.append(floor.runner.step("a", lambda: Point(1, (2, 3)), returns=Point))
        given.append(floor.runner.step("b", lambda: Point(1, (2, 3))))

    floor.end(floor.begin(body))
    assert given == [Point(1, (2, 3)), {"x": 1, "y": [2, 3]}]


def test_what_a_step_raised_it_raises_again_when_the_flow_goes_on_after_a_cancel(floor: Floor):
    seen: list[str] = []
    held, go = threading.Event(), threading.Event()

    def failing() -> None:
        seen.append("ran")
        raise errors.TemplateMissing("none", where="here")

    def body() -> str:
        try:
            floor.runner.step("fails", failing)
        except errors.TemplateMissing as error:
            seen.append(str(error))
        try:
            floor.runner.step("odd", lambda: 1 // 0)
        except records.StepRaised as error:
            seen.append(str(error))
        held.set()
        go.wait(10)
        return floor.runner.step("last", lambda: "end")

    name = floor.begin(body)
    held.wait(10)
    floor.runner.cancel(name)
    go.set()
    (cancelled,) = floor.end(name)
    assert cancelled.state == "cancelled"
    floor.runner.resume(name)
    (flow,) = floor.end(name)
    assert (flow.state, flow.result, flow.queue) == ("done", "end", "plain")
    ours = "here: none. `jig templates` lists those that are here."
    caught = [ours, "ZeroDivisionError: integer division or modulo by zero"]
    assert seen == ["ran", *caught, *caught]


def test_a_cancelled_flow_begins_no_further_step_and_one_that_waits_never_starts(floor: Floor):
    began, go = threading.Event(), threading.Event()
    ran: list[str] = []

    def body() -> None:
        floor.runner.step("first", lambda: hold(began, go))
        floor.runner.step("second", lambda: ran.append("second"))

    first = floor.begin(body, queue="single")
    second = floor.begin(lambda: ran.append("other"), queue="single")
    began.wait(10)
    floor.runner.cancel(first)
    floor.runner.cancel(second)
    go.set()
    third = floor.begin(lambda: "free", queue="single")
    assert [flow.state for flow in floor.end(first, second, third)] == ["cancelled", "cancelled", "done"]
    assert ran == []


def test_a_step_is_tried_again_unless_that_does_not_help(floor: Floor):
    tries: list[str] = []

    def flaky() -> int:
        tries.append("flaky")
        if len(tries) < 3:
            raise OSError("not yet")
        return len(tries)

    def hopeless() -> None:
        tries.append("hopeless")
        raise errors.TemplateMissing("none")

    def body() -> int:
        got = floor.runner.step("flaky", flaky, retries=2, backoff=0.01)
        floor.runner.step("hopeless", hopeless, retries=5, backoff=0.01)
        return got

    (flow,) = floor.end(floor.begin(body))
    assert flow.state == "failed"
    assert tries == ["flaky"] * 3 + ["hopeless"]


def test_a_step_outside_a_flow_is_a_mistake(floor: Floor):
    with pytest.raises(RuntimeError, match="in no flow"):
        floor.runner.step("x", lambda: 1)


def test_smaller_priorities_come_first_and_equals_in_their_order(floor: Floor):
    began, go = threading.Event(), threading.Event()
    order: list[str] = []
    blocker = floor.begin(lambda: hold(began, go), queue="single")
    began.wait(10)
    names = []
    for word, priority in [("c", 5), ("a", -3), ("b", 0), ("d", 5)]:
        names.append(floor.begin(partial(order.append, word), queue="single", priority=priority))
        time.sleep(1.1 if floor.url.startswith("sqlite") and word == "c" else 0.01)  # SQLite's clock has seconds
    go.set()
    floor.end(blocker, *names)
    assert order == ["a", "b", "c", "d"]


def test_a_queue_runs_as_many_at_once_as_it_allows_and_as_many_of_a_key(floor: Floor):
    lock, now, most = threading.Lock(), {"all": 0, "x": 0, "y": 0}, {"all": 0, "x": 0, "y": 0}

    def move(names: tuple[str, ...], by: int) -> None:
        with lock:
            for name in names:
                now[name] += by
                most[name] = max(most[name], now[name])

    def body(key: str) -> None:
        move(("all", key), 1)
        time.sleep(0.15)
        move(("all", key), -1)

    names = [floor.begin(partial(body, key), queue="keyed", key=key) for key in "xxxyyy"]
    floor.end(*names)
    assert most == {"all": 2, "x": 1, "y": 1}


def test_a_queue_with_keys_takes_a_flow_without_one(floor: Floor):
    assert floor.end(floor.begin(lambda: "ok", queue="keyed"))[0].result == "ok"


def test_a_queue_starts_no_more_than_its_rate(floor: Floor):
    flows = floor.end(*[floor.begin(lambda: None, queue="rated") for _ in range(4)])
    starts = sorted(flow.started.timestamp() for flow in flows if flow.started)
    slack = 1.0 if floor.url.startswith("sqlite") else 0.0  # SQLite's clock has seconds
    assert starts[2] - starts[0] >= RATE[1] - slack


def test_a_delayed_flow_waits(floor: Floor):
    began = time.monotonic()
    name = floor.begin(time.monotonic, delay=1.0)
    state = floor.runner.state(name)
    assert state is not None
    assert state.state == "queued"
    assert floor.end(name)[0].result - began >= 0.9


def test_a_client_puts_flows_into_queues_and_sees_how_they_end(floor: Floor):
    outside = client.Client(floor.url)
    try:
        floor.bodies["outside"] = lambda: 42
        assert outside.state("outside") is None
        with pytest.raises(KeyError):
            outside.wait("outside", 1)
        assert outside.enqueue("call", "outside", id="outside", queue="plain")
        assert outside.wait("outside", 30).result == 42
        with pytest.raises(TimeoutError, match="is queued after"):
            outside.enqueue("call", "outside", id="late", queue="nobody")
            outside.wait("late", 0.1)
    finally:
        outside.close()


def test_long_flows_say_what_they_do_and_are_not_taken_away(floor: Floor):
    began, go = threading.Event(), threading.Event()
    name = floor.begin(lambda: floor.runner.step("long", lambda: hold(began, go)))
    began.wait(10)
    time.sleep(3 * QUICK.beat)
    with database.reading(floor.runner.store) as connection:
        beat = leases.beats(connection, [name])[name]
    assert (beat.worker, beat.doing) == (floor.runner.worker, "long")
    assert floor.runner.look() == 0
    go.set()
    assert floor.end(name)[0].attempts == 1
    time.sleep(2 * QUICK.beat)
    with database.reading(floor.runner.store) as connection:
        assert leases.beats(connection, [name]) == {}


def test_only_what_ended_long_ago_is_forgotten(floor: Floor):
    began, go = threading.Event(), threading.Event()
    ended = floor.begin(lambda: floor.runner.step("a", lambda: 1))
    floor.end(ended)
    running = floor.begin(lambda: hold(began, go))
    began.wait(10)
    assert floor.runner.forget(older_than=timedelta(hours=1)) == 0
    time.sleep(1.1 if floor.url.startswith("sqlite") else 0.01)  # SQLite's clock has seconds
    assert floor.runner.forget(older_than=timedelta()) > 0
    assert floor.runner.state(ended) is None
    go.set()
    assert floor.end(running)[0].state == "done"


def test_nothing_is_said_on_stderr(floor: Floor, capfd: pytest.CaptureFixture[str]):
    floor.end(floor.begin(lambda: floor.runner.step("a", lambda: 1)))
    assert capfd.readouterr() == ("", "")
    assert all(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("dbos").handlers)


def test_importing_the_engine_does_not_import_dbos():
    program = "import sys, jigsmith.engines.runner.engine; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
