"""`jig generate` and its neighbours as somebody uses them: real commands, real git, a real terminal."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.journeys.terminal import Terminal

import jigsmith

BIN = Path(sys.executable).parent
COMPONENT = """\
name: react-component
files:
  - path: "src/components/{{name}}/{{name}}.tsx"
    content: |
      import React from 'react';

      interface {{name}}Props {}

      export function {{name}}({}: {{name}}Props) {
        return <div className="{{ name | kebab }}" />;
      }
  - path: "src/components/{{name}}/{{name}}.test.tsx"
    content: |
      import { {{name}} } from './{{name}}';
"""
PLACES = [
    ".jig/templates/react-component/template.yaml",
    ".jig/templates/react-component.yaml",
    "templates/react-component.yaml",
]
ASKING = """\
name: page
parameters:
  title: {help: What people read, pattern: "[A-Z].*"}
  layout: {type: choice, choices: [wide, narrow]}
  tags: {type: list}
  public: {type: boolean}
files:
  - path: "{{ name }}.txt"
    content: "{{ title }} {{ layout }} {{ tags | join('+') }} {{ public }}\\n"
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def put(root, path, text):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def run(root, *words, command="jig", text=None, **environment):
    return subprocess.run(
        [BIN / command, *words],
        cwd=root,
        capture_output=True,
        text=True,
        input=text or "",
        env=os.environ | environment,
        check=False,
        timeout=60,
    )


def tree(root):
    inside = [path for path in sorted(root.rglob("*")) if path.is_file() and ".git" not in path.relative_to(root).parts]
    return {str(path.relative_to(root)): path.read_bytes() for path in inside}


@pytest.mark.parametrize("place", PLACES)
def test_the_example_runs_as_it_stands_in_all_three_places(project, place):
    put(project, place, COMPONENT)
    done = run(project, "react-component", "UserProfile", command="generate")
    assert done.returncode == 0, done.stderr
    made = (project / "src/components/UserProfile/UserProfile.tsx").read_text()
    assert "export function UserProfile({}: UserProfileProps) {\n" in made
    assert 'className="user-profile"' in made
    assert "+ UserProfile.tsx" in done.stdout and "Wrote 2 files, 8 lines." in done.stdout
    assert (project / ".jig/instances/react-component/UserProfile.yaml").exists()


def test_it_works_from_a_folder_inside_the_project_and_without_git(project, tmp_path):
    put(project, PLACES[0], COMPONENT)
    (project / "src").mkdir()
    assert run(project / "src", "generate", "react-component", "Card").returncode == 0
    assert (project / "src/components/Card/Card.tsx").exists()
    bare = tmp_path / "bare"
    put(bare, PLACES[2], COMPONENT)
    assert run(bare, "generate", "react-component", "Card").returncode == 0
    assert (bare / "src/components/Card/Card.tsx").exists()


def test_json_is_all_there_is_on_stdout(project):
    put(project, PLACES[0], COMPONENT)
    for words, dry in ((["--dry-run"], True), (["--yes"], False)):
        done = run(project, "generate", "react-component", "Card", "--json", *words)
        found = json.loads(done.stdout)
        assert (found["dry_run"], found["template"], found["name"]) == (dry, "react-component", "Card")
        assert [file["action"] for file in found["files"]] == ["create", "create"]
        assert found["instance"] == ".jig/instances/react-component/Card.yaml"
        assert done.stderr == ""


def test_parameters_come_from_a_file_from_stdin_and_from_set(project, tmp_path):
    put(project, ".jig/templates/page.yaml", ASKING)
    put(tmp_path, "p.json", '{"title": "Home", "layout": "wide", "tags": ["a"], "public": true}')
    assert (
        run(project, "generate", "page", "a", "--params", str(tmp_path / "p.json"), "--set", "layout=narrow").returncode
        == 0
    )
    assert (project / "a.txt").read_text() == "Home narrow a True\n"
    text = "title: Home\nlayout: wide\ntags: [x, y]\npublic: false\n"
    assert run(project, "generate", "page", "b", "--params", "-", text=text).returncode == 0
    assert (project / "b.txt").read_text() == "Home wide x+y False\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing", "Card"], 6, "there is no template `nothing`"),
        (["reactcomponent", "Card"], 6, "`react-component`"),
        (["react-component", "Card", "--set", "x=1"], 8, "there is no parameter `x`"),
        (["react-component", "Card", "--params", "missing.json"], 12, "cannot be read"),
        (["react-component", "../Card"], 9, "slash"),
        (["react-component", "x" * 10_000], 8, "1 to 200 characters"),
        (["page", "a"], 8, "no value for `title`, `layout`, `tags`, `public`"),
        (["page", "a", "--set", "public=maybe"], 8, "true or false"),
        (["broken", "a"], 7, "broken.yaml:2"),
        (["binary", "a"], 12, "not UTF-8 text"),
        (["escape", "a"], 9, "it leaves the project"),
        (["linked", "a"], 9, "symbolic link"),
        (["hooked", "a", "--yes"], 11, "jig trust hooked"),
        (["react-component"], 2, "Missing argument"),
    ],
)
def test_bad_input_has_its_own_code_a_message_and_writes_nothing(project, tmp_path, words, code, said):
    put(project, PLACES[0], COMPONENT)
    put(project, ".jig/templates/page.yaml", ASKING)
    put(project, ".jig/templates/broken.yaml", "name: broken\nfile: []\n")
    (project / ".jig/templates/binary.yaml").write_bytes(b"\x00\xff\xfe")
    put(project, ".jig/templates/escape.yaml", "name: escape\nfiles: [{path: ../a, content: x}]\n")
    put(project, ".jig/templates/linked.yaml", "name: linked\nfiles: [{path: out/a, content: x}]\n")
    put(
        project,
        ".jig/templates/hooked.yaml",
        "name: hooked\nfiles: [{path: a, content: x}]\nhooks: {after: [touch x]}\n",
    )
    (project / "out").symlink_to(tmp_path)
    before = tree(project)
    done = run(project, "generate", *words)
    assert done.returncode == code, done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert tree(project) == before
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_a_conflict_shows_the_difference_and_has_its_own_code_also_in_a_dry_run(project):
    put(project, PLACES[0], COMPONENT)
    put(project, "src/components/Card/Card.tsx", "mine\n")
    for words in (["--dry-run"], ["--yes"]):
        done = run(project, "generate", "react-component", "Card", *words)
        assert done.returncode == 10
        assert "! Card.tsx" in done.stdout and "-mine" in done.stdout and "+import React" in done.stdout
    assert tree(project / "src") == {"components/Card/Card.tsx": b"mine\n"}


