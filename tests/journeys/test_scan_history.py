"""`jig scan --history` as somebody uses it: asked once, read, shown, kept as tasks, taken back."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from tests import histories
from tests.journeys import terminal
from tests.unit.loop.observe.habits.test_reduce import SECRETS, WAYS

JIG = Path(sys.executable).parent / "jig"
ROUTE = """from shop import app, store


@app.get('/THINGs')
def list_THINGs(page: int = 1) -> list[dict]:
    found = store.all('THING', page=page, size=50)
    return [each.as_dict() for each in found]


@app.post('/THINGs')
def add_THING(body: dict) -> dict:
    return store.add('THING', body).as_dict()
"""
FIRST = datetime(2026, 9, 7, 9, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user's home, in which nothing is yet."""
    folder = tmp_path / "user"
    (folder / "work").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_DATA_HOME", "ZDOTDIR", "CLAUDE_CONFIG_DIR"):
        monkeypatch.delenv(name, raising=False)
    return folder


def jig(home, *words, **environment):
    return subprocess.run(
        [JIG, *words], cwd=home / "work", capture_output=True, text=True, check=False, timeout=120,
        stdin=subprocess.DEVNULL, env=os.environ | environment,
    )  # fmt: skip


def scan(home, *words):
    done = jig(home, "scan", "--history", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def typed(home, lines=3_000, shell="bash"):
    return histories.write(list(histories.Person(3).types(lines)), home, shell)


def kept(jig_home):
    """All bytes that jigsmith has on this machine."""
    return b"".join(path.read_bytes() for path in sorted(jig_home.rglob("*")) if path.is_file())


def test_nothing_is_read_before_somebody_allowed_it(home, jig_home):
    typed(home)
    done = jig(home, "scan", "--history")
    assert (done.returncode, done.stdout) == (64, "")
    assert "nobody allowed to read bash" in done.stderr and "--allow bash" in done.stderr


def test_it_asks_once_for_each_source_and_remembers_yes_and_no(home, jig_home):
    typed(home)
    typed(home, shell="zsh")
    asked = terminal.Terminal(home / "work", "scan", "--history")
    asked.expect("bash: ~/.bash_history").expect("Read it? [y/N]").type("y\n")
    asked.expect("zsh: ~/.zsh_history").expect("Read it? [y/N]").type("\n")
    assert asked.end() == 0
    assert "git checkout" in asked.seen and "not read" in asked.seen
    again = terminal.Terminal(home / "work", "scan", "--history")
    assert again.end() == 0
    assert "Read it?" not in again.seen
    report = scan(home)
    assert [each["source"] for each in report["sources"]] == ["bash"] and report["refused"] == ["zsh"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "atuin"])
def test_what_was_planted_in_the_history_of_each_shell_is_found(home, shell):
    typed(home, shell=shell)
    report = scan(home, "--allow", shell)
    steps = [candidate["steps"] for candidate in report["candidates"]]
    assert ["git checkout …", "git pull", "git checkout -b <1>", "git push -u … <1>"] in steps
    assert report["warnings"] == []
    assert all(each["days"] >= 2 and each["times"] >= 3 for each in report["candidates"])
    assert report["sources"][0]["records"] > 2_900
    scores = [each["score"] for each in report["candidates"]]
    assert scores == sorted(scores, reverse=True)


def test_candidates_become_tasks_with_evidence_once_and_go_when_consent_is_taken_back(home, jig_home):
    typed(home)
    first = scan(home, "--allow", "bash")
    assert first["tasks"] == len(first["candidates"]) > 5
    assert scan(home)["tasks"] == 0
    names = {each["name"] for each in tasks(home)}
    assert names == {each["id"] for each in first["candidates"]}
    best = first["candidates"][0]
    with sqlite3.connect(jig_home / "factory.db") as store:
        rows = store.execute(
            "SELECT e.kind, e.text, e.times, e.days, t.proposal FROM task_evidence e"
            " JOIN task t ON t.id = e.task WHERE t.name = ?",
            (best["id"],),
        ).fetchall()
        times = store.execute(
            "SELECT count(*) FROM task_time WHERE source = 'mined' AND task = (SELECT id FROM task WHERE name = ?)",
            (best["id"],),
        ).fetchone()
    store.close()
    ((kind, text, count, days, proposal),) = rows
    assert (kind, text, count, days) == ("shell", "\n".join(best["steps"]), best["times"], best["days"])
    assert json.loads(proposal)["kind"] == best["proposal"]["kind"]
    assert times[0] >= best["times"] * 0.9
    done = jig(home, "scan", "--history", "--revoke", "bash")
    assert done.returncode == 0 and f"{len(names)} tasks went with it" in done.stdout
    assert tasks(home) == []
    assert jig(home, "scan", "--history").returncode == 64


