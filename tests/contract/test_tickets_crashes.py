"""However a worker dies, a ticket ends once: one pull request, one merge, one comment, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shop import Shop, git

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


@pytest.mark.parametrize("die_at", [9, 33, 61])
def test_a_worker_that_is_killed_leaves_nothing_undone_and_nothing_done_twice(shop, die_at):
    number = shop.ticket("Set the price")
    assert work(shop, die_at)[0] == -9
    assert work(shop)[0] == 0
    ended_once(shop, number)


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
