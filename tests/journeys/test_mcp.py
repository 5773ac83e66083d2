"""`jig mcp` with the official client, as a process on standard input and output, in both eras of the protocol."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager

import anyio
import jsonschema
import pytest
from mcp import Client, StdioServerParameters

NOTE = """\
name: note
description: A page of notes.
files:
  - path: "notes/{{ name | kebab }}.md"
    content: "# {{ name | title }}\\n"
"""
TALKS = (
    NOTE.replace("name: note", "name: talks")
    + """\
hooks:
  after: ["sh -c 'echo {}; echo from the hook >&2; sleep 0.5; touch done'"]
"""
)
ERAS = {"legacy": "2025-11-25", "2026-07-28": "2026-07-28", "auto": "2026-07-28"}
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


@pytest.fixture
def project(tmp_path):
    (tmp_path / "shop/templates").mkdir(parents=True)
    (tmp_path / "shop/templates/note.yaml").write_text(NOTE)
    (tmp_path / "shop/templates/talks.yaml").write_text(TALKS)
    return tmp_path / "shop"


def started(project, *words):
    environment = {"JIG_HOME": os.environ["JIG_HOME"]}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "jigsmith", "mcp", *words], cwd=project, env=environment
    )


@asynccontextmanager
async def client(project, era="auto", *words):
    with anyio.fail_after(60):
        async with Client(started(project, *words), mode=era) as found:
            yield found


def in_loop(function, *arguments):
    return anyio.run(function, *arguments)


@pytest.mark.parametrize("era", ERAS)
def test_an_agent_finds_looks_and_generates_in_every_era(project, era):
    async def work():
        async with client(project, era) as session:
            assert session.protocol_version == ERAS[era]
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert list(tools) == ["template_list", "template_describe", "template_run"]
            assert [tool.annotations.read_only_hint for tool in tools.values()] == [True, True, False]
            calls = [
                ("template_list", {}),
                ("template_describe", {"template": "note"}),
                ("template_run", {"template": "note", "name": "ReadMe", "dry_run": True}),
                ("template_run", {"template": "note", "name": "ReadMe"}),
            ]
            results = [await session.call_tool(name, given) for name, given in calls]
            for (name, _), result in zip(calls, results, strict=True):
                assert not result.is_error
                jsonschema.validate(result.structured_content, tools[name].output_schema)
                assert json.loads(result.content[0].text) == result.structured_content
            return results

    listed, _, looked, ran = in_loop(work)
    assert [each["name"] for each in listed.structured_content["templates"]] == ["note", "talks"]
    assert looked.structured_content["files"][0]["content"] == "# Read Me\n"
    assert ran.structured_content["written"] is True
    assert (project / "notes/read-me.md").read_text() == "# Read Me\n"


@pytest.mark.parametrize("era", ["legacy", "2026-07-28"])
def test_errors_of_a_tool_are_results_and_an_unknown_tool_is_none(project, era):
    async def work():
        async with client(project, era) as session:
            wrong = await session.call_tool("template_run", {"template": "note", "name": "../x"})
            with pytest.raises(Exception, match="Unknown tool"):
                await session.call_tool("template_delete", {})
            after = await session.call_tool("template_list", {})
            return wrong, after

    wrong, after = in_loop(work)
    assert wrong.is_error
    assert wrong.content[0].text.startswith("PathEscapes: ")
    assert not after.is_error


def test_many_calls_at_once_all_come_out(project):
    async def work():
        async with client(project) as session, anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(session.call_tool, "template_run", {"template": "note", "name": f"note {number}"})

    in_loop(work)
    assert len(list((project / "notes").glob("note-*.md"))) == 20
    assert len(list((project / ".jig/instances/note").glob("*.yaml"))) == 20


def test_what_a_hook_says_does_not_come_between(project):
    subprocess.run([sys.executable, "-m", "jigsmith", "templates", "trust", "talks"], cwd=project, check=True)

    async def work():
        async with client(project, "legacy") as session:
            return await session.call_tool("template_run", {"template": "talks", "name": "A"})

    result = in_loop(work)
    assert not result.is_error, result.content[0].text
    assert (project / "done").exists()


def test_root_names_another_project(project, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    async def work():
        async with client(elsewhere, "auto", "--root", str(project)) as session:
            return await session.call_tool("template_run", {"template": "note", "name": "A"})

    assert not in_loop(work).is_error
    assert (project / "notes/a.md").is_file()
    assert list(elsewhere.iterdir()) == []


def test_a_project_is_found_from_a_folder_in_it(project):
    (project / ".jig").mkdir()
    (project / "src").mkdir()

    async def work():
        async with client(project / "src") as session:
            return await session.call_tool("template_list", {})

    assert len(in_loop(work).structured_content["templates"]) == 2


def test_the_entry_that_deploy_writes_starts_the_server(project):
    subprocess.run([sys.executable, "-m", "jigsmith", "deploy", "note"], cwd=project, check=True, capture_output=True)
    entry = json.loads((project / ".mcp.json").read_text())["mcpServers"]["jigsmith"]
    place = os.path.dirname(sys.executable)  # noqa: PTH120 - the link itself: it is what is on the PATH
    assert shutil.which(entry["command"], path=place)

    async def work():
        environment = {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}", "JIG_HOME": os.environ["JIG_HOME"]}
        server = StdioServerParameters(command=entry["command"], args=entry["args"], cwd=project, env=environment)
        with anyio.fail_after(60):
            async with Client(server) as session:
                return await session.list_tools()

    assert len(in_loop(work).tools) == 3


def test_calls_are_recorded_as_uses_by_mcp(project):
    async def work():
        async with client(project) as session:
            await session.call_tool("template_list", {})
            await session.call_tool("template_run", {"template": "nothing", "name": "A"})

    in_loop(work)
    done = subprocess.run([sys.executable, "-m", "jigsmith", "stats", "--json"], capture_output=True, check=True)
    tools = {tool["name"]: tool for tool in json.loads(done.stdout)["tools"]}
    assert set(tools) == {"template_list", "template_run"}


def process(project):
    return subprocess.Popen(
        [sys.executable, "-m", "jigsmith", "mcp"],
        cwd=project, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def say(server, **message):
    server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    server.stdin.flush()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_at_once(project, number, code):
    server = process(project)
    say(server, **INITIALIZE)
    assert "jigsmith" in server.stdout.readline()
    server.send_signal(number)
    _, said = server.communicate(timeout=10)
    assert server.returncode == code
    assert said == ""


def test_a_signal_waits_for_what_is_being_written(project):
    subprocess.run([sys.executable, "-m", "jigsmith", "templates", "trust", "talks"], cwd=project, check=True)
    server = process(project)
    say(server, **INITIALIZE)
    server.stdout.readline()
    say(server, method="notifications/initialized")
    say(
        server,
        id=2,
        method="tools/call",
        params={"name": "template_run", "arguments": {"template": "talks", "name": "A"}},
    )
    deadline = time.monotonic() + 20
    while not (project / "notes").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=20)
    assert server.returncode == 143
    assert (project / "done").exists()
    assert (project / ".jig/instances/talks/A.yaml").is_file()


def test_the_end_of_the_client_is_the_end_of_the_server(project):
    server = process(project)
    say(server, **INITIALIZE)
    server.stdout.readline()
    out, said = server.communicate(timeout=20)
    assert (server.returncode, out, said) == (0, "", "")


NONSENSE = ["nonsense", "{}", "[]", '{"jsonrpc": "2.0", "id": 3, "method": "none"}', "\x00\xff", "[" * 100_000]


def test_nonsense_does_not_end_it(project):
    server = process(project)
    server.stdin.write("\n".join(NONSENSE) + "\n")
    say(server, **INITIALIZE)
    server.stdin.write("\n".join(NONSENSE) + "\n")
    say(server, id=7, method="ping")
    answer = next(found for line in server.stdout if (found := json.loads(line)).get("id") == 7)
    assert answer == {"jsonrpc": "2.0", "id": 7, "result": {}}
    server.communicate(timeout=20)
    assert server.returncode == 0


def test_help_does_not_import_the_sdk():
    script = (
        "import sys; from jigsmith.faces.cli import main; main.run(['mcp', '--help']); print('MODULES', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "mcp" not in done.stdout.partition("MODULES")[2].split()
