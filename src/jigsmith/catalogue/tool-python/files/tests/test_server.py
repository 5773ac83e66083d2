"""The MCP server, asked by the official client: over a pipe as an agent does, and in this process."""

import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from {{ name | snake }} import NAME, cli, server

TOOL = NAME.replace("-", "_")
TIMEOUT = 60  # seconds


async def ask(target: Any, given: dict[str, Any], told: list[float] | None = None) -> Any:
    """Call the tool; give the declared tool and the answer."""

    async def note(progress: float, total: float | None, message: str | None) -> None:
        if told is not None:
            told.append(progress)

    with anyio.fail_after(TIMEOUT):
        async with Client(target) as client:
            (declared,) = (await client.list_tools()).tools
            return declared, await client.call_tool(TOOL, given, progress_callback=note)


def test_the_command_is_a_server_that_clients_can_start(folder: Path) -> None:
    target = StdioServerParameters(command=sys.executable, args=["-m", TOOL, "mcp"], cwd=folder)
    declared, answer = anyio.run(ask, target, {"inputs": ["missing.txt"], "nonsense": 1})
    assert declared.name == TOOL
    assert set(declared.input_schema["properties"]) == set(cli.TOOL.options.model_fields)
    assert answer.is_error


def test_a_call_gives_the_result_and_tells_how_far_it_is(sample: cli.Tool, folder: Path) -> None:
    (folder / "a.txt").touch()
    told: list[float] = []
    given = {"inputs": [str(folder / "a.txt")], "limit": 3}
    _, answer = anyio.run(ask, server.make(sample), given, told)
    assert answer.structured_content["options"]["limit"] == 3
    assert told == [1.0]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"limit": 0}, "--limit"),
        ({"inputs": ["missing.txt"]}, "path does not point to a file"),
        ({"end": "badly"}, "it did not work. Try another way."),
        ({"end": "unforeseen"}, "something unforeseen: ZeroDivisionError: oops"),
    ],
)
def test_an_error_is_an_answer(sample: cli.Tool, given: dict[str, Any], told: str) -> None:
    _, answer = anyio.run(ask, server.make(sample), given)
    assert answer.is_error
    assert told in answer.content[0].text