def test_a_hook_runs_once_it_is_trusted(project):
    put(
        project,
        ".jig/templates/hooked.yaml",
        "name: hooked\nfiles: [{path: '{{name}}', content: x}]\nhooks: {after: ['cp {{files}} copy']}\n",
    )
    assert run(project, "generate", "hooked", "a", "--yes").returncode == 11
    shown = run(project, "templates", "show", "hooked")
    assert "cp {{files}} copy" in shown.stdout and "not allowed yet" in shown.stdout
    assert "cp {{files}} copy" in run(project, "templates", "trust", "hooked").stdout
    assert run(project, "generate", "hooked", "a", "--yes").returncode == 0
    assert (project / "copy").read_text() == "x"


def test_one_of_a_thing_is_not_several(project):
    put(
        project, ".jig/templates/one.yaml", "name: one\nparameters: {a: {default: x}}\nfiles: [{path: a, content: x}]\n"
    )
    assert "1 parameter, 1 file\n" in run(project, "templates").stdout
    assert "Wrote 1 file, 1 line." in run(project, "generate", "one", "x").stdout
    assert "The file is there already, just like this." in run(project, "generate", "one", "x").stdout


def test_templates_are_listed_shown_and_tested(project):
    put(project, PLACES[0], COMPONENT)
    assert "react-component" in run(project, "templates").stdout
    names = [each["name"] for each in json.loads(run(project, "templates", "list", "--json").stdout)]
    assert "react-component" in names
    assert json.loads(run(project, "templates", "show", "react-component", "--json").stdout)["files"][0].startswith(
        "src/"
    )
    shown = run(project, "templates", "show", "react-component").stdout
    assert "Files  for OrderItem" in shown and "\n    src/components/OrderItem/OrderItem.tsx\n" in shown
    golden = ".jig/templates/react-component/tests/Card.yaml"
    put(project, golden, "name: Card\nexpect: {src/components/Card/Card.tsx: '0'}\nexact: true\n")
    done = run(project, "templates", "test")
    assert done.returncode == 15
    assert "has other content" in done.stdout and "Card.test.tsx is new" in done.stdout
    made = json.loads(run(project, "generate", "react-component", "Card", "--dry-run", "--json").stdout)
    expect = "".join(f"  {file['path']}: {file['sha256']}\n" for file in made["files"])
    put(project, golden, f"name: Card\nexpect:\n{expect}exact: true\n")
    done = run(project, "templates", "test", "react-component", "--json")
    assert (done.returncode, json.loads(done.stdout)[0]["differs"]) == (0, [])


def test_testing_all_templates_ends_with_the_code_of_the_first_that_failed(project):
    put(project, PLACES[0], COMPONENT)
    put(project, ".jig/templates/broken.yaml", "name: [")
    put(project, ".jig/templates/react-component/tests/Card.yaml", "name: Card\nexpect: {}\n")
    done = run(project, "templates", "test")
    assert done.returncode == 7 and "broken  broken.yaml  differs" in done.stdout
    assert "react-component  Card  differs" in done.stdout
    assert "2 of 2 tests failed" in done.stderr


