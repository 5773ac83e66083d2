"""Tools made by the shipped templates: as they come they parse and pass their linters; the slow tests install, test and
run them, break their config and ask them over MCP (by the tests that they bring).
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.engines.trees import syntax
from jigsmith.ledger import uses

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/jigsmith/catalogue"
BIN = Path(sys.executable).parent
LANGUAGES = ["python", "typescript"]
SAMPLES = {"string": "a b", "integer": "3", "number": "2.5", "choice": "one", "path": "x/y", "boolean": "true"}
TASK = """\
title: Sums up the week's reports.
typed: ["cut -d, -f2 mon.csv | paste -sd+ | bc"]
options:
  - {name: top-most, type: integer, default: "3", help: At most so many lines.}
cases:
  - name: two reports
    run: [mon.csv, tue.csv, --top-most, "1"]
    files: {mon.csv: "bread,3\\ncake,4\\n", tue.csv: "bread,5\\n"}
    expect: {output: bread 8}
  - name: a report that is not there
    run: [wed.csv]
    expect: {exit: 4, contains: [wed.csv]}
"""
PYTHON_WORK = """\
    sums: dict[str, int] = {}
    for path in run.progress(options.inputs, "Adding"):
        for line in path.read_text().splitlines():
            name, _, number = line.partition(",")
            sums[name] = sums.get(name, 0) + int(number)
    best = sorted(sums.items(), key=lambda item: -item[1])[: options.top_most]
    return Result(text="\\n".join(f"{name} {total}" for name, total in best))
