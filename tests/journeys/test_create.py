"""`jig create-app`, `create-tool` and `integrate` with a template of one's own: steps, git, options, going on."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.journeys.terminal import Terminal

BIN = Path(sys.executable).parent
APP = """\
name: shop
kind: app
description: A small shop.
parameters:
  orm: {type: choice, choices: [prisma, drizzle], default: prisma, help: Which one?}
  auth: {type: boolean, default: true}
  port: {type: integer, default: 3000}
files:
  - {path: main.txt, content: "{{ name }} {{ orm }} {{ auth }} {{ port }}\\n"}
  - {path: .gitignore, content: "made\\n"}
steps:
  - {name: Install, run: "mkdir made"}
  - {name: Test, run: "test -d ok"}
next: ["cd {{ name | kebab }}"]
"""
WHO = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}


@pytest.fixture
def here(tmp_path, monkeypatch):
    for key, value in {**WHO, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(key, value)
    root = tmp_path / "work"
    put(root, "shop", APP.replace('  - {name: Test, run: "test -d ok"}\n', ""))
    return root


def put(root, name, text):
    place = root / ".jig/templates" / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def jig(root, *words, code=0, **environment):
    done = subprocess.run([BIN / "jig", *words], cwd=root, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, env=os.environ | environment)  # fmt: skip
    assert "Traceback" not in done.stderr and "unforeseen" not in done.stderr, done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done


def trusted(root, name="shop"):
    jig(root, "templates", "trust", name)


def log(root):
    done = subprocess.run(["git", "log", "--format=%s"], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_a_project_is_made_installed_and_committed(here):
    trusted(here)
    done = jig(
        here, "create-app", "My Shop", "--template", "shop", "--orm", "drizzle", "--no-auth", "--port=4000", "--yes"
    )
    root = here / "my-shop"
    assert (root / "main.txt").read_text() == "My Shop drizzle False 4000\n"
    assert (root / "made").is_dir() and log(root) == ["Create My Shop from shop 1.0.0"]
    assert "✓ Install" in done.stdout and "Next:\n  cd my-shop" in done.stdout and "Install ..." in done.stderr
    assert subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, check=True).stdout == b""


def test_json_is_all_there_is_on_stdout(here):
    trusted(here)
    done = json.loads(jig(here, "create-app", "my-shop", "-t", "shop", "--json").stdout)
    assert done["git"] == "committed" and [step["name"] for step in done["steps"]] == ["Install"]
    assert done["generated"]["parameters"]["orm"] == "prisma"
    shown = json.loads(jig(here, "create-app", "--list", "--json").stdout)
    assert {"name": "shop", "description": "A small shop."} in shown


def test_options_may_stand_before_the_name(here):
    jig(here, "create-app", "--orm", "drizzle", "--template", "shop", "my-shop", "--no-install", "--yes", "--no-auth")
    assert (here / "my-shop/main.txt").read_text() == "my-shop drizzle False 3000\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--orm", "sequel"], 8, "orm"),
        (["--colour", "red"], 8, "colour"),
        (["extra"], 2, "unexpected extra argument"),
        (["-x"], 2, "-x"),
        (["--port", "many"], 8, "port"),
        (["--template", "nothing"], 6, "nothing"),
    ],
)
def test_a_wrong_option_writes_nothing(here, words, code, said):
    base = [] if "--template" in words else ["-t", "shop"]
    assert said in jig(here, "create-app", "my-shop", *base, "--yes", "--no-install", *words, code=code).stderr
    assert not (here / "my-shop").exists()


@pytest.mark.parametrize("name", ["..", ".", "/", "CON", "", " ", "a\n.", "\u202e", "x" * 300])
def test_a_name_that_is_none_for_a_folder_writes_nothing(here, name):
    before = sorted(here.rglob("*"))
    done = subprocess.run([BIN / "jig", "create-app", "-t", "shop", "--yes", "--no-install", "--", name], cwd=here,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode in (2, 8, 9, 10), done.stdout + done.stderr
    assert sorted(here.rglob("*")) == before


def test_a_folder_with_something_in_it_is_left_alone(here):
    (here / "my-shop").mkdir()
    (here / "my-shop/mine.txt").write_text("mine")
    assert "not empty" in jig(here, "create-app", "my-shop", "-t", "shop", "--no-install", "--yes", code=10).stderr
    assert [path.name for path in (here / "my-shop").iterdir()] == ["mine.txt"]
    (here / "file").write_text("")
    assert "is a file" in jig(here, "create-app", "file", "-t", "shop", "--no-install", "--yes", code=10).stderr
    (here / "link").symlink_to("nowhere")
    assert "is a link" in jig(here, "create-app", "link", "-t", "shop", "--no-install", "--yes", code=10).stderr
    assert not (here / "nowhere").exists()


@pytest.mark.parametrize("inside", [True, False])
def test_a_step_that_failed_is_gone_on_with(here, inside):
    put(here, "shop", APP)
    trusted(here)
    done = jig(here, "create-app", "my-shop", "-t", "shop", "--yes", code=26)
    assert "Test: `test -d ok` ended with 1" in done.stderr and "jig create-app my-shop --resume" in done.stderr
    root = here / "my-shop"
    assert log(root) == [] and (root / ".git").is_dir() and (root / "made").is_dir()
    again = jig(here, "create-app", "my-shop", "-t", "shop", "--yes", code=10).stderr
    assert "jig create-app my-shop --resume" in again
    (root / "ok").mkdir()
    words = ("create-app", "--resume") if inside else ("create-app", "my-shop", "--resume")
    said = jig(root if inside else here, *words).stdout
    assert "= Install  done before" in said and "✓ Test" in said and log(root) == ["Create my-shop from shop 1.0.0"]
    assert "nothing to go on with" in jig(here, "create-app", "my-shop", "--resume", code=18).stderr


def test_going_on_without_git_stays_without_git(here):
    put(here, "shop", APP)
    trusted(here)
    jig(here, "create-app", "my-shop", "-t", "shop", "--yes", "--no-git", code=26)
    (here / "my-shop/ok").mkdir()
    jig(here, "create-app", "my-shop", "--resume")
    assert not (here / "my-shop/.git").exists()


def test_help_lists_what_the_template_asks_for(here):
    shown = jig(here, "create-app", "--template", "shop", "--help").stdout
    assert "Parameters of shop:" in shown and "--orm prisma|drizzle" in shown and "--auth / --no-auth" in shown
    assert "[default: 3000]" in shown
    assert "Parameters of" not in jig(here, "create-app", "--help").stdout
    assert "Parameters of" not in jig(here, "create-app", "-t", "no-such-template", "--help").stdout
    tool = jig(here, "create-tool", "--lang=typescript", "--help").stdout
    assert "Parameters of tool-typescript:" in tool and "--options LIST" in tool and "--no-mcp" not in tool


def test_a_program_that_is_not_there_is_named_with_where_it_comes_from(here):
    put(
        here,
        "shop",
        APP.replace('run: "mkdir made"', 'run: "npm-that-is-not-there install", needs: npm-that-is-not-there'),
    )
    trusted(here)
    done = jig(here, "create-app", "my-shop", "-t", "shop", "--yes", code=26)
    assert "`npm-that-is-not-there` is not installed" in done.stderr and (here / "my-shop/main.txt").exists()


def test_without_git_on_the_path_the_project_is_made_all_the_same(here, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/mkdir").symlink_to("/bin/mkdir")
    trusted(here)
    done = jig(here, "create-app", "my-shop", "-t", "shop", "--json", PATH=str(tmp_path / "bin"))
    assert json.loads(done.stdout)["git"] == "none" and (here / "my-shop/made").is_dir()


def test_inside_another_repository_no_new_one_is_begun(here):
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    jig(here, "create-app", "my-shop", "-t", "shop", "--no-install", "--yes")
    assert not (here / "my-shop/.git").exists() and log(here) == []


def test_without_a_name_for_git_nothing_is_committed_and_that_is_said(here, monkeypatch, tmp_path):
    for key in WHO:
        monkeypatch.delenv(key)
    (tmp_path / ".gitconfig").write_text("[user]\nuseConfigOnly = true\n")
    done = jig(here, "create-app", "my-shop", "-t", "shop", "--no-install", "--yes")
    assert "nothing is committed yet" in done.stdout and (here / "my-shop/.git").is_dir()


def test_steps_run_only_after_consent(here):
    done = jig(here, "create-app", "my-shop", "-t", "shop", "--yes", code=11)
    assert "mkdir made" in done.stderr and not (here / "my-shop").exists()


def test_on_a_terminal_what_is_not_given_is_asked_for(here):
    terminal = Terminal(here, "create-app", "my-shop", "--no-install")
    terminal.expect("shop").expect("> ").type("shop\r").expect("orm").expect("> ").type("2\r")
    terminal.expect("auth").expect("> ").type("no\r").expect("port").expect("> ").type("\r")
    assert terminal.end() == 0, terminal.seen
    assert (here / "my-shop/main.txt").read_text() == "my-shop drizzle False 3000\n"


def test_ctrl_c_at_a_question_leaves_nothing(here):
    assert Terminal(here, "create-app", "my-shop", "-t", "shop").expect("> ").interrupt().end() == 130
    assert not (here / "my-shop").exists()


def test_ctrl_c_in_a_step_leaves_the_project_to_be_gone_on_with(here):
    put(here, "shop", APP.replace('run: "test -d ok"', "run: [sh, -c, 'test -d ok || sleep 30']"))
    trusted(here)
    terminal = Terminal(here, "create-app", "my-shop", "-t", "shop", "--yes").expect("Test")
    time.sleep(0.5)
    assert terminal.interrupt().end() == 130
    (here / "my-shop/ok").mkdir()
    assert "= Install" in jig(here, "create-app", "my-shop", "--resume").stdout


def test_a_step_that_leaves_something_running_ends_when_it_ends(here):
    put(here, "shop", APP.replace('run: "test -d ok"', "run: [sh, -c, 'sleep 20 & echo begun']"))
    trusted(here)
    began = time.monotonic()
    jig(here, "create-app", "my-shop", "-t", "shop", "--yes")
    assert time.monotonic() - began < 15


def test_a_template_is_found_from_a_folder_inside_the_project(here):
    (here / "apps").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    jig(here / "apps", "create-app", "my-shop", "-t", "shop", "--no-install", "--yes")
    assert (here / "apps/my-shop/main.txt").exists()


def test_a_tool_takes_its_parameters_from_options_and_a_task(here):
    put(
        here,
        "tool-python",
        APP.replace("name: shop", "name: tool-python")
        .replace("kind: app", "kind: tool")
        .replace("steps:", "parts:")
        .split("parts:")[0],
    )
    (here / ".jig/tasks").mkdir()
    (here / ".jig/tasks/notes.yaml").write_text("orm: drizzle\nport: 7\n")
    jig(here, "create-tool", "my-tool", "--from", "notes", "--no-auth")
    assert (here / "my-tool/main.txt").read_text() == "my-tool drizzle False 7\n"
    assert "cannot be read" in jig(here, "create-tool", "other", "--from", "nothing", code=12).stderr


INTEGRATE = """\
name: integrate-database
files:
  - {path: db.txt, content: "{{ kind }}\\n"}
