"""`jig ticket`, `jig tickets`, `jig pr` and `jig agents`, as one types them, with a `jig serve` that works."""

import json
import shutil

import pytest
from tests import programs
from tests.journeys.factory import git, jig, plain, repository, serving
from tests.journeys.terminal import Terminal


@pytest.fixture
def project(tmp_path):
    programs.bwrap()
    return repository(tmp_path / "project")


def test_from_an_issue_to_a_merge(project, tmp_path):
    added = json.loads(jig(project, "ticket", "add", "Round up", "--body", "-", "--json", given="To cents.").stdout)
    assert (added["id"], added["state"], added["blocked_on"], added["pull"]) == (1, "queued", "", "")
    assert "1  · queued" in jig(project, "tickets").stdout
    with serving(project, tmp_path / "out") as served:
        served.until(1, "waiting")
        page = jig(project, "ticket", "show", "1").stdout
        assert "✓ tests            1 passed." in page
        assert "jig ticket approve 1" in page
        assert "$0.02, 940 tokens, 2 attempts" in page
        assert plain(page)
        assert "+> To cents." in jig(project, "ticket", "show", "1", "--diff").stdout
        [pull] = json.loads(jig(project, "pr", "list", "--json").stdout)
        shown = json.loads(jig(project, "pr", "show", str(pull["number"]), "--json").stdout)
        assert (shown["ticket"], shown["pull"]["base"]) == (1, "main")
        assert {check["name"]: check["state"] for check in shown["checks"]}["jigsmith/tests"] == "success"
        assert "+> To cents." in jig(project, "pr", "diff", str(pull["number"])).stdout
        assert "not at abc" in jig(project, "ticket", "approve", "1", "--sha", "abc", code=33).stderr
        assert "is in the merge queue" in jig(project, "ticket", "approve", "1").stdout
        served.until(1, "done")
        assert served.end() == 0
    assert git(project, "log", "-1", "--format=%s") == "Merge ticket 1: Round up"
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "branch", "--list", "jig/*") == ""
    assert "I read the ticket" in jig(project, "ticket", "logs", "1", "--all").stdout
    assert "✓ done" in jig(project, "ticket", "logs", "1", "--follow").stdout
    assert json.loads(jig(project, "tickets", "--json").stdout) == []
    assert "it is done" in jig(project, "ticket", "cancel", "1", code=33).stderr


@pytest.mark.slow
def test_a_question_is_asked_and_its_answer_heard(project, tmp_path):
    jig(project, "ticket", "add", "Round up, ask me")
    with serving(project, tmp_path / "out") as served:
        served.until(1, "blocked")
        served.expect("question: Decimal or float?")
        listed = jig(project, "tickets", "--state", "blocked").stdout
        assert "(question)" in listed
        assert 'jig ticket answer 1 "..."' in jig(project, "ticket", "show", "1").stdout
        assert "does not wait for a merge" in jig(project, "ticket", "approve", "1", code=33).stderr
        jig(project, "ticket", "answer", "1", "Decimal.")
        served.until(1, "waiting")
        jig(project, "ticket", "cancel", "1")
        served.until(1, "cancelled")
    [pull] = json.loads(jig(project, "pr", "list", "--state", "closed", "--json").stdout)
    assert pull["state"] == "closed"
    assert "None is open." in jig(project, "pr", "list").stdout


@pytest.mark.slow
def test_an_agent_that_is_not_there_is_told_of_and_another_one_goes_on(project, tmp_path):
    text = (project / "jig.toml").read_text()
    (project / "jig.toml").write_text(text.replace('agent = "script"', 'agent = "nobody"'))
    said = jig(project, "agents", "doctor", code=1).stdout
    assert "[tickets] names the agent 'nobody', and there is none" in said
    jig(project, "ticket", "add", "Round up")
    with serving(project, tmp_path / "out") as served:
        served.until(1, "blocked")
        assert "there is no agent 'nobody'" in jig(project, "ticket", "show", "1").stdout
        (project / "jig.toml").write_text(text)
        assert "there is no agent 'other'" in jig(project, "ticket", "retry", "1", "--agent", "other", code=3).stderr
        jig(project, "ticket", "retry", "1", "--agent", "script")
        served.until(1, "waiting")


def test_the_doctor_says_what_is_here(project):
    found = json.loads(jig(project, "agents", "doctor", "--json").stdout)
    assert found["used"] == ["script"]
    assert {box["kind"]: box["works"] for box in found["boxes"]}["bwrap"]
    assert "Ready" in jig(project, "agents", "doctor").stdout


def test_without_bubblewrap_the_doctor_names_it_and_a_ticket_is_blocked_with_what_to_do(project, tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("git", "sh", "python3", "cat", "tail", "sleep", "env"):
        (folder / name).symlink_to(shutil.which(name))
    assert "bubblewrap" in jig(project, "agents", "doctor", code=1, PATH=str(folder)).stdout
    jig(project, "ticket", "add", "Round up")
    with serving(project, tmp_path / "out", PATH=str(folder)) as served:
        served.until(1, "blocked")
    page = jig(project, "ticket", "show", "1").stdout
    assert "blocked" in page
    assert "bubblewrap" in page


def test_what_is_asked_wrongly_is_said_in_words(project, tmp_path):
    for words in (["logs", "9", "--follow"], ["show", "9"], ["answer", "9", "x"]):
        assert "there is no ticket 9" in jig(project, "ticket", *words, code=32).stderr
    assert "there is no pull request 9" in jig(project, "pr", "show", "9", code=51).stderr
    assert "is not one of 'queued'" in jig(project, "tickets", "--state", "odd", code=2).stderr
    assert "it is empty" in jig(project, "ticket", "add", " ", code=2).stderr
    assert "queued: Later or never\n" in jig(project, "ticket", "add", "Later\nor never").stdout
    assert "has changed nothing yet" in jig(project, "ticket", "show", "1", "--diff", code=33).stderr
    assert "Nothing was logged yet." in jig(project, "ticket", "logs", "1").stderr
    outside = tmp_path / "outside"
    outside.mkdir()
    for words in (["tickets"], ["serve"]):
        assert "is no git repository" in jig(outside, *words, code=13).stderr
    assert list(outside.iterdir()) == []
    (project / "jig.toml").write_text("[tickets]\nmerge = 3\n")
    for words in (["pr", "list"], ["serve"]):
        assert "jig.toml:2" in jig(project, *words, code=3).stderr


def test_a_store_that_is_away_is_an_error_of_its_own(project):
    (project / "jig.toml").write_text('[store]\nurl = "postgresql://nobody@127.0.0.1:1/none"\n')
    for words in (["tickets"], ["serve"]):
        assert "127.0.0.1" in jig(project, *words, code=17).stderr


def test_a_list_on_a_terminal_keeps_to_its_width(project):
    jig(project, "ticket", "add", "A long title " * 20)
    terminal = Terminal(project, "tickets")
    assert terminal.end() == 0
    [line] = terminal.seen.splitlines()
    assert "…" in line
    assert len(line.replace("\x1b", "")) < 120
    piped = jig(project, "tickets").stdout
    assert "…" not in piped


def test_a_title_cannot_steer_the_terminal_of_who_reads_it(project):
    jig(project, "ticket", "add", "\x1b]0;evil\x07\x1b[2JRound\rup", "--body", "\x1b[31mred\x9b5m")
    listed = jig(project, "tickets").stdout
    assert "Round up" in listed
    assert plain(listed)
    page = jig(project, "ticket", "show", "1").stdout
    assert plain(page)
    assert "\x9b" not in page
