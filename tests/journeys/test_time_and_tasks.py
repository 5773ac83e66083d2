"""Time and tasks from the command line: what was timed is what is known."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jigsmith.app import tasks, timing
from jigsmith.store.factory import database, times
from jigsmith.store.factory import tasks as table

EXPORTS = Path(__file__).parents[1] / "unit" / "ledger" / "exports"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def repo(tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "repo")
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def git(folder, *words, when=None):
    env = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    command = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", *words]
    subprocess.run(command, check=True, capture_output=True, env={"PATH": "/usr/local/bin:/usr/bin:/bin", **env})


def jig(*words, code=0):
    done = subprocess.run([sys.executable, "-m", "jigsmith", *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def said(figure):
    """A figure's value, what it rests on, and on how many."""
    return figure["value"], figure["basis"], figure["n"]


def known(task):
    return json.loads(jig("tasks", "show", task, "--json"))


def test_a_timer_runs_from_start_to_stop(repo):
    assert "is new" in jig("log", "start", "endpoint")
    assert jig("log").startswith("endpoint runs since")
    assert jig("log", "start", "review").splitlines()[0].startswith("endpoint: ")
    done = json.loads(jig("log", "stop", "--json"))
    assert (done["task"], done["source"], done["tool"]) == ("review", "timer", "")
    assert done["seconds"] < 60
    assert "nothing runs" in jig("log", "stop", code=56)
    assert [each["task"]["name"] for each in json.loads(jig("tasks", "--json"))] == ["endpoint", "review"]


def test_pauses_are_left_out_and_what_was_no_work_is_not_recorded(repo):
    jig("log", "start", "endpoint")
    assert "less than that" in jig("log", "stop", "--minus", "10m", code=56)
    assert "not recorded" in jig("log", "stop", "--discard")
    assert known("endpoint")["before"] == []


def test_times_by_hand_and_with_a_tool_are_kept_apart(repo):
    for length in ("20m", "25m", "1h30m"):
        jig("log", "endpoint", length)
    jig("log", "endpoint", "4m", "--with", "crud")
    found = known("endpoint")
    assert said(found["minutes"]) == (25.0, "measured", 3)
    assert [each["seconds"] for each in found["after"]] == [240.0]
    assert not found["tools"]
    assert jig("tasks", "link", "endpoint", "crud", "--share", "0.8") == "crud does endpoint.\n"
    assert jig("tasks", "link", "endpoint", "crud") == "crud did endpoint already.\n"
    assert known("endpoint")["tools"][0]["share"] == 0.8
    assert jig("tasks", "link", "endpoint", "crud", "--remove") == "crud no longer does endpoint.\n"


def test_what_is_said_of_a_task_counts_until_it_is_measured(repo):
    jig("tasks", "add", "endpoint", "--often", "3/week", "--takes", "25m", "--what", "Make a new endpoint")
    found = known("endpoint")
    assert said(found["per_week"]) == (3.0, "assumed", 0)
    assert said(found["minutes"]) == (25.0, "assumed", 0)
    assert "25 min (assumed)" in jig("tasks")
    jig("tasks", "add", "endpoint", "--often", "5/month")
    assert known("endpoint")["per_week"]["value"] == pytest.approx(1.15, abs=0.01)


def test_a_task_is_of_its_repository_unless_it_is_of_none(repo, tmp_path, monkeypatch):
    jig("tasks", "add", "endpoint")
    jig("tasks", "add", "mail", "--anywhere")
    git(tmp_path, "init", "-q", "other")
    monkeypatch.chdir(tmp_path / "other")
    assert [each["task"]["name"] for each in json.loads(jig("tasks", "--json"))] == ["mail"]
    assert "there is no task 'endpoint'" in jig("tasks", "link", "endpoint", "crud", code=55)
    everywhere = json.loads(jig("tasks", "list", "--everywhere", "--json"))
    assert [each["task"]["name"] for each in everywhere] == ["endpoint", "mail"]


def test_a_dismissed_task_leaves_the_list_and_a_removed_one_is_gone(repo):
    jig("tasks", "add", "status")
    jig("tasks", "dismiss", "status")
    assert json.loads(jig("tasks", "--json")) == []
    jig("tasks", "dismiss", "status", "--undo")
    jig("tasks", "remove", "status", "--yes")
    assert "there is no task" in jig("tasks", "show", "status", code=55)


