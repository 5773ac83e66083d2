"""The command: what is typed becomes options, what comes back is printed, and all errors end here, in `run`."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

import click
import structlog
from pydantic import BaseModel

from . import DESCRIPTION, NAME, config, errors, flags, logs, usage
from . import main as work
from .run import Run

log = structlog.get_logger(NAME)


class Tool(NamedTuple):
    """What is run: its options and its work. The tests of the frame run another than `TOOL`."""

    options: type[BaseModel]
    main: Callable[[Any, Run], BaseModel]


TOOL = Tool(work.Options, work.main)


def main() -> NoReturn:
    """Run the command with the arguments of this process, and end with its exit code."""
    sys.exit(run(TOOL, sys.argv[1:]))


def run(tool: Tool, words: Sequence[str]) -> int:
    """Run the command with these words and return its exit code."""
    started, error = time.perf_counter(), ""
    try:
        made = command(tool{% if mcp %}, words{% endif %})
        code = made.main(list(words), prog_name=NAME, standalone_mode=False, auto_envvar_prefix=flags.PREFIX)
        sys.stdout.flush()
        code = code if isinstance(code, int) else 0
    except (Exception, KeyboardInterrupt) as raised:  # noqa: BLE001 - a message instead of a traceback
        code, error = ended(raised), type(raised).__name__
    finally:
        logs.close()
    if flags.is_use(words):
        track(code, error, time.perf_counter() - started)
    return code


def track(code: int, error: str, seconds: float) -> None:
    """Say that the tool was used, and how it ended."""
    outcome = {0: "ok", 1: "crashed", errors.INTERRUPTED: "interrupted"}.get(code, "failed")
    usage.track(outcome=outcome, error=error, seconds=seconds, surface="cli")


def ended(error: BaseException) -> int:
    """Say on stderr with what error it ended; return the exit code."""
    match error:
        case errors.ToolError():
            log.debug("failed", exc_info=error)
            click.echo(f"{NAME}: {error}", err=True)
            return error.exit_code
        case click.Abort() | KeyboardInterrupt():
            click.echo("Interrupted.", err=True)
            return errors.INTERRUPTED
        case click.ClickException():
            error.show()
            return error.exit_code
        case BrokenPipeError():  # whoever read the output has enough
            flags.silence()
            return 0
    log.error("unforeseen", exc_info=error)
    click.echo(f"{NAME}: something unforeseen happened: {type(error).__name__}: {error}", err=True)
    return 1


{% if mcp %}
def command(tool: Tool, words: Sequence[str]) -> click.Command:
    """The command for these words: `mcp` when that is the first, or else the work itself."""
    if words and words[0] == "mcp":
        return click.Group(NAME, commands=[mcp_command(tool)])
{% else %}
def command(tool: Tool) -> click.Command:
    """The command that does the work."""
{% endif %}
    own = [flags.parameter(name, field) for name, field in tool.options.model_fields.items()]
    return click.Command(
        NAME,
        callback=lambda **given: call(tool, given),
        params=[*own, *flags.common(tool.options)],
        help=DESCRIPTION,
{% if mcp %}
        epilog=f"`{NAME} mcp` serves the same to coding agents, over MCP.",
{% endif %}
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def call(tool: Tool, given: dict[str, Any]) -> int:
    """Do the work with what was given on the command line, and print what comes back."""
    start_logs(given)
    own = {name: given[name] for name in tool.options.model_fields if given[name] not in (None, ())}
    options = config.together(tool.options, own, config.find(given["_config"]))
    log.debug("options", **options.model_dump(mode="json"))
    result = tool.main(options, Run(show=not (given["_quiet"] or given["_log_json"])))
    text = result.model_dump_json(indent=2) if given["_json"] else str(result)
    if text:
        click.echo(text)
    return 0


def start_logs(given: dict[str, Any]) -> None:
    """Send the logs where the options say."""
    verbosity = -1 if given["_quiet"] else given["_verbose"]
    try:
        logs.setup(verbosity, as_json=given["_log_json"], file=given["_log_file"])
    except OSError as error:
        raise errors.OptionInvalid(f"--log-file: cannot be written: {error}") from error
{% if mcp %}


def mcp_command(tool: Tool) -> click.Command:
    """`mcp`: the same tool for coding agents."""

    def serve() -> None:
        from . import server  # noqa: PLC0415 - start-up time: the SDK takes a second

        server.serve(tool)

    return click.Command("mcp", callback=serve, help="Serve this tool over MCP, on standard input and output.")
{% endif %}
