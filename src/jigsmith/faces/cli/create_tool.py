"""`jig create-tool`, and `create-tool` for short: a command-line tool of which only `main()` is left to write."""

import sys
from pathlib import Path
from typing import Any

import click

from jigsmith.app import create
from jigsmith.faces.cli import create_app, extras, generate


@click.command(
    cls=extras.Command,
    chooser=("--lang",),
    called="tool-{}",
    otherwise="python",
    epilog="""\b
Examples:
  jig create-tool changelog
  jig create-tool changelog --lang typescript
  jig create-tool changelog --mcp                  an MCP server as well
  jig create-tool changelog --from release-notes   README and tests from .jig/tasks/release-notes.yaml
  jig create-tool changelog --no-install --dry-run
""",
)
@click.argument("name", required=False)
@click.option("--lang", type=click.Choice(["python", "typescript"]), default="python", help="What it is written in.")
@click.option("--mcp", is_flag=True, help="Make it an MCP server as well.")
@click.option("--from", "task", metavar="TASK", help="Fill README and tests from a recorded task.")
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Give a parameter.")
@extras.shared
@click.pass_context
def command(context: click.Context, /, name: str | None, **how: Any) -> int:
    """Make a tool in the folder NAME: arguments, configuration, validation, errors, logs, progress, tests, packaging.

    It installs, runs and passes its tests and linters as it is made; what is left to write is `main()`.
    """
    here = Path.cwd()
    if how["resume"]:
        return create_app.resumed(here / name if name else here, how)
    if name is None:
        raise click.UsageError("Give the tool a NAME, such as `jig create-tool changelog`.")
    target = create.folder(here, name)
    how["task"] = create.task(generate.here(), how["task"]) if how["task"] else {}
    mcp = ["mcp=true"] if how["mcp"] else []
    how["given"] = [*how["given"], *mcp, *extras.given(context)]
    how["yes"] = True  # a tool is asked for with its options; there is nothing to choose for most people
    return create_app.make(generate.here(), f"tool-{how['lang']}", name, target=target, **how)


def main() -> None:
    """Run `create-tool NAME`, which is `jig create-tool NAME`."""
    from jigsmith.faces.cli import main as jig  # noqa: PLC0415 - main imports this module by its name

    jig.main(["create-tool", *sys.argv[1:]])
