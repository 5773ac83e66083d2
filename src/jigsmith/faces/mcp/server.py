"""The server: the tools over the Model Context Protocol, on standard input and output.

Importing this takes a second, since the official SDK does; only `jig mcp` may import it.
"""

import logging
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import msgspec
from mcp import types
from mcp.server import CacheHint, Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

import jigsmith
from jigsmith.faces.mcp import templates, toolbox

INSTRUCTIONS = (
    "Code generators of this project, made from its own code. Before you write files that resemble others, look in "
    "template_list; then template_describe, template_run with dry_run, and template_run. Do by hand only what is left."
)
HOUR = 3_600_000  # milliseconds: the tools are always the same, whatever templates there are
_log = logging.getLogger(__name__)


def serve(root: Path) -> None:
    """Serve the project at `root` until the client goes, or SIGTERM or Ctrl-C comes. A call that writes is finished."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="jig mcp: %(message)s")
    anyio.run(_serve, root)


async def _serve(root: Path) -> None:
    writer = anyio.Lock()
    server = make(root, writer=writer)
    async with anyio.create_task_group() as group:
        group.start_soon(_end_on_signal, writer)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
        group.cancel_scope.cancel()


async def _end_on_signal(writer: anyio.Lock) -> None:
    """End the process on a signal, as soon as nothing is being written."""
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for number in signals:
            await writer.acquire()
            os._exit(128 + number)  # a thread waits for standard input, and nothing but its end could wake it


def make(
    root: Path, tools: Sequence[toolbox.Tool] = templates.TOOLS, *, writer: anyio.Lock | None = None
) -> Server[Any]:
    """The server for one project; whoever holds `writer` keeps the tools that write waiting."""
    known = {tool.name: tool for tool in tools}
    listed = types.ListToolsResult(tools=[_declared(tool) for tool in tools])
    one_writer = writer or anyio.Lock()

    async def list_tools(
        _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return listed

    async def call_tool(
        _context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = known.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name}")
        work = partial(_result, tool, root, params.arguments or {})
        if not tool.writes:
            return await anyio.to_thread.run_sync(work)
        async with one_writer:
            return await anyio.to_thread.run_sync(work)

    return Server(
        "jigsmith",
        version=jigsmith.__version__,
        title="Jigsmith",
        instructions=INSTRUCTIONS,
        cache_hints={"tools/list": CacheHint(ttl_ms=HOUR, scope="public")},
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _declared(tool: toolbox.Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=toolbox.schema(tool.arguments),
        output_schema=toolbox.schema(tool.result),
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.writes, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _result(tool: toolbox.Tool, root: Path, given: dict[str, Any]) -> types.CallToolResult:
    """What the tool gives, as the protocol has it: structured, and the same as text for clients that know no better."""
    try:
        found = toolbox.call(tool, root, given)
    except toolbox.Refused as refused:
        if refused.__cause__ is not None and not hasattr(refused.__cause__, "exit_code"):
            _log.error("%s", refused, exc_info=refused.__cause__)
        return types.CallToolResult(content=[types.TextContent(type="text", text=str(refused))], is_error=True)
    text = msgspec.json.encode(found).decode()
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=found)
