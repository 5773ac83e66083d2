"""`jig mcp`: serve the templates of a project to coding agents."""

from pathlib import Path

import click

from jigsmith.app import projects


@click.command(
    epilog="""\b
Examples:
  jig mcp                                 what .mcp.json starts: see `jig deploy`
  claude mcp add jigsmith -- jig mcp      for yourself alone, in Claude Code
  jig mcp --root ../other-project
"""
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The project to serve; by default the one we are in.",
)
def command(root: Path | None) -> None:
    """Serve the templates to coding agents over MCP, on standard input and output.

    There are three tools: template_list, template_describe and template_run, which knows dry_run. They reach this
    project alone, and the hooks of a template run only after `jig trust`.
    """
    from jigsmith.faces.mcp import server  # noqa: PLC0415 - start-up time: the SDK takes a second

    server.serve(root.absolute() if root else projects.root_of(Path.cwd()))