"""
TYPESCRIPT_WORK = """\
  const sums = new Map<string, number>();
  for (const path of run.progress(options.inputs, "Adding")) {
    for (const line of (await import("node:fs")).readFileSync(path, "utf8").trim().split("\\n")) {
      const [name = "", number] = line.split(",");
      sums.set(name, (sums.get(name) ?? 0) + Number(number));
    }
  }
  const best = [...sums].sort((a, b) => b[1] - a[1]).slice(0, options.topMost);
  return { text: best.map(([name, total]) => `${name} ${total}`).join("\\n") };
}
"""


def option(kind, way, **more) -> dict[str, Any]:
    """One entry of `options`."""
    choices = ["one", "two"] if kind == "choice" else []
    return {"name": f"{kind}-{way}", "type": kind, "help": f"It is {kind}.", "choices": choices, **more}


OPTIONS = [
    each
    for kind, value in SAMPLES.items()
    for each in (option(kind, "free"), option(kind, "usual", default=value), option(kind, "needed", required=True))
]


def make(folder, language, name="sum-lines", **params):
    """Write the files of a tool; return its folder."""
    for file in render.render(formats.load(CATALOGUE / f"tool-{language}"), name, params):
        path = folder / name / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data or b"")
    return folder / name


def run(project, *words, code=0, **environment):
    """Run a command in the project; it must end with that code."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"} | {"PATH": path, **environment}
    ran = subprocess.run(words, cwd=project, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == code, f"{' '.join(words)}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout + ran.stderr


def needs(program):
    return pytest.mark.skipif(
        shutil.which(program, path=f"{BIN}{os.pathsep}{os.environ['PATH']}") is None,
        reason=f"{program} is not installed",
    )


def parse(path):
    text = path.read_text(encoding="utf-8")
    match path.suffix:
        case ".py":
            ast.parse(text)
        case ".toml":
            tomllib.loads(text)
        case ".json":
            json.loads(text)
        case ".yml" | ".yaml":
            yaml.safe_load(text)
        case ".ts":
            tree = syntax.parse(path.name, text.encode())
            assert tree is not None
            assert not tree.root_node.has_error
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def every_way():
    for language in LANGUAGES:
        for inputs in ["files", "words", "none"]:
            yield pytest.param(language, {"inputs": inputs}, id=f"{language}-{inputs}")
            wide = {"inputs": inputs, "mcp": True, "options": OPTIONS}
            yield pytest.param(language, wide, id=f"{language}-{inputs}-mcp-options")
        yield pytest.param(language, yaml.safe_load(TASK), id=f"{language}-task")
        yield pytest.param(language, {**yaml.safe_load(TASK), "inputs": "none"}, id=f"{language}-task-none")


@pytest.mark.parametrize(("language", "params"), list(every_way()))
def test_every_file_of_a_tool_parses_and_python_passes_the_linter(tmp_path, language, params):
    project = make(tmp_path, language, **params)
    for path in sorted(project.rglob("*")):
        if path.is_file():
            parse(path)
    if language == "python":
        run(project, "ruff", "check", "--no-cache")
        run(project, "ruff", "format", "--no-cache", "--check")
    assert (project / "CLAUDE.md").read_text() == "@AGENTS.md\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_template_can_be_made(tmp_path, language):
    for example in formats.load(CATALOGUE / f"tool-{language}").examples:
        make(tmp_path, language, example.name, **example.parameters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["click", "Test", "import", "node_modules", "9lives", "a/b", "a--b", "-x", "x;y", "ü"])
def test_a_name_that_no_tool_can_have_is_refused(tmp_path, language, name):
    with pytest.raises((errors.ParameterInvalid, errors.PathEscapes)):
        make(tmp_path, language, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "params",
    [
        {"title": 'Says "hello".'},
        {"title": "two\nlines"},
        {"title": "{{ name }}"},
        {"options": [{"name": "config"}]},
        {"options": [{"name": "log-file"}]},
        {"options": [{"name": "class"}]},
        {"options": [{"name": "no-color"}]},
        {"options": [{"name": "x", "type": "date"}]},
        {"cases": [{"name": "a", "run": "a string"}]},
        {"cases": [{"name": "a", "exit": 4}]},
        {"inputs": "folders"},
    ],
    ids=str,
)
def test_what_would_not_make_a_tool_is_refused(tmp_path, language, params):
    with pytest.raises(errors.ParameterInvalid):
        make(tmp_path, language, **params)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recorded_task_becomes_examples_and_tests(tmp_path, language):
    project = make(tmp_path, language, "weekly", **yaml.safe_load(TASK))
    readme = (project / "README.md").read_text()
    for text in [
        "Sums up the week's reports.",
        "cut -d, -f2 mon.csv",
        "$ weekly mon.csv tue.csv --top-most 1\nbread 8\n",
    ]:
        assert text in readme
    cases = json.loads((project / "tests/cases.json").read_text())
    assert [case["expect"]["exit"] for case in cases] == [0, 4]
    assert cases[0]["files"]["tue.csv"] == "bread,5\n"


@pytest.mark.skipif(
    not (find_spec("structlog") and find_spec("pytest_cov")),
    reason="structlog and pytest-cov, which the tool needs, are not installed here",
)
def test_a_tool_in_python_passes_its_tests_in_this_environment(tmp_path):
    project = make(tmp_path, "python", mcp=True)
    run(project, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", PYTHONPATH=str(project / "src"))


def with_work(project, language):
    """Write the `main()` of the recorded task."""
    path = project / ("src/weekly/main.py" if language == "python" else "src/main.ts")
    text = path.read_text()
    start = text.index("    for each in run" if language == "python" else "  for (const each of run")
    text = text[:start] + (PYTHON_WORK if language == "python" else TYPESCRIPT_WORK)
    lines = text.splitlines(keepends=True)
    unused = ("from . import errors", "import { NotWritten }")
    path.write_text("".join(line for line in lines if not line.startswith(unused)))


@needs("uv")
@pytest.mark.slow
@pytest.mark.parametrize("mcp", [False, True], ids=["plain", "mcp"])
def test_a_tool_in_python_installs_passes_all_its_checks_and_runs(tmp_path, mcp, jig_home):
    project = make(tmp_path, "python", mcp=mcp, options=[{"name": "top", "type": "integer", "help": "At most."}])
    run(project, "uv", "sync", "--quiet")
    run(project, "uv", "run", "ruff", "check")
    run(project, "uv", "run", "ruff", "format", "--check")
    run(project, "uv", "run", "mypy")
    told = run(project, "uv", "run", "pytest", "--cov")
    assert "Required test coverage of 80% reached" in told
    assert ("test_server.py" in run(project, "uv", "run", "pytest", "--collect-only", "-q")) == mcp
    run(project, "uv", "build", "--quiet", "--wheel")
    (project / "a.txt").write_text("1\n2\n")
    assert "2 a.txt" in run(project, "uv", "run", "sum-lines", "a.txt", PYTHONPATH=str(ROOT / "src"))
    run(project, "uv", "run", "sum-lines", "missing.txt", code=4, PYTHONPATH=str(ROOT / "src"))
    (project / "sum-lines.toml").write_text('# mine\ntop = "many"\n')
    assert "sum-lines.toml:2" in run(project, "uv", "run", "sum-lines", "a.txt", code=3)
    found = [(event.tool, event.outcome, event.error) for event in uses.read(jig_home)]
    assert found == [("sum-lines", "ok", ""), ("sum-lines", "failed", "InputInvalid")]


@needs("uv")
@pytest.mark.slow
def test_recorded_cases_in_python_are_expected_to_fail_until_main_is_written_and_have_to_pass_then(tmp_path):
    project = make(tmp_path, "python", "weekly", **yaml.safe_load(TASK))
    run(project, "uv", "sync", "--quiet")
    test = ["uv", "run", "pytest", "-q", "tests/test_cases.py"]
    assert "1 xfailed, 1 xpassed" in run(project, *test)
    assert "main() is still to be written" in run(project, "uv", "run", "weekly", "README.md", code=70)
    with_work(project, "python")
    assert "2 passed" in run(project, *test)
    main = project / "src/weekly/main.py"
    main.write_text(main.read_text().replace("int(number)", "1"))
    assert "1 failed, 1 passed" in run(project, *test, code=1)


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory):
    """What all tools in TypeScript install, once: npm links it into each project."""
    project = make(tmp_path_factory.mktemp("modules"), "typescript", mcp=True)
    run(project, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
    return project / "node_modules"


@needs("npm")
@pytest.mark.slow
@pytest.mark.parametrize("mcp", [False, True], ids=["plain", "mcp"])
def test_a_tool_in_typescript_installs_passes_all_its_checks_and_runs(tmp_path, mcp, jig_home, node_modules):
    project = make(tmp_path, "typescript", mcp=mcp, options=[{"name": "top", "type": "integer", "help": "At most."}])
    if mcp:
        (project / "node_modules").symlink_to(node_modules)
    else:
        run(project, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
    run(project, "npm", "run", "lint")
    run(project, "npm", "run", "types")
    run(project, "npm", "run", "build")
    told = run(project, "npm", "test", NO_COLOR="1")
    assert "All files" in told
    assert ("tests/server.test.ts" in told) == mcp
    (project / "a.txt").write_text("1\n2\n")
    (project / "node_modules/jigsmith").unlink(missing_ok=True)
    (project / "node_modules/jigsmith").symlink_to(ROOT / "packages/track-usage")
    assert "2 a.txt" in run(project, "node", "dist/index.js", "a.txt")
    run(project, "node", "dist/index.js", "missing.txt", code=4)
    (project / "node_modules/jigsmith").unlink()
    (project / "sum-lines.config.ts").write_text('export default { top: "many" };\n')
    assert "sum-lines.config.ts: `top`" in run(project, "node", "dist/index.js", "a.txt", code=3)
    found = [(event.tool, event.outcome, event.error) for event in uses.read(jig_home)]
    assert found == [("sum-lines", "ok", ""), ("sum-lines", "failed", "InputInvalid")]


@needs("npm")
@pytest.mark.slow
def test_recorded_cases_in_typescript_are_skipped_until_main_is_written_and_have_to_pass_then(tmp_path, node_modules):
    project = make(tmp_path, "typescript", "weekly", **yaml.safe_load(TASK))
    (project / "node_modules").symlink_to(node_modules)
    test = ["npx", "vitest", "run", "tests/cases.test.ts"]
    assert "1 passed | 1 skipped" in run(project, *test, NO_COLOR="1")
    assert "main() is still to be written" in run(project, "npm", "start", "--", "README.md", code=70)
    with_work(project, "typescript")
    assert "2 passed" in run(project, *test, NO_COLOR="1")
    main = project / "src/main.ts"
    main.write_text(main.read_text().replace("Number(number)", "1"))
    assert "1 failed | 1 passed" in run(project, *test, code=1, NO_COLOR="1")
