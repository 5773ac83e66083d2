"""Who counts as dead, and whose flows are given back, with a clock that the tests set; on SQLite and on Postgres."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import postgres

from jigsmith.engines.runner import client, inside, pulse, reaper, records
from jigsmith.store.factory import database, leases

START = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
SETTINGS = records.Settings(beat=3, ttl=9, still=120)


@dataclass
class Floor:
    """A database with a reaper, and a clock that stands still."""

    store: sa.Engine
    flows: client.Client
    now: datetime = START
    notices: list[records.Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reaper = self.another_reaper()

    def another_reaper(self) -> reaper.Reaper:
        """One as each worker has."""
        return reaper.Reaper(
            self.store, self.flows, settings=SETTINGS, clock=lambda: self.now, notify=self.notices.append
        )

    def worker(self, name: str) -> str:
        """A worker that lives since now."""
        lease = leases.Lease(worker=name, host="h", pid=1, started=self.now, beat=self.now, ttl=SETTINGS.ttl)
        with database.begin(self.store) as connection:
            leases.take(connection, lease)
        return name

    def beat(self, worker: str) -> bool:
        """A sign of life."""
        with database.begin(self.store) as connection:
            return leases.beat(connection, worker, now=self.now)

    def take(self, flow: str, worker: str) -> None:
        """Let a worker have taken a flow now."""
        self.flows.enqueue("x", id=flow, queue="q")
        table = "workflow_status" if self.store.dialect.name == "sqlite" else f"{inside.SCHEMA}.workflow_status"
        row = {"worker": worker, "at": int(self.now.timestamp() * 1000), "flow": flow}
        with self.flows.engine.begin() as connection:
            connection.execute(
                sa.text(
                    f"UPDATE {table} SET status = 'PENDING', executor_id = :worker, owner_xid = 'o', "
                    "started_at_epoch_ms = :at, recovery_attempts = 1 WHERE workflow_uuid = :flow"
                ),
                row,
            )

    def note(self, worker: str, flow: str) -> None:
        """A sign of life of a flow."""
        with database.begin(self.store) as connection:
            leases.moved(connection, worker, {flow: "long"}, now=self.now)

    def pass_by(self, seconds: float, *workers: str) -> int:
        """Let time pass in which these workers beat and the reaper looks; how many flows it gave back."""
        count = 0
        end = self.now + timedelta(seconds=seconds)
        while self.now < end:
            self.now += timedelta(seconds=SETTINGS.beat)
            assert all(self.beat(worker) for worker in workers)
            count += self.reaper.look()
        return count

    def state(self, flow: str) -> str:
        """In which state a flow is."""
        found = self.flows.state(flow)
        assert found is not None
        return found.state

    def told(self) -> list[tuple[str, str, str]]:
        """What was told."""
        return [(notice.kind, notice.worker, notice.flow) for notice in self.notices]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as cluster:
        cluster.create_database("reaper")
        yield cluster


@pytest.fixture(params=["sqlite", "postgres"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Floor]:
    url = ""
    if request.param == "postgres":
        server = request.getfixturevalue("server")
        server.run("reaper", "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS runner CASCADE")
        url = server.url("reaper")
    store = database.opened(database.address(tmp_path, url))
    flows = client.Client(client.address(tmp_path, url))
    yield Floor(store, flows)
    flows.close()
    store.dispose()


def test_a_worker_that_misses_three_beats_is_dead_and_its_flows_go_back(floor: Floor):
    floor.worker("a")
    floor.worker("b")
    floor.take("f", "a")
    floor.take("g", "b")
    assert floor.pass_by(9, "b") == 0
    assert floor.pass_by(3, "b") == 1
    assert (floor.state("f"), floor.state("g")) == ("queued", "running")
    assert floor.told() == [("died", "a", ""), ("given-back", "a", "f")]
    assert not floor.beat("a")
    assert floor.beat("b")


def test_a_flow_that_a_dead_worker_takes_after_its_burial_goes_back_as_well(floor: Floor):
    floor.worker("a")
    floor.worker("b")
    floor.pass_by(12, "b")
    floor.take("late", "a")
    assert floor.pass_by(3, "b") == 1
    assert floor.state("late") == "queued"


def test_a_flow_of_a_worker_that_nobody_knows_goes_back(floor: Floor):
    floor.take("f", "unheard-of")
    assert floor.reaper.look() == 1
    assert floor.state("f") == "queued"


def test_of_two_reapers_one_gives_back(floor: Floor):
    floor.worker("a")
    floor.take("f", "a")
    other = floor.another_reaper()
    floor.now += timedelta(seconds=5)
    assert [floor.reaper.look(), other.look()] == [0, 0]
    floor.now += timedelta(seconds=5)
    assert [floor.reaper.look(), other.look()] == [1, 0]
    assert floor.told() == [("died", "a", ""), ("given-back", "a", "f")]


def test_after_the_whole_machine_slept_the_others_may_beat_before_they_are_judged(floor: Floor):
    floor.worker("a")
    floor.take("f", "a")
    floor.note("a", "f")
    floor.pass_by(6, "a")
    floor.now += timedelta(hours=8)
    assert floor.reaper.look() == 0
    floor.note("a", "f")
    assert floor.pass_by(30, "a") == 0
    assert floor.pass_by(12) == 1


def test_a_flow_that_its_living_worker_does_not_know_of_goes_back_after_a_while(floor: Floor):
    floor.worker("a")
    floor.take("f", "a")
    assert floor.pass_by(120, "a") == 0
    assert floor.pass_by(3, "a") == 1
    assert floor.told() == [("stood-still", "a", "f")]


def test_a_flow_that_its_worker_knows_of_may_last_as_long_as_it_likes(floor: Floor):
    floor.worker("a")
    floor.take("f", "a")
    for _ in range(4):
        floor.note("a", "f")
        assert floor.pass_by(60, "a") == 0


def test_a_worker_that_was_declared_dead_goes_on_under_another_name(floor: Floor):
    beating = pulse.Pulse(floor.store, "host:7", settings=SETTINGS, clock=lambda: floor.now)
    seen: list[tuple[str, bool]] = []
    beating.on_lost = lambda old, new: seen.append((old.worker, new is beating.term))
    first = beating.term
    beating.start()
    execution = beating.begin("f")
    with database.begin(floor.store) as connection:
        assert leases.bury(connection, leases.living(connection)[0])
    beating.beat()
    assert execution.term.is_over.is_set()
    assert seen == [(first.worker, True)]
    assert beating.term.worker != first.worker
    with database.reading(floor.store) as connection:
        assert [lease.worker for lease in leases.living(connection)] == [beating.term.worker]
        assert [(lease.host, lease.pid) for lease in leases.living(connection)] == [("host", 7)]
    beating.stop()


def test_a_worker_that_stood_still_learns_that_it_is_dead_before_it_does_anything(floor: Floor):
    beating = pulse.Pulse(floor.store, "host:7", settings=SETTINGS, clock=lambda: floor.now)
    beating.start()
    term = beating.term
    with database.begin(floor.store) as connection:
        assert leases.bury(connection, leases.living(connection)[0])
    beating.confirm()
    assert not term.is_over.is_set()  # its last beat is fresh: nobody buries it in earnest
    floor.now += timedelta(seconds=5)
    beating.confirm()
    assert term.is_over.is_set()
    beating.stop()


def test_a_worker_that_beat_meanwhile_is_not_buried(floor: Floor):
    floor.worker("a")
    with database.begin(floor.store) as connection:
        seen = leases.living(connection)[0]
        leases.beat(connection, "a", now=START + timedelta(seconds=1))
        assert not leases.bury(connection, seen)


def test_leases_that_ended_are_forgotten_and_living_ones_are_not(floor: Floor):
    for name in ("dead", "gone", "alive", "draining"):
        floor.worker(name)
    with database.begin(floor.store) as connection:
        leases.bury(connection, next(lease for lease in leases.living(connection) if lease.worker == "dead"))
        assert leases.leave(connection, "gone", now=START)
        assert leases.drain(connection, "draining", now=START)
        assert not leases.drain(connection, "gone", now=START)
        assert leases.forget(connection, before=START) == 0
        assert leases.forget(connection, before=START + timedelta(seconds=1)) == 2
        assert {lease.state for lease in leases.living(connection)} == {"alive", "draining"}
