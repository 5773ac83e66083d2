"""Workers are killed at every place where they can be, and nothing is lost or done twice; on SQLite and on Postgres."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from tests import postgres
from tests.contract import runners
from tests.contract.runner_worker import QUEUE, points

from jigsmith.engines.runner import client, records

NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgres"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[runners.Floor]:
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("server").create_database(f"crash{next(NUMBERS)}")
    floor = runners.Floor(tmp_path, url)
    yield floor
    floor.close()


def test_a_worker_that_is_killed_anywhere_loses_nothing_and_does_nothing_twice(floor: runners.Floor):
    flows = {f"f{at}": at for at in points(2)}
    with floor.workers(3):
        for flow, at in flows.items():
            floor.client.enqueue("chain", flow, 2, at, id=flow, queue=QUEUE)
        for flow in flows:
            floor.client.wait(flow, 60)
    assert len(list((floor.home / "world" / "killed").iterdir())) == len(flows)
    runners.check_chains(floor, flows, steps=2)


def test_a_worker_that_stood_still_while_its_flow_went_elsewhere_writes_no_more(floor: runners.Floor):
    with floor.workers(2, at_once=1):
        floor.client.enqueue("held", "f", id="f", queue=QUEUE)
        first = int(floor.until(floor.log)[0][2])
        with floor.pause(first):
            second = int(floor.until(lambda: len(floor.log()) > 1 and floor.log()[1])[2])
            floor.make("go-f")
            assert floor.client.wait("f", 30).result == str(second)
        floor.until(lambda: ["left", "f", str(first), "DBOSWorkflowConflictIDError"] in floor.log())
        assert [line for line in floor.log() if line[0] == "after"] == [["after", "f", str(second)]]
        # Both are at work again, the one that was thought dead under another name.
        for flow in ("g", "h"):
            floor.client.enqueue("held", flow, id=flow, queue=QUEUE)
        floor.until(lambda: len([line for line in floor.log() if line[0] == "ran"]) == 4)
        workers = {taken.worker for taken in floor.client.taken()}
        assert {int(worker.split(":")[1]) for worker in workers} == {first, second}
        assert floor.names()[first] not in workers
        floor.make("go-g")
        floor.make("go-h")
        assert {floor.client.wait(flow, 30).state for flow in ("g", "h")} == {"done"}


def test_a_worker_that_is_told_to_stop_gives_its_flows_to_others_at_once(floor: runners.Floor):
    with floor.workers(2, at_once=1, settings={"ttl": 60.0}):
        floor.client.enqueue("held", "f", id="f", queue=QUEUE)
        first = int(floor.until(floor.log)[0][2])
        os.kill(first, signal.SIGTERM)
        floor.until(lambda: len([line for line in floor.log() if line[0] == "ran"]) > 1, 10)
        floor.make("go-f")
        assert floor.client.wait("f", 10).result != str(first)


@pytest.mark.slow
def test_nothing_is_lost_when_the_database_itself_crashes_again_and_again(tmp_path: Path):
    flows = dict.fromkeys((f"f{number}" for number in range(40)), -1)
    with postgres.cluster() as cluster:
        floor = runners.Floor(tmp_path, cluster.create_database("crash"))
        with floor.workers(3):
            for flow in flows:
                floor.client.enqueue("chain", flow, 4, -1, id=flow, queue=QUEUE)
            for done in (10, 40, 90):
                floor.until(partial(floor.is_past, done), 60)
                cluster.crash()
                time.sleep(2 if done == 40 else 0.1)  # longer and shorter than a lease lasts
                cluster.restart()
            patient = client.Client(floor.flows, patient=True)
            for flow in flows:
                patient.wait(flow, 240)
            patient.close()
        runners.check_chains(floor, flows, steps=4)
        floor.close()


@pytest.mark.slow
def test_with_the_usual_settings_a_dead_workers_flow_goes_on_elsewhere_within_30_seconds(floor: runners.Floor):
    usual = records.Settings()
    with floor.workers(2, at_once=1, settings={"beat": usual.beat, "ttl": usual.ttl, "poll": usual.poll}):
        floor.client.enqueue("held", "f", id="f", queue=QUEUE)
        first = int(floor.until(floor.log)[0][2])
        time.sleep(5)
        began = time.monotonic()
        os.kill(first, signal.SIGKILL)
        floor.until(lambda: len(floor.log()) > 1, 30)
        seconds = time.monotonic() - began
        assert seconds < 30, seconds
        floor.make("go-f")
        assert floor.client.wait("f", 30).state == "done"


@pytest.mark.slow
def test_forty_flows_of_five_steps_survive_a_kill_at_each_place(floor: runners.Floor):
    flows = {f"r{turn}f{at}": at for turn in range(2) for at in points(5)}
    with floor.workers(3, at_once=3, settings={"ttl": 5.0}):
        for flow, at in flows.items():
            floor.client.enqueue("chain", flow, 5, at, id=flow, queue=QUEUE)
        for flow in flows:
            floor.client.wait(flow, 400)
    runners.check_chains(floor, flows, steps=5)
