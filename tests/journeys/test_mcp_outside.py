"""The MCP server and the skill, judged by programs that are not ours: the conformance suite of the protocol, its
inspector, and Claude Code. They come from npm, 700 MB once, and need no account.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

PACKAGES = [
    "node@22.23.3",
    "@modelcontextprotocol/conformance@0.2.0-alpha.12",
    "@modelcontextprotocol/inspector@2.12.0",
    "@anthropic-ai/claude-code@2.1.330",
]
NOTE = """\
name: note
description: A page of notes.
files:
  - path: "notes/{{ name | kebab }}.md"
    content: "# {{ name | title }}\\n"
"""
OVER_HTTP = """
import sys
from pathlib import Path
import uvicorn
from jigsmith.faces.mcp import server
app = server.make(Path(sys.argv[1])).streamable_http_app()
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""
# What the suite asks of every server. The other scenarios want tools, resources and prompts made for the suite.
REQUIRED = {
    "2026-07-28": [
        "tools-list",
        "http-header-validation",
        "dns-rebinding-protection",
        "server-sse-multiple-streams",
        "input-required-result-unsupported-methods",
    ],
    "2025-11-25": [
        "server-initialize",
        "ping",
        "tools-list",
        "dns-rebinding-protection",
        "server-session-lifecycle",
        "server-sse-multiple-streams",
    ],
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def node(request):
    """The folder with the programs, made once; skips where there is no npm: nothing but these tests needs it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = request.config.cache.mkdir("outside")
    with (folder / "lock").open("w") as lock:  # the workers share the folder, and two npm in it spoil each other's work
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done.json"
        if not done.is_file() or json.loads(done.read_text()) != PACKAGES:
            (folder / "package.json").write_text("{}")
            install(npm, folder)
            done.write_text(json.dumps(PACKAGES))
    return folder / "node_modules"


def install(npm, folder):
    environment = os.environ | {"PATH": f"{folder}/node_modules/node/bin{os.pathsep}{os.environ['PATH']}"}
    for package in PACKAGES:  # node first: some of the others look at it while they are installed
        command = [npm, "install", "--no-audit", "--no-fund", package]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"npm could not install {package}\n{done.stderr}")


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "shop"
    (root / "templates").mkdir(parents=True)
    (root / "templates/note.yaml").write_text(NOTE)
    subprocess.run([sys.executable, "-m", "jigsmith", "deploy", "note"], cwd=root, check=True, capture_output=True)
    return root


def surroundings(node, home):
    """An environment with nothing in it but what is needed, and a home of its own."""
    places = [str(Path(sys.executable).parent), f"{node}/node/bin", "/usr/bin", "/bin"]
    return {
        "PATH": os.pathsep.join(places),
        "HOME": str(home),
        "CLAUDE_CONFIG_DIR": f"{home}/.claude",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_TELEMETRY": "1",
        "JIG_HOME": os.environ["JIG_HOME"],
    }


def run(command, environment, folder):
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def address(project):
    """The server over HTTP, on loopback: the suite speaks nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", OVER_HTTP, str(project), str(port)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/mcp"
    server.terminate()
    server.wait(10)


@pytest.mark.parametrize("revision", REQUIRED)
def test_the_conformance_suite_of_the_protocol_finds_nothing_wrong(node, address, tmp_path, revision):
    suite = node / "@modelcontextprotocol/conformance/dist/index.js"
    command = ["node", str(suite), "server", "--url", address, "--requirements", revision, "-o", str(tmp_path / "out")]
    subprocess.run(command, env=surroundings(node, tmp_path), capture_output=True, check=False, timeout=120)
    for scenario in REQUIRED[revision]:
        (folder,) = (tmp_path / "out").glob(f"server-{scenario}-20*")
        found = [check["status"] for check in json.loads((folder / "checks.json").read_text())]
        assert "SUCCESS" in found, scenario
        assert not {"FAILURE", "WARNING"} & set(found), scenario


def test_the_inspector_reads_every_schema_and_calls_every_tool(node, project, tmp_path):
    inspector = [str(node / ".bin/mcp-inspector"), "--cli", "jig", "mcp", "--method"]
    environment = surroundings(node, tmp_path)
    run([*inspector, "tools/list", "--strict"], environment, project)
    calls = {
        "template_list": [],
        "template_describe": ["template=note"],
        "template_run": ["template=note", "name=Foo", "dry_run=true"],
    }
    for era in ("modern", "legacy"):
        for tool, given in calls.items():
            arguments = [word for each in given for word in ("--tool-arg", each)]
            command = [
                *inspector,
                "tools/call",
                "--tool-name",
                tool,
                *arguments,
                "--protocol-era",
                era,
                "--format",
                "json",
            ]
            assert not json.loads(run(command, environment, project))["result"].get("isError")


def test_claude_code_asks_for_approval_and_connects(node, project, tmp_path):
    claude, environment = str(node / ".bin/claude"), surroundings(node, tmp_path)
    assert "jigsmith: jig mcp - ⏸ Pending approval" in run([claude, "mcp", "list"], environment, project)
    run([claude, "mcp", "add", "jigsmith", "--", "jig", "mcp"], environment, project)
    assert "jigsmith: jig mcp - ✔ Connected" in run([claude, "mcp", "list"], environment, project)


def test_claude_code_has_the_skill_and_the_tools_when_it_starts(node, project, tmp_path):
    (project / ".claude/settings.local.json").write_text('{"enabledMcpjsonServers": ["jigsmith"]}')
    command = [str(node / ".bin/claude"), "-p", "hello", "--output-format", "stream-json", "--verbose"]
    environment = surroundings(node, tmp_path) | {"MCP_CONNECTION_NONBLOCKING": "0"}  # else it goes on without them
    with subprocess.Popen(
        command, env=environment, cwd=project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        begun = json.loads(started.stdout.readline())
        started.kill()  # it goes no further without an account
    assert "note" in begun["skills"]
    assert {f"mcp__jigsmith__template_{verb}" for verb in ("list", "describe", "run")} <= set(begun["tools"])


def test_claude_code_may_write_into_the_same_file(node, project, tmp_path):
    claude, environment = str(node / ".bin/claude"), surroundings(node, tmp_path)
    run([claude, "mcp", "add", "-s", "project", "other", "--", "echo"], environment, project)
    run([sys.executable, "-m", "jigsmith", "deploy", "note", "--undo"], environment, project)
    assert list(json.loads((project / ".mcp.json").read_text())["mcpServers"]) == ["other"]
