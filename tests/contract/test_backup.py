"""Backup and restore: one suite from and to SQLite and Postgres, with files that are damaged and processes that die."""

import os
import signal
import subprocess
import sys
import threading
import uuid
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from jigsmith.app import backup as backups
from jigsmith.app.desk import access
from jigsmith.app.factory import floor as floors
from jigsmith.base import errors
from jigsmith.engines.runner import client
from jigsmith.ledger import gather, uses, who
from jigsmith.store import events
from jigsmith.store.factory import archive, database, effects, leases, repositories, runs, tables, times, work
from jigsmith.store.factory import tasks as task_table
from jigsmith.store.factory import tickets as ticket_table

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from jigsmith.app import backup as backups
from jigsmith.app.factory import floor
def die(what, done, of):
    if what == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
with floor.opened() as here:
    backups.restore(here, Path(sys.argv[1]), ledger=True, force=True, dry=False, now=datetime.now(UTC), progress=die)
"""


@pytest.fixture
def place(request, tmp_path):
    """Open a factory of its own on SQLite or Postgres."""
    opened = []

    def make(kind: str) -> floors.Floor:
        home = tmp_path / uuid.uuid4().hex
        home.mkdir()
        name = f"backup_{uuid.uuid4().hex}"
        url = request.getfixturevalue("cluster").create_database(name) if kind == "postgres" else ""
        address = database.address(home, url)
        opened.append(floors.Floor(store=database.opened(address), url=address, home=home, worker="here:1"))
        return opened[-1]

    yield make
    for each in opened:
        each.store.dispose()


def filled(floor: floors.Floor) -> None:
    """Put something into each room: a run of each kind, a ticket at work, uses, tasks, times, tokens."""
    run = runs.Run(id="job:1", repository="/r", job="tests", trigger="hand", due=NOW, queued=NOW, state=runs.QUEUED)
    with events.opened(floor.home) as local:
        known = who.known(floor.home).name
        new = uses.Event(NOW, 2.5, "scan", "1", "cli", "ok", who=known, active=1.25, tokens=None, cost=0.1)
        events.append(local, [new, new._replace(outcome="failed", error="Täpfer\n\"'", started=NOW - DAY)])
    with database.begin(floor.store) as connection:
        repositories.add(connection, "/r", name="r", now=NOW)
        for number, state in enumerate([runs.SUCCEEDED, runs.RUNNING, runs.QUEUED]):
            runs.add(
                connection,
                replace(run, id=f"job:{number}", state=state, started=NOW, said="√\x1b[0m\\N\t", cancel=True),
            )
        runs.look(connection, "/r", "tests", was=None, until=NOW - DAY)
        number = ticket_table.add(
            connection, repository="/r", source="local", state="working", now=NOW, flow="ticket:1:9"
        )
        work.begin(connection, work.Attempt(id="1.1.author", ticket=number, started=NOW, repository="/r", role="author",
                                            agent="claude", session="", isolation="none", cost=0.1 + 0.2))  # fmt: skip
        work.note(connection, number, "said", "{}", now=NOW)
        task, _ = task_table.put(connection, "endpoint", now=NOW, per_week=3.0)
        times.add(connection, [times.Time(task=task, started=NOW, seconds=60, source="git", key="abc")])
        effects.keep(connection, "pull:1", "12", now=NOW)
    access.add(floor, "alice", "act")
    gather.gather(floor.store, floor.home, now=NOW + DAY)


def rows(floor: floors.Floor) -> dict[str, list[archive.Row]]:
    """Whatever is in a database, told so that both kinds are told alike."""
    with database.reading(floor.store) as connection:
        return {
            name: sorted((row for part in archive.rows(connection, table) for row in part), key=repr)
            for name, table in archive.TABLES.items()
        }


def settled(found: dict[str, list[archive.Row]]) -> dict[str, list[archive.Row]]:
    """Leave out what a restore changes on purpose."""
    return {name: part for name, part in found.items() if name not in {"job_run", "job_state", "ticket"}}


def save(floor: floors.Floor, path: Path) -> backups.Backup:
    return backups.backup(floor, path, ledger=True, now=NOW + DAY, progress=lambda *_: None)


def bring(floor: floors.Floor, path: Path, **how: bool) -> backups.Restored:
    given = {"ledger": True, "force": False, "dry": False} | how
    return backups.restore(floor, path, now=NOW + 2 * DAY, progress=lambda *_: None, **given)


def changed(path: Path, to: Path, name: str, data: bytes) -> Path:
    """Write a backup anew with another member in it."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w") as made:
        for each in source.namelist():
            made.writestr(each, data if each == name else source.read(each))
    return to


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as packed:
        return msgspec.json.decode(packed.read("manifest.json"), type=dict[str, Any])