def test_a_task_that_somebody_touched_stays_when_consent_is_taken_back(home):
    typed(home)
    names = [each["id"] for each in scan(home, "--allow", "bash")["candidates"]]
    assert jig(home, "tasks", "link", names[0], "my-tool").returncode == 0
    assert jig(home, "tasks", "add", names[1], "--takes", "5m", "--anywhere").returncode == 0
    assert jig(home, "scan", "--history", "--revoke", "all").returncode == 0
    assert {each["name"] for each in tasks(home)} == set(names[:2])


def tasks(home):
    done = jig(home, "tasks", "list", "--json")
    assert done.returncode == 0, done.stderr
    return [each["task"] for each in json.loads(done.stdout)]


def test_a_dry_run_keeps_nothing(home, jig_home):
    typed(home)
    assert scan(home, "--allow", "bash", "--dry-run")["tasks"] == 0
    assert not (jig_home / "factory.db").exists()


def test_no_secret_and_no_argument_is_shown_or_kept(home, jig_home):
    lines, number = [], int(FIRST.timestamp())
    for day in range(3):
        for secret in SECRETS:
            for way in WAYS:
                lines += [
                    f"#{number + day * 86_400}",
                    "make build",
                    f"#{number + day * 86_400 + 5}",
                    way.format(secret),
                ]
                lines += [f"#{number + day * 86_400 + 9}", "docker push customer-acme.example/secretproject:9"]
                number += 20
    (home / ".bash_history").write_text("\n".join(lines) + "\n")
    shown = jig(home, "scan", "--history", "--allow", "bash", "--top", "1000")
    told = jig(home, "scan", "--history", "--json", "--top", "1000")
    assert shown.returncode == told.returncode == 0
    assert "docker push" in shown.stdout
    everything = shown.stdout + shown.stderr + told.stdout + told.stderr + kept(jig_home).decode("utf-8", "replace")
    for secret in (*SECRETS, "customer-acme", "secretproject"):
        assert secret.lower() not in everything.lower()


def test_a_history_that_is_an_attack_is_read_like_any_other(home, jig_home):
    evil = [
        b"\x1b]0;owned\x07make\x1b[31m x",
        b"\xff\xfe\x00\x01",
        b"x" * 5_000_000,
        b"$(" * 20_000,
        b"#99999999999",
        b"#1",
        b"<<EOF",
    ]
    routine = [b"make build", b"docker push x", b"kubectl rollout restart y"]
    data = []
    for day in range(8):
        stamp = f"#{int((FIRST + timedelta(days=day)).timestamp())}".encode()
        data += [each for line in [*routine, *evil] for each in (stamp, line)]
    (home / ".bash_history").write_bytes(b"\n".join(data))
    done = jig(home, "scan", "--history", "--allow", "bash", "--top", "1000")
    assert done.returncode == 0, done.stderr
    assert "kubectl rollout restart" in done.stdout and "8 too long" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr and "owned" not in done.stdout


def transcripts(home, asked, *, strange=0):
    folder = home / ".claude/projects/-home-u-shop"
    folder.mkdir(parents=True)
    for day, text in enumerate(asked):
        when = (FIRST + timedelta(days=day)).isoformat()
        record = {"type": "user", "uuid": f"u{day}", "sessionId": f"s{day}", "timestamp": when,
                  "message": {"role": "user", "content": text}}  # fmt: skip
        lines = [json.dumps(record)] + ['{"type": "of tomorrow"}'] * strange
        (folder / f"s{day}.jsonl").write_text("\n".join(lines) + "\n")