@pytest.mark.parametrize(
    "words",
    [
        ["log", "endpoint"],
        ["log", "endpoint", "25"],
        ["log", "endpoint", "3y"],
        ["tasks", "add", "x", "--often", "weekly"],
        ["log", "import", "x", "--task", "y"],
    ],
)
def test_what_cannot_be_understood_is_said(repo, words):
    assert "Usage" in jig(*words, code=2)


def test_names_that_jig_log_needs_itself_are_refused(repo):
    assert "cannot be the name" in jig("tasks", "add", "start", code=8)
    assert "cannot be the name" in jig("tasks", "add", "a\nb", code=8)


def test_an_export_is_taken_in_once(repo):
    jig("tasks", "add", "endpoint")
    words = ["log", "import", str(EXPORTS / "wakatime-days.json"), "--task", "endpoint", "--branch", "endpoint-*"]
    assert jig(*words, "--each", "branch", "--dry-run").endswith("Would record 2 times, 1h50m.\n")
    assert jig(*words, "--each", "branch").endswith("Recorded 2 times, 1h50m.\n")
    assert jig(*words, "--each", "branch").endswith("Recorded 0 times, 0s; 2 were there already.\n")
    assert [each["seconds"] for each in known("endpoint")["before"]] == [4800.0, 1800.0]
    aw = ["log", "import", str(EXPORTS / "activitywatch.json"), "--task", "endpoint", "--match", "Pull requests"]
    assert jig(*aw).endswith("Recorded 2 times, 15m.\n")
    (repo / "other.json").write_text("{}")
    assert "neither" in jig("log", "import", "other.json", "--task", "endpoint", code=12)


def test_commits_tell_how_long_a_task_took_with_idle_gaps_capped(repo):
    git(repo, "config", "user.email", "a@b")
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for number, (minute, name) in enumerate([(0, "readme"), (12, "routes"), (200, "routes"), (205, "other")]):
        (repo / name).write_text(str(number))
        git(repo, "add", ".")
        git(repo, "commit", "-qm", f"Write {name}", when=(start + minute * MINUTE).isoformat())
    jig("tasks", "add", "endpoint")
    found = json.loads(jig("log", "git", "--task", "endpoint", "routes", "--json"))
    assert [each["seconds"] for each in found] == [720.0, 1800.0]
    assert "2 were there already" in jig("log", "git", "--task", "endpoint", "--grep", "^Write routes")
    assert {each["basis"] for each in known("endpoint")["before"]} == {"estimated"}
    git(repo, "config", "user.email", "somebody@else")
    assert json.loads(jig("log", "git", "--task", "endpoint", "--json")) == []
    assert len(json.loads(jig("log", "git", "--task", "endpoint", "--everyone", "--json", "--dry-run"))) == 4


def test_what_a_tool_took_to_build_is_recorded(repo):
    assert jig("log", "build", "crud", "3h") == "crud: build, 3h00m.\n"
    jig("log", "build", "crud", "20m", "--kind", "maintain", "--cost", "1.8")
    with tasks.opened(repo) as desk, database.reading(desk.floor.store) as connection:
        built = times.built(connection)["crud"]
    assert [(each.kind, each.seconds, each.cost) for each in built] == [
        ("build", 10_800.0, None),
        ("maintain", 1200.0, 1.8),
    ]


def test_the_ledger_says_what_it_has_and_takes_in_what_is_new(repo, jig_home):
    jig("tasks")
    shown = json.loads(jig("ledger", "--json"))
    assert (shown["recording"], shown["here"], shown["gathered"], shown["up_to"]) == (True, 1, 0, None)
    assert json.loads(jig("ledger", "gather", "--json"))["uses"] == 2
    assert jig("ledger", "prune") == "Deleted 0 uses from the database, 0 from this machine.\n"
    assert "Made the sums of 3 uses anew" in jig("ledger", "rebuild")
    assert "Invalid value" in jig("ledger", "prune", "--older-than", "long", code=2)


def test_a_task_of_the_same_name_in_no_repository_is_used_there(tmp_path, monkeypatch):
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    with tasks.opened(tmp_path / "plain") as desk:
        assert desk.repository == ""
        timing.note(desk, "mail", 60.0)
        with database.reading(desk.floor.store) as connection:
            assert [(task.name, task.repository) for task in table.those(connection)] == [("mail", "")]
