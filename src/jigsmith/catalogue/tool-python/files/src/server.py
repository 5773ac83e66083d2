"""The tool over the Model Context Protocol: one tool with the fields of `main.Options` as its parameters.

Importing this takes a second, as the official SDK does; only the verb `mcp` does it.
"""

import time
from typing import TYPE_CHECKING, Any

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from . import DESCRIPTION, NAME, __version__, config, errors, logs, usage
from .run import Report, Run

if TYPE_CHECKING:
    from .cli import Tool

TOOL_NAME = NAME.replace("-", "_")


def serve(tool: "Tool") -> None:
    """Serve until the client goes. Logs go to stderr: stdout belongs to the protocol."""
    logs.setup()
    anyio.run(_serve, tool)


async def _serve(tool: "Tool") -> None:
    server = make(tool)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def make(tool: "Tool") -> Server[Any]:
    """The server for a tool."""

    async def list_tools(
        _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[declared(tool)])

    async def call_tool(
        context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        if params.name != TOOL_NAME:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name}")
        report = reporter(context)
        return await anyio.to_thread.run_sync(call, tool, params.arguments or {}, report)

    return Server(NAME, version=__version__, on_list_tools=list_tools, on_call_tool=call_tool)


def declared(tool: "Tool") -> types.Tool:
    """The tool as clients see it."""
    return types.Tool(
        name=TOOL_NAME,
        description=DESCRIPTION,
        input_schema=tool.options.model_json_schema(),
    )


def reporter(context: ServerRequestContext[Any]) -> Report:
    """How progress reaches the client, if it asked for it."""

    def report(done: int, total: int, what: str) -> None:
        anyio.from_thread.run(context.session.report_progress, done, total, what)

    return report


def call(tool: "Tool", given: dict[str, Any], report: Report | None = None) -> types.CallToolResult:
    """Do the work once, with the config file of this folder as on the command line. An error is an answer, too."""
    started, error, outcome = time.perf_counter(), "", "ok"
    try:
        options = config.together(tool.options, given, config.find(None))
        result = tool.main(options, Run(report=report))
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=result.model_dump_json())],
            structured_content=result.model_dump(mode="json"),
        )
    except Exception as raised:  # noqa: BLE001 - the client gets it as a message
        error = type(raised).__name__
        outcome = "failed" if isinstance(raised, errors.ToolError) else "crashed"
        what = str(raised) if outcome == "failed" else f"something unforeseen: {error}: {raised}"
        return types.CallToolResult(content=[types.TextContent(type="text", text=what)], is_error=True)
    finally:
        seconds = time.perf_counter() - started
        usage.track(outcome=outcome, error=error, seconds=seconds, surface="mcp")