@pytest.mark.parametrize(
    ("first", "second"),
    [("sqlite", "sqlite")] + [pytest.param(*pair, marks=pytest.mark.slow) for pair in
     [("sqlite", "postgres"), ("postgres", "sqlite"), ("postgres", "postgres")]],
)  # fmt: skip
def test_what_was_kept_is_there_again_whatever_the_database_is(place, tmp_path, first, second):
    old, new = place(first), place(second)
    filled(old)
    made = save(old, tmp_path / "a.jb")
    assert (
        made.database.startswith(first)
        and made.rows["tool_use"] == 2
        and (tmp_path / "a.jb").stat().st_mode & 0o77 == 0
    )
    done = bring(new, tmp_path / "a.jb")
    assert (done.done, done.replaced, done.ledger, done.migrated) == (True, 0, True, False)
    assert settled(rows(new)) == settled(rows(old))
    assert (new.home / "who").read_bytes() == (old.home / "who").read_bytes()
    assert uses.read(new.home) == uses.read(old.home)
    again = place(first)
    save(new, tmp_path / "b.jb")
    bring(again, tmp_path / "b.jb")
    assert rows(again) == rows(new)
    with database.begin(new.store) as connection:  # numbers are counted on
        assert int(ticket_table.add(connection, repository="/r", source="other", state="queued", now=NOW)) == 2
    with events.opened(new.home) as local:
        events.append(local, [uses.Event(NOW, 1.0, "new", "1", "cli", "ok")])
    assert gather.gather(new.store, new.home, now=NOW + DAY) == gather.Gathered(uses=1, factory=2, verdicts=0)


@pytest.mark.parametrize("kind", BOTH)
def test_what_was_under_way_is_not_doubled(place, tmp_path, kind):
    floor = place(kind)
    filled(floor)
    with client_of(floor) as flows:
        for name in ("job:1", "ticket:1:9"):
            assert flows.enqueue("job", "/r", name, id=name, queue="jobs")
    save(floor, tmp_path / "a.jb")
    done = bring(floor, tmp_path / "a.jb", force=True)
    assert (done.runs_lost, done.tickets_again) == (2, 1)
    with client_of(floor) as flows:
        assert flows.state("job:1") is None and flows.state("ticket:1:9") is None
    with database.reading(floor.store) as connection:
        found = {each.id: each for each in runs.those(connection)}
        ticket = ticket_table.get(connection, 1)
        looked = runs.state(connection, "/r", "tests").looked_until
    assert [found[f"job:{number}"].state for number in range(3)] == ["succeeded", "lost", "lost"]
    assert found["job:1"].ended == NOW + DAY and "backup" in found["job:1"].said
    assert looked == NOW + 2 * DAY  # due times in between had their runs
    assert ticket is not None and (ticket.state, ticket.flow) == ("working", "")


@contextmanager
def client_of(floor: floors.Floor):
    opened = client.Client(client.address(floor.home, "" if floor.url.startswith("sqlite") else floor.url))
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", BOTH)
def test_it_is_one_moment_of_all_tables_while_others_write(place, tmp_path, kind):
    floor, stop = place(kind), threading.Event()
    filled(floor)

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with database.begin(floor.store) as connection:  # one of each, together
                effects.keep(connection, f"n:{number}", "", now=NOW)
                work.note(connection, 1, "said", str(number), now=NOW)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [save(floor, tmp_path / f"{number}.jb").rows for number in range(4)]
    finally:
        stop.set()
        writer.join()
    assert all(each["effect"] == each["ticket_event"] for each in made)
    assert made[-1]["effect"] > made[0]["effect"]
    other = place("sqlite")
    bring(other, tmp_path / "3.jb")
    assert {name: len(part) for name, part in rows(other).items()} == made[-1]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("when", ["access", "verdict"])
def test_whoever_is_killed_in_the_middle_has_changed_nothing(place, tmp_path, kind, when):
    floor = place(kind)
    filled(floor)
    with database.begin(floor.store) as connection:
        work.judge(
            connection, [work.Judged(ticket=1, sha="a", head="a", gate="tests", outcome="passed", why="", at=NOW)]
        )
    save(floor, tmp_path / "a.jb")
    with database.begin(floor.store) as connection:
        effects.keep(connection, "later", "", now=NOW)
    before, recorded = rows(floor), uses.read(floor.home)
    environment = os.environ | {"JIG_HOME": str(floor.home), "JIG_DATABASE_URL": floor.url}
    died = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "a.jb", when], env=environment, check=False)
    assert died.returncode == -signal.SIGKILL
    assert rows(floor) == before and uses.read(floor.home) == recorded
    bring(floor, tmp_path / "a.jb", force=True)
    assert len(rows(floor)["effect"]) == 1