def test_what_an_agent_is_asked_again_and_again_is_proposed_as_a_skill_and_written(home, jig_home):
    things = ("orders", "invoices", "parcels", "refunds")
    transcripts(
        home, [f"Add a REST endpoint for {thing} with tests, the password is hunter2{thing}" for thing in things]
    )
    report = scan(home, "--allow", "claude")
    (candidate,) = report["candidates"]
    assert candidate["proposal"]["kind"] == "skill" and candidate["steps"][0].startswith(
        "add a rest endpoint for … with tests"
    )
    assert "hunter2" not in json.dumps(report) + kept(jig_home).decode("utf-8", "replace")
    done = jig(home, "scan", "--history", "--record", candidate["id"])
    assert done.returncode == 0, done.stderr
    skill = home / "work/.claude/skills" / candidate["id"]
    checked = subprocess.run(
        [JIG.parent / "agentskills", "validate", skill], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert jig(home, "scan", "--history", "--record", candidate["id"]).returncode == 10


def test_records_of_a_form_that_is_not_known_are_told_loudly_above_one_in_twenty(home):
    transcripts(home, ["add the endpoint for orders"] * 4, strange=1)
    done = jig(home, "scan", "--history", "--allow", "claude")
    assert done.returncode == 0
    assert "4 of 8 records have a form that is not known" in done.stderr


def test_a_script_is_made_from_the_task_that_is_recorded(home):
    typed(home)
    report = scan(home, "--allow", "bash")
    best = next(each for each in report["candidates"] if each["proposal"]["kind"] == "script")
    assert jig(home, "scan", "--history", "--record", best["id"]).returncode == 0
    task = home / "work/.jig/tasks" / f"{best['id']}.yaml"
    assert yaml.safe_load(task.read_text())["typed"] == best["steps"]
    words = best["proposal"]["command"].split()[1:]
    made = jig(home, *words, "--no-install", "--no-git")
    assert made.returncode == 0, made.stderr
    assert best["steps"][0] in (home / "work" / best["id"] / "README.md").read_text()


def test_what_is_committed_with_new_instances_is_proposed_as_a_template(home):
    root = home / "work"
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    people = {f"GIT_{who}_{what}": "ann" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for number, thing in enumerate(("start", "order", "invoice", "parcel", "refund", "coupon", "vendor")):
        when = (FIRST + timedelta(days=3 * number)).isoformat()
        if number:
            (root / "routes").mkdir(exist_ok=True)
            (root / f"routes/{thing}.py").write_text(ROUTE.replace("THING", thing))
        text = f"Add routes for {thing}s" if number else "Begin"
        subprocess.run(["git", "add", "-A"], cwd=root, check=True)
        dates = people | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        subprocess.run(
            ["git", "commit", "-q", "--allow-empty", "-m", text], cwd=root, check=True, env=os.environ | dates
        )
    report = scan(home, "--allow", "git")
    (candidate,) = report["candidates"]
    assert (candidate["kind"], candidate["steps"]) == ("commits", ["add routes for …"])
    assert candidate["proposal"]["kind"] == "template"
    assert "routes/{name}.py" in candidate["proposal"]["why"]
    assert candidate["proposal"]["command"].startswith("jig build routes-")


def test_options_of_history_want_it_and_names_of_sources_are_checked(home):
    assert "goes with `--history`" in jig(home, "scan", "--allow", "bash").stderr
    assert "is none of bash" in jig(home, "scan", "--history", "--allow", "tcsh").stderr
    assert "do not go with" in jig(home, "scan", "--history", "--explain-ignored").stderr
    nothing = jig(home, "scan", "--history")
    assert nothing.returncode == 0 and "There is no history here" in nothing.stdout


def test_a_source_that_cannot_be_read_is_told_and_the_others_are_read(home):
    typed(home)
    (home / ".local/share/atuin").mkdir(parents=True)
    (home / ".local/share/atuin/history.db").write_bytes(b"broken" * 1000)
    done = jig(home, "scan", "--history", "--allow", "all")
    assert done.returncode == 0 and "git checkout" in done.stdout
    assert "warning: atuin:" in done.stderr
    assert jig(home, "scan", "--history", "--source", "atuin").returncode == 12


def test_since_leaves_out_what_is_older(home):
    typed(home)
    last = histories.BEGIN + 86_400 * 5
    when = datetime.fromtimestamp(last, UTC).date().isoformat()
    assert scan(home, "--allow", "bash", "--dry-run")["found"] > scan(home, "--since", when, "--dry-run")["found"]


def test_a_home_that_cannot_be_written_is_said_and_nothing_is_read(home):
    typed(home)
    done = jig(home, "scan", "--history", "--allow", "bash", JIG_HOME="/dev/null/x")
    assert done.returncode != 0 and "Traceback" not in done.stderr and "Nothing was read" in done.stderr
