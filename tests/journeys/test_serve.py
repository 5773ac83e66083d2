"""`jig serve` and `jig worker`: what signals, crashes and companions do to them, and to what they work on."""

import json
import os
import signal
import subprocess
import time

import pytest
from tests import postgres, programs
from tests.journeys.factory import BIN, CONFIGURATION, Serve, git, jig, repository, serving, sleepers


@pytest.fixture
def project(tmp_path):
    programs.bwrap()
    return repository(tmp_path / "project")


def gone(seconds=20):
    """Whether no agent sleeps any more, soon."""
    end = time.monotonic() + seconds
    while sleepers() and time.monotonic() < end:
        time.sleep(0.2)
    return not sleepers()


def asleep(served):
    """Wait until the agent of ticket 1 sleeps."""
    served.until(1, "working")
    end = time.monotonic() + 30
    while not sleepers():
        assert time.monotonic() < end, served.said()
        time.sleep(0.1)


def test_ctrl_c_ends_it_at_once_with_all_it_started_and_the_ticket_goes_on_at_the_next_start(project, tmp_path):
    jig(project, "ticket", "add", "Round up", "--body", "be slow")
    with serving(project, tmp_path / "one") as served:
        asleep(served)
        began = time.monotonic()
        assert served.end(signal.SIGINT) == 0
        assert time.monotonic() - began < 35
        assert gone()
    assert served.said().rstrip().endswith("Stopping ...")
    with serving(project, tmp_path / "two") as served:
        served.until(1, "waiting")  # it resumes the conversation, which is not told to be slow again
        assert served.end(signal.SIGTERM) == 0
    page = json.loads(jig(project, "ticket", "show", "1", "--json").stdout)
    assert [each["role"] for each in page["attempts"]] == ["author", "reviewer"]
    assert git(project, "status", "--porcelain") == ""


def test_what_is_wrong_in_a_repository_is_said_once_and_work_goes_on_when_it_is_mended(project, tmp_path):
    good = (project / "jig.toml").read_text()
    with serving(project, tmp_path / "out") as served:
        (project / "jig.toml").write_text(good + "x = = 1\n")
        served.expect("jig.toml:11")
        time.sleep(3)
        assert served.said().count("jig.toml:11") == 1
        (project / "jig.toml").write_text(good)
        jig(project, "ticket", "add", "Round up")
        served.until(1, "waiting")


@pytest.mark.slow
def test_a_killed_one_leaves_no_agent_alive_and_the_next_one_ends_the_ticket_once(project, tmp_path):
    jig(project, "ticket", "add", "Round up", "--body", "be slow")
    with serving(project, tmp_path / "one") as served:
        asleep(served)
        served.process.kill()
        served.process.wait()
        assert gone()
    with serving(project, tmp_path / "two") as served:
        served.until(1, "waiting")
        jig(project, "ticket", "approve", "1")
        served.until(1, "done")
    assert len(json.loads(jig(project, "pr", "list", "--state", "all", "--json").stdout)) == 1
    assert git(project, "log", "--merges", "--format=%s") == "Merge ticket 1: Round up"


@pytest.mark.slow
def test_two_at_once_on_sqlite_share_the_work_and_do_nothing_twice(project, tmp_path):
    (project / "jig.toml").write_text(CONFIGURATION.replace("[tickets]", '[tickets]\nmerge = "auto"\nmax_pulls = 9'))
    git(project, "commit", "-qam", "Merge by itself")
    for number in range(4):
        jig(project, "ticket", "add", f"Ticket {number}")
    with serving(project, tmp_path / "one") as one, serving(project, tmp_path / "two") as two:
        for number in range(1, 5):
            one.until(number, "done")
        assert (one.end(), two.end(signal.SIGTERM)) == (0, 0)
    assert git(project, "rev-list", "--merges", "--count", "main") == "4"
    assert len(json.loads(jig(project, "pr", "list", "--state", "merged", "--json").stdout)) == 4


@pytest.mark.slow
def test_a_worker_on_postgres_takes_over_from_one_that_was_killed(project, tmp_path):
    with postgres.cluster() as cluster:
        url = cluster.create_database("factory")
        jig(project, "ticket", "add", "Round up", "--body", "be slow", JIG_DATABASE_URL=url)
        with serving(project, tmp_path / "one", JIG_DATABASE_URL=url) as one:
            asleep(one)
            other = Serve(project, tmp_path / "two", verb="worker", JIG_DATABASE_URL=url)
            try:
                one.process.kill()
                one.process.wait()
                other.until(1, "waiting")
                cluster.crash()
                time.sleep(3)
                cluster.restart()
                jig(project, "ticket", "approve", "1", JIG_DATABASE_URL=url)
                other.until(1, "done")
                assert other.end(signal.SIGTERM) == 0
            finally:
                other.process.kill()
                other.process.wait()
        assert gone()


@pytest.mark.slow
def test_ctrl_c_on_a_terminal_reaches_the_whole_group_and_still_ends_well(project, tmp_path):
    jig(project, "ticket", "add", "Round up", "--body", "be slow")
    with (tmp_path / "out").open("w") as into:
        process = subprocess.Popen(
            [BIN / "jig", "serve"], cwd=project, stdout=into, stderr=into, start_new_session=True
        )
        try:
            end = time.monotonic() + 30
            while not sleepers():
                assert time.monotonic() < end
                time.sleep(0.1)
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(40) == 0
        finally:
            process.kill()
            process.wait()
    assert gone()
    assert "Traceback" not in (tmp_path / "out").read_text()
