"""The hooks of jobs on every forge: one pull request that is renewed, one issue that is closed."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from tests.contract import grounds

from jigsmith.base import settings
from jigsmith.flows.jobs import hooks, running, ticking
from jigsmith.flows.jobs.records import Begun, Direct, Proposal, Tried, World
from jigsmith.store.factory import database, runs

JOBS = """
[[jobs]]
name = "update"
command = "date +%s%N > stamp.txt"
on_success = ["create-pr"]

[[jobs]]
name = "check"
command = "cat README; exit $(cat SWITCH)"
on_failure = ["create-issue"]
"""


class Night:
    """Runs of jobs in the clone of a ground."""

    def __init__(self, ground, home):
        self.ground, self.now = ground, datetime(2026, 6, 10, tzinfo=UTC)
        self.world = World(
            store=database.opened(database.address(home)),
            clock=lambda: self.now,
            repository=ground.clone.resolve(),
            home=home,
            worker="here:1:x",
            settings=settings.parse(JOBS, where="jig.toml"),
            forge=ground.begin(),
            tell=lambda *_: None,
            machine=dict(os.environ),
        )

    def run(self, name):
        self.now += timedelta(minutes=1)
        run = runs.Run(
            id=ticking.identity(self.world, name, self.now), repository=str(self.world.repository), job=name,
            trigger="schedule", due=self.now, state=runs.QUEUED, queued=self.now,
        )  # fmt: skip
        with database.begin(self.world.store) as connection:
            runs.add(connection, run)
        running.run(self.world, Direct(), run.id)
        return self.get(run.id)

    def get(self, name):
        with database.reading(self.world.store) as connection:
            found = runs.get(connection, name)
        assert found
        return found

    def switch(self, value):
        (self.ground.clone / "SWITCH").write_text(value)
        grounds.git(self.ground.clone, "add", "-A")
        grounds.git(self.ground.clone, *grounds.WHO, "commit", "-q", "-m", f"Switch to {value}")


@pytest.fixture
def night(ground, jig_home):
    made = Night(ground, jig_home)
    yield made
    made.world.store.dispose()


def hook(run, name):
    made = json.loads(run.results)["hooks"][name]
    assert "error" not in str(made), made
    return made


def test_changes_are_one_pull_request_that_the_next_night_renews(night):
    [first] = hook(night.run("update"), "create-pr")
    [second] = hook(night.run("update"), "create-pr")
    assert first["number"] == second["number"]
    [pull] = night.world.forge.pulls()
    assert (pull.head, pull.base, pull.title) == (first["branch"], "main", "update: changes of 2026-06-10")
    assert night.ground.tip(pull.head) == pull.head_sha
    assert night.ground.shown(pull.head, "stamp.txt").isdigit()


def test_a_hook_that_is_done_twice_has_its_effect_once(night):
    run = night.run("update")
    head = night.ground.tip(run.branch)
    begun = Begun(job=night.world.job("update"), commit=run.commit, base="main", log=run.log, due=run.due)
    tried = Tried(state="succeeded", proposals=[Proposal(head=head)])
    for _ in range(2):
        hooks.do(night.world, run.id, "create-pr", begun, tried=tried)
    assert len(night.world.forge.pulls(state="all")) == 1


def test_a_failure_is_one_issue_that_is_closed_when_it_recovers(night):
    night.switch("3")
    numbers = {hook(night.run("check"), "create-issue")["number"] for _ in range(3)}
    [number] = numbers
    issue = night.world.forge.issue(number)
    assert (issue.state, issue.title) == ("open", "Nightly job check failed")
    night.switch("0")
    assert hook(night.run("check"), "close-issue") == [number]
    assert night.world.forge.issue(number).state == "closed"
    assert "went well again" in night.world.forge.comments(number)[-1].body
