"""However a worker dies, a ticket ends once: one pull request, one merge, one comment, and nothing is lost."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import postgres
from tests.shop import Shop, git

from jigsmith.base import errors
from jigsmith.store.factory import database

WORKER = Path(__file__).parent.parent / "ticket_worker.py"
WRITE = 'if [ "$times" = 1 ]; then echo 99 > price.txt; else echo 100 > price.txt; fi'
GATE = '[[gates]]\nname = "price"\ncommand = "grep 100 *.txt"'
ALL = 94  # places that a ticket passes which is repaired once; the last test counts them


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("JIG_HOME", str(tmp_path / "home"))
    shop = Shop(tmp_path)
    shop.configure(more=GATE)
    shop.agent(WRITE)
    return shop


def work(shop, die_at=0):
    """Let a worker work, and return how it ended and how many places it passed."""
    command = [sys.executable, str(WORKER), str(shop.root), str(die_at)]
    environment = {**os.environ, "PYTHONPATH": str(WORKER.parent.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode in {0, -9}, done.stderr
    return done.returncode, int(done.stdout.split()[-1]) if done.returncode == 0 else die_at


def start(shop):
    """Start a worker that goes on until all tickets have ended."""
    command = [sys.executable, str(WORKER), str(shop.root), "0"]
    environment = {**os.environ, "PYTHONPATH": str(WORKER.parent.parent)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(happens, seconds=60.0):
    """Wait until something is so; what cannot be asked just now is not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(errors.StoreFailed):
            if happens():
                return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def running_with(words):
    """The processes whose command line or working folder has these words."""
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if process.name.isdigit() and words in str((process / "cwd").readlink()):
                found.append((process / "cmdline").read_text())
    return found


def ended_once(shop, number):
    """A ticket that ended as it would have without a crash."""
    ticket = shop.get(number)
    assert ticket.state == "done", shop.timeline(number)
    assert shop.show("price.txt") == "100"
    merges = git(shop.root, "log", "--merges", "--format=%s", "main").splitlines()
    assert len(merges) == 1, merges
    assert [pull.state for pull in shop.forge().pulls(state="all")] == ["merged"]
    assert len(shop.forge().comments(1)) == 1
    assert shop.forge().issue(1).state == "closed"
    attempts = [(each.id, each.outcome) for each in shop.attempts(number)]
    assert len({name for name, _ in attempts}) == len(attempts)
    assert all(outcome == "completed" for _, outcome in attempts), attempts
    assert git(shop.root, "for-each-ref", "refs/jigsmith", "refs/heads/jig") == ""
    assert not (shop.home / "tickets" / str(number)).exists()


@pytest.mark.parametrize("die_at", [33])
def test_a_worker_that_is_killed_leaves_nothing_undone_and_nothing_done_twice(shop, die_at):
    number = shop.ticket("Set the price")
    assert work(shop, die_at)[0] == -9
    assert work(shop)[0] == 0
    ended_once(shop, number)


def test_an_agent_that_is_killed_is_tried_again_in_its_conversation(tmp_path):
    shop = Shop(tmp_path)
    shop.agent('if [ "$times" = 1 ]; then kill -9 $$; fi; echo "$JIG_RESUMED" > resumed.txt')
    number = shop.ticket()
    shop.until(number, "done")
    assert shop.show("resumed.txt") == "1"
    assert [each.outcome for each in shop.attempts(number) if each.role == "author"] == ["failed", "completed"]


def test_a_worker_that_is_killed_while_its_agent_works_takes_the_agent_with_it(shop):
    shop.agent(f'echo "$JIG_RESUMED" >> "$HOME/begun"; if [ "$times" = 1 ]; then sleep 60; fi; {WRITE}')
    shop.configure(more=GATE)
    number = shop.ticket("Set the price")
    worker = start(shop)
    begun = shop.home / "tickets" / str(number) / "author" / "begun"
    wait_for(begun.exists)
    worker.kill()
    worker.wait()
    wait_for(lambda: running_with(str(shop.home)) == [], seconds=10)
    assert work(shop)[0] == 0
    assert shop.get(number).state == "done"
    assert next(each.outcome for each in shop.attempts(number) if each.role == "author") == "completed"


@pytest.mark.slow
def test_three_workers_and_their_database_die_and_each_ticket_ends_once(tmp_path, monkeypatch):
    monkeypatch.setenv("JIG_HOME", str(tmp_path / "home"))
    with postgres.cluster(durable=True) as cluster:
        url = cluster.create_database("tickets")
        monkeypatch.setenv("JIG_DATABASE_URL", url)
        shop = Shop(tmp_path, url=database.address(tmp_path, url))
        shop.configure(more='[[gates]]\nname = "any"\ncommand = "test -e agent.sh"')
        shop.agent('sleep 1; echo 1 > "file-$JIG_SESSION"')
        numbers = [shop.ticket(f"Ticket {each}") for each in range(6)]
        workers = [start(shop) for _ in range(3)]
        wait_for(lambda: any(shop.get(number).state == "gating" for number in numbers))
        workers[0].kill()
        cluster.crash()
        cluster.restart()
        shop.store.dispose()
        workers.append(start(shop))
        wait_for(lambda: any(shop.get(number).state == "done" for number in numbers), seconds=200)
        workers[1].kill()
        for worker in workers:
            worker.wait(200)
        assert [shop.get(number).state for number in numbers] == ["done"] * 6
        files = [name for name in git(shop.root, "ls-tree", "--name-only", "main").splitlines() if "file-" in name]
        assert len(files) == 6
        assert len(git(shop.root, "log", "--merges", "--format=%h", "main").split()) == 6
        assert [pull.state for pull in shop.forge().pulls(state="all")] == ["merged"] * 6
        shop.store.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("die_at", range(1, ALL, 2))
def test_a_worker_may_be_killed_at_any_place(shop, die_at):
    number = shop.ticket("Set the price")
    work(shop, die_at)
    work(shop)
    ended_once(shop, number)


@pytest.mark.slow
def test_a_ticket_passes_as_many_places_as_are_tried(shop):
    number = shop.ticket("Set the price")
    _, passed = work(shop)
    ended_once(shop, number)
    assert ALL - 9 <= passed <= ALL + 9
