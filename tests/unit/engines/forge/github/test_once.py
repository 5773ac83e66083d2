"""Whatever breaks, and whenever: nothing is on GitHub twice."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract import grounds
from tests.github import server
from tests.unit.engines.forge.github import stories

from jigsmith.base import errors

CALLS = [
    "POST /issues", "POST /labels", "POST /comments", "POST /pulls", "PATCH ", "POST ", "PUT /merge", "GET ",
    "GET /comments", "GET /pulls", "GET /issues",
]  # fmt: skip
FAULTS = ["drop-before", "drop-after", "trouble", "trouble-after"]
WANTED = {
    "topics": [("Broken", "closed", False), ("Repair", "closed", True)],
    "comments": [(1, "Done"), (1, "Merged"), (2, "Reviewed")],
    "labels": [["bug", "claude-task"], []],
    "events": [2],
    "statuses": [("jigsmith/tests", "success")],
    "commits": "2",
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(st.tuples(st.sampled_from(CALLS), st.sampled_from(FAULTS)), max_size=6))
def test_whatever_breaks_before_or_after_github_acts_nothing_is_there_twice(tmp_path_factory, faults):
    bare, clone = grounds.repository(tmp_path_factory.mktemp("x") / "git", bare=True)
    sha = stories.branch((bare, clone))
    with server.running(bare) as double:
        double.faults = list(faults)
        for _ in range(20):  # each time as a process that knows nothing of the one before
            forge = grounds.as_user(double, "factory")
            try:
                merged = stories.everything(forge, sha)
                break
            except errors.ForgeFailed:
                continue
            finally:
                forge.close()
        else:
            raise AssertionError("never came through")
        assert merged.state == "merged"
        assert stories.there(double) == WANTED


def test_a_process_killed_between_a_call_and_its_answer_leaves_nothing_double(double, repo):
    sha = stories.branch(repo)
    script = textwrap.dedent("""
        import os, signal, sys
        import httpx2
        from tests.contract import grounds
        from tests.unit.engines.forge.github import stories
        real, left = httpx2.Client.send, [int(sys.argv[3])]
        def send(self, request, **more):
            answer = real(self, request, **more)
            left[0] -= request.method != "GET"
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer
        httpx2.Client.send = send
        from jigsmith.engines.forge.github.connect import github
        from jigsmith.base.forge_settings import Forge as Settings
        settings = Settings(kind="github", repo="acme/shop", url=sys.argv[1], token_env="T", pace=0.0)
        stories.everything(github(settings, {"T": "token-of-factory"}), sys.argv[2])
    """)
    codes = []
    for writes in range(1, 12):
        words = [sys.executable, "-c", script, double.url, sha, str(writes)]
        done = subprocess.run(words, check=False, cwd=Path(__file__).parents[5], env={**os.environ, "PYTHONPATH": "."})
        codes.append(done.returncode)
        if done.returncode == 0:
            break
    assert codes[-1] == 0 and set(codes[:-1]) == {-9}, codes
    assert len(codes) > 4, codes
    assert stories.there(double) == WANTED


def test_a_marker_that_somebody_copied_is_not_ours(connect, forge, double):
    issue = forge.open_issue(title="Please", body="", key="i")
    forge.comment(issue.number, "Step 1", key="progress")
    stolen = double.repo.comments[0]["body"].replace("progress", "question-2")
    connect("eve").comment(issue.number, stolen, key="")
    said = forge.comment(issue.number, "Which one?", key="question-2")
    assert [(each.author, each.key) for each in forge.comments(issue.number)] == [
        ("factory", "progress"), ("eve", ""), ("factory", "question-2"),
    ]  # fmt: skip
    assert said.author == "factory"


def test_a_sticky_comment_that_somebody_deleted_is_written_anew(forge, double):
    issue = forge.open_issue(title="Please", body="", key="i")
    forge.comment(issue.number, "Step 1", key="progress")
    double.repo.comments.clear()
    assert forge.comment(issue.number, "Step 2", key="progress").body == "Step 2"
    assert len(double.repo.comments) == 1
