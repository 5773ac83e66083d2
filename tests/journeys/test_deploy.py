"""`jig deploy` as people run it, in a repository with git: its words, its exit codes, and what git sees of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

JIG = [sys.executable, "-m", "jigsmith"]
AGENTSKILLS = Path(sys.executable).with_name("agentskills")
COMPONENT = """\
name: react-component
description: A React component with its story.
parameters:
  element: {type: choice, choices: [div, section], default: div, help: What it renders}
  props: {type: list, default: [], items: {name: {}, type: {default: string}}, help: Its properties}
files:
  - path: "src/{{name}}/{{name}}.tsx"
    content: |
      export function {{name}}() {
        return <{{element}} />;
      }
  - path: "src/{{name}}/index.ts"
    content: |
      export * from "./{{name}}";
hooks:
  after: ["true {{ files }}"]
"""


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "shop"
    (root / "templates").mkdir(parents=True)
    (root / "templates" / "react-component.yaml").write_text(COMPONENT)
    for name in ("page", "memo"):
        text = f'name: {name}\nfiles: [{{path: "{name}s/{{{{ name }}}}.md", content: x}}]\n'
        (root / "templates" / f"{name}.yaml").write_text(text)
    (root / ".mcp.json").write_text('{\n    "mcpServers": {\n        "db": {"command": "db"}\n    }\n}')
    (root / "AGENTS.md").write_text("# Agents\n\nBe kind.\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def git(root, *words):
    identity = {f"GIT_{who}_{what}": "example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = os.environ | identity | {"GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True, env=environment).stdout


def jig(root, *words, start=JIG):
    done = subprocess.run(
        [*start, *words], cwd=root, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout, done.stderr


def changed(root):
    return git(root, "status", "--porcelain", "--untracked-files=all").splitlines()


def test_git_sees_only_additions_and_nothing_after_undo(repository):
    assert jig(repository, "deploy", "react-component")[0] == 0
    assert changed(repository) == [
        " M .mcp.json",
        " M AGENTS.md",
        "?? .claude/skills/react-component/SKILL.md",
        "?? .jig/deployed/react-component.yaml",
        "?? docs/generators/react-component.md",
    ]
    removed = [line for line in git(repository, "diff", "--numstat").splitlines() if line.split()[1] not in ("0", "1")]
    assert removed == []
    assert jig(repository, "deploy", "react-component", "--undo")[0] == 0
    assert changed(repository) == []
    assert not (repository / ".claude").exists()


def test_it_says_what_it_did_and_what_is_to_be_known(repository):
    code, out, _ = jig(repository, "deploy", "react-component")
    assert code == 0
    assert "jig generate react-component NAME" in out
    assert "Claude Code asks once" in out
    assert "--undo" in out
    code, again, _ = jig(repository, "deploy", "react-component")
    assert code == 0
    assert again.count("as it was") == 4
    assert "Claude Code" not in again


def test_the_skill_passes_the_checker_of_the_format_and_its_example_runs(repository):
    props = '--set=props=[{"name": "title"}, {"name": "size", "type": "number"}]'
    assert jig(repository, "templates", "trust", "react-component")[0] == 0
    assert (
        jig(repository, "generate", "react-component", "UserCard", "--set", "element=section", props, "--yes")[0] == 0
    )
    jig(repository, "deploy", "react-component")
    folder = repository / ".claude" / "skills" / "react-component"
    done = subprocess.run([AGENTSKILLS, "validate", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = (folder / "SKILL.md").read_text()
    assert text.split("description: ")[1].strip('"').startswith("New react component, add a react component")
    assert "| `props[].type` | string | `string` |" in text
    assert "true {{ files }}" in text
    example = text.split("```sh\n")[1].split("\n```")[0]
    assert "UserCard" in example
    shell = example.replace("jig generate", f"{sys.executable} -m jigsmith generate", 1)
    done = subprocess.run(["sh", "-c", shell], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "unchanged" in done.stdout


def test_json_has_every_piece(repository):
    code, out, _ = jig(repository, "deploy", "react-component", "--json")
    assert code == 0
    found = json.loads(out)
    assert [(item["target"], item["action"]) for item in found["items"]] == [
        ("cli", "ready"), ("skill", "create"), ("mcp", "change"), ("docs", "create"), ("agents", "change"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["nothing"], 6, "there is no template `nothing`"),
        (["react-component", "--to", "cloud"], 2, "there is no target cloud"),
        (["react-component", "--to", ""], 2, "there is no target"),
        (["react-component"], 16, ".claude/skills/react-component/SKILL.md is there"),
    ],
)
def test_errors_have_their_exit_codes_and_nothing_is_written(repository, words, code, says):
    skill = repository / ".claude/skills/react-component/SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text("theirs")
    before = changed(repository)
    found, _, err = jig(repository, "deploy", *words)
    assert found == code
    assert says in err
    assert changed(repository) == before


def test_what_is_left_ends_with_the_exit_code_of_a_conflict(repository):
    jig(repository, "deploy", "react-component")
    page = repository / "docs/generators/react-component.md"
    page.write_text(page.read_text() + "Mine.\n")
    assert jig(repository, "deploy", "react-component")[0] == 0
    code, out, err = jig(repository, "deploy", "react-component", "--undo")
    assert code == 16
    assert "edited since" in out
    assert "docs/generators/react-component.md" in err
    assert changed(repository) == ["?? .jig/deployed/react-component.yaml", "?? docs/generators/react-component.md"]


def test_a_disk_that_is_full_leaves_nothing_half_written(repository):
    tell = "import resource, signal, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500));"
    tell += (
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from jigsmith.faces.cli import main; main.main(sys.argv[1:])"
    )
    code, _, err = jig(repository, "deploy", "react-component", start=[sys.executable, "-c", tell])
    assert code == 19, err
    assert changed(repository) == []
    assert not (repository / ".claude").exists()


def test_several_at_once_come_out_as_one_after_the_other(repository):
    names = ["react-component", "page", "memo"]
    for verb in ([], ["--undo"]):
        running = [
            subprocess.Popen([*JIG, "deploy", name, *verb], cwd=repository, stdout=subprocess.PIPE) for name in names
        ]
        for each in running:
            each.communicate(timeout=60)
        assert [each.returncode for each in running] == [0, 0, 0]
        if not verb:
            assert len(list((repository / ".claude/skills").iterdir())) == 3
            assert (repository / "AGENTS.md").read_text().count("jigsmith:begin") == 3
            assert list(json.loads((repository / ".mcp.json").read_text())["mcpServers"]) == ["db", "jigsmith"]
    assert changed(repository) == []


def test_uses_are_recorded(repository):
    jig(repository, "deploy", "page", "--to", "skill")
    stats = json.loads(jig(repository, "stats", "--json")[1])
    assert [tool["name"] for tool in stats["tools"]] == ["deploy"]


def test_a_dry_run_speaks_of_what_would_be(repository):
    _, said, _ = jig(repository, "deploy", "page", "--dry-run")
    assert "would be written" in said and "would be put in" in said
    assert "  written" not in said and "`jigsmith` put in" not in said
    assert jig(repository, "deploy", "page")[0] == 0
    _, said, _ = jig(repository, "deploy", "page", "--undo", "--dry-run")
    assert "would be removed" in said and "would be taken out" in said
    assert "  removed" not in said and "`jigsmith` taken out" not in said


@pytest.mark.parametrize(
    ("command", "advice"), [("jig", "pip install` the checkout"), ("no-such-runner run jig", "install it")]
)
def test_a_program_that_is_missing_comes_with_advice_that_works(repository, monkeypatch, command, advice):
    (repository / "jig.toml").write_text(f'[deploy]\ncommand = "{command}"\n')
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    _, said, _ = jig(repository, "deploy", "page")
    assert f"`{command.split()[0]}` is not on your PATH" in said
    assert advice in said
    assert "tool install" not in said and "pipx" not in said