parameters: {kind: {default: sqlite}}
inject:
  - {path: app.txt, mark: here, content: "database {{ kind }}"}
steps:
  - {name: Check, run: "test -d ok"}
"""


def test_an_integration_is_put_in_once_and_undone(here):
    put(here, "integrate-database", INTEGRATE)
    (here / "app.txt").write_text("# jig:here\n")
    jig(here, "templates", "trust", "integrate-database")
    jig(here, "integrate", "database", "--dry-run", "--diff")
    assert not (here / "db.txt").exists()
    failed = jig(here, "integrate", "database", "--kind", "postgres", "--yes", code=26)
    assert "run the same again" in failed.stderr and "--resume" not in failed.stderr
    (here / "ok").mkdir()
    jig(here, "integrate", "database", "--kind", "postgres", "--yes")
    jig(here, "integrate", "database", "--yes")
    assert (here / "app.txt").read_text() == "database postgres\n# jig:here\n"
    jig(here, "undo", "integrate integrate-database database")
    assert (here / "app.txt").read_text() == "# jig:here\n" and not (here / "db.txt").exists()


def test_a_run_that_was_killed_while_writing_is_begun_again(here):
    put(here, "shop", APP + "hooks:\n  after: [[sh, -c, 'touch ../begun; test -d ../ok || sleep 30']]\n")
    trusted(here)
    words = [str(BIN / "jig"), "create-app", "my-shop", "-t", "shop", "--yes", "--no-install"]
    process = subprocess.Popen(words, cwd=here, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (here / "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert (here / "my-shop/main.txt").exists()
    (here / "ok").mkdir()
    jig(here, "create-app", "my-shop", "-t", "shop", "--yes", "--no-install")
    assert log(here / "my-shop") == ["Create my-shop from shop 1.0.0"]
    assert not list((here / "my-shop").rglob(".jig-*"))