def test_on_a_terminal_what_has_no_default_is_asked_for_until_it_is_right(project):
    put(project, ".jig/templates/page.yaml", ASKING)
    terminal = Terminal(project, "generate", "page", "home")
    terminal.expect("What people read").expect("> ").type("home\n").expect("does not match").type("Home\n")
    terminal.expect("2  narrow").type("3\n").expect("not one of wide, narrow").type("2\n")
    terminal.expect("tags").type("a, b\n").expect("public").type("\n").expect("a value is needed").type("y\n")
    terminal.expect("Write 1 file?").type("\n")
    assert terminal.end() == 0
    assert (project / "home.txt").read_text() == "Home narrow a+b True\n"
    assert "\x1b[32m+ home.txt" in terminal.seen


def test_on_a_terminal_one_can_still_say_no(project):
    put(project, PLACES[0], COMPONENT)
    before = tree(project)
    terminal = Terminal(project, "generate", "react-component", "Card")
    terminal.expect("Write 2 files?").type("n\n")
    assert terminal.end() == 21
    assert "Nothing was written." in terminal.seen
    assert tree(project) == before


@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_pipe_on_stdout_is_no_consent(project, tmp_path, answer):
    put(project, ".jig/templates/page.yaml", ASKING)
    given = ["--set", "title=Home", "--set", "layout=wide", "--set", "tags=a"]
    terminal = Terminal(project, "generate", "page", "home", *given, stdout=tmp_path / "log")
    terminal.expect("public").type("y\n").expect("Write 1 file?").type(f"{answer}\n")
    assert terminal.end() == (0 if answer == "y" else 21)
    assert (project / "home.txt").exists() == (answer == "y")
    log = (tmp_path / "log").read_text()
    assert "+ home.txt" in log
    assert "Write 1 file?" not in log and "public" not in log


def test_a_pipe_on_stdout_is_no_consent_to_a_build_either(project, tmp_path):
    for name in ("ant", "bee"):
        put(project, f"app/{name}.py", f"def {name}():\n    return run('{name}')\n")
    before = tree(project)
    terminal = Terminal(project, "build", "--from", "app/{name}.py", "--as", "app", stdout=tmp_path / "log")
    terminal.expect("Write it to .jig/templates/app?").type("n\n")
    assert terminal.end() == 21
    assert tree(project) == before
    assert "app 1.0.0" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("where", ["question", "confirmation"])
def test_ctrl_c_at_a_question_writes_nothing(project, where):
    put(project, ".jig/templates/page.yaml", ASKING)
    put(project, PLACES[0], COMPONENT)
    before = tree(project)
    words = ["page", "home"] if where == "question" else ["react-component", "Card"]
    terminal = Terminal(project, "generate", *words)
    terminal.expect("> " if where == "question" else "Write 2 files?").interrupt()
    assert terminal.end() == 130
    assert tree(project) == before


def test_ctrl_c_in_a_hook_takes_everything_back(project):
    put(
        project,
        ".jig/templates/slow.yaml",
        "name: slow\nfiles: [{path: a/b, content: x}]\nhooks: {after: [[sleep, '60']]}\n",
    )
    assert run(project, "templates", "trust", "slow").returncode == 0
    before = tree(project)
    process = subprocess.Popen([BIN / "jig", "generate", "slow", "x", "--yes"], cwd=project, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not (project / "a/b").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert tree(project) == before
    assert not (project / "a").exists()


def at_once(project, names):
    """The exit codes of several runs that are started together."""
    words = [str(BIN / "jig"), "generate", "react-component"]
    quiet = subprocess.DEVNULL
    started = [subprocess.Popen([*words, name, "--yes"], cwd=project, stdout=quiet, stderr=quiet) for name in names]
    return [process.wait(60) for process in started]


def test_runs_at_once_for_one_instance_leave_it_whole(project):
    put(project, PLACES[0], COMPONENT)
    codes = at_once(project, ["Card"] * 4)
    assert 0 in codes and set(codes) <= {0, 10}
    assert len(tree(project / "src")) == 2
    assert not list(project.rglob(".jig-*"))
    assert run(project, "generate", "react-component", "Card").returncode == 0


def test_runs_at_once_for_different_instances_all_succeed(project):
    put(project, PLACES[0], COMPONENT)
    assert at_once(project, ["A", "B", "C", "D"]) == [0, 0, 0, 0]
    assert len(tree(project / "src")) == 8


def test_the_colours_stay_away_where_nobody_sees_them(project):
    put(project, PLACES[0], COMPONENT)
    assert "\x1b" not in run(project, "generate", "react-component", "Card").stdout


def test_a_warm_generate_takes_at_most_300_ms_of_processor_time_and_imports_nothing_heavy(project):
    put(project, PLACES[0], COMPONENT)
    subprocess.run([sys.executable, "-m", "compileall", "-q", Path(jigsmith.__file__).parent], check=True)
    times = []
    for number in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run(project, "generate", "react-component", f"Card{number}").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3
    script = "import sys; from jigsmith.faces.cli import main; main.run(sys.argv[1:]); print('MODULES', *sys.modules)"
    words = [sys.executable, "-c", script, "generate", "react-component", "Last"]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=True)
    heavy = {"rich", "numpy", "tree_sitter", "rapidfuzz", "mcp", "starlette", "jinja2", "pydantic", "tomlkit"}
    assert heavy.isdisjoint(done.stdout.partition("MODULES")[2].split())