@pytest.mark.parametrize("kind", BOTH)
def test_what_is_there_is_replaced_only_when_that_is_wanted_and_nobody_works(place, tmp_path, kind):
    floor = place(kind)
    filled(floor)
    save(floor, tmp_path / "a.jb")
    before = rows(floor)
    with pytest.raises(errors.RestoreRefused, match="recorded 2 uses"):
        bring(floor, tmp_path / "a.jb")
    with pytest.raises(errors.RestoreRefused, match=r"not empty.* 3 in job_run"):
        bring(floor, tmp_path / "a.jb", ledger=False)
    looked = bring(floor, tmp_path / "a.jb", dry=True)
    assert not looked.done and looked.replaced == sum(map(len, before.values()))
    with database.begin(floor.store) as connection:
        leases.take(connection, leases.Lease(worker="w:1:a", host="w", pid=1, started=NOW, beat=NOW + 2 * DAY, ttl=9.0))
    with pytest.raises(errors.RestoreRefused, match="w:1:a"):
        bring(floor, tmp_path / "a.jb", force=True)
    assert rows(floor) == before


@pytest.mark.parametrize("kind", BOTH)
def test_an_older_schema_is_brought_up_to_date(place, tmp_path, kind):
    floor, new = place("sqlite"), place(kind)
    filled(floor)
    save(floor, tmp_path / "a.jb")
    old = manifest(tmp_path / "a.jb")
    there = schema("0001")
    old["revision"], old["tables"] = "0001", [each for each in old["tables"] if each["name"] in there]
    changed(tmp_path / "a.jb", tmp_path / "old.jb", "manifest.json", msgspec.json.encode(old))
    assert bring(new, tmp_path / "old.jb").migrated
    found = rows(new)
    assert len(found["job_run"]) == 3 and not found["tool_use"]
    with database.reading(new.store) as connection:
        assert archive.revision(connection) == archive.newest()


def schema(revision: str) -> set[str]:
    """The tables of an older schema."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as opened:
        archive.upgrade(opened, revision)
        return set(sa.inspect(opened).get_table_names())


def test_what_is_damaged_is_named_and_nothing_is_changed(place, tmp_path):
    floor, new = place("sqlite"), place("sqlite")
    filled(floor)
    save(floor, path := tmp_path / "a.jb")
    whole, kept = path.read_bytes(), manifest(path)
    with zipfile.ZipFile(path) as packed:
        member = packed.getinfo("store/tool_use.jsonl")
        at = member.header_offset + 72 + member.compress_size // 2
        lines = packed.read("store/tool_use.jsonl")
    (tmp_path / "flipped").write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
    (tmp_path / "short").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "other").write_text("not a backup")
    changed(path, tmp_path / "edited", "store/tool_use.jsonl", lines.replace(b"scan", b"scam"))
    changed(path, tmp_path / "nothing", "manifest.json", b"{}")
    changed(path, tmp_path / "newer", "manifest.json", msgspec.json.encode({"format": 9}))
    changed(path, tmp_path / "schema", "manifest.json", msgspec.json.encode(kept | {"revision": "9999"}))
    for each in kept["tables"]:
        each["rows"] += each["name"] == "tool_use"
    changed(path, tmp_path / "counted", "manifest.json", msgspec.json.encode(kept))
    said = {
        "flipped": "damaged", "short": "part of one", "other": "no backup", "edited": "checksum", "nothing": "damaged",
        "newer": "its format is 9", "schema": "its schema is 9999", "counted": "instead of 3",
    }  # fmt: skip
    for name, words in said.items():
        with pytest.raises(errors.BackupUnfit, match=words):
            bring(new, tmp_path / name)
    with pytest.raises(errors.FileUnreadable):
        bring(new, tmp_path / "none")
    assert not any(rows(new).values()) and not uses.read(new.home)


def test_a_backup_that_fails_leaves_no_file_and_the_one_before(place, tmp_path):
    floor = place("sqlite")
    filled(floor)
    save(floor, path := tmp_path / "a.jb")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.backup(floor, path, ledger=True, now=NOW, progress=fail)
    assert path.read_bytes() == before and [each.name for each in tmp_path.glob("*jb*")] == ["a.jb"]
    assert tables.lease.name not in backups.planned(floor, path, ledger=True, now=NOW).rows
