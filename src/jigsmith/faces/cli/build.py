"""`jig build`: make a template from what repeats, and prove it."""

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jigsmith.app import build as build_app
from jigsmith.app import deploy as deploy_app
from jigsmith.app import projects
from jigsmith.base import errors
from jigsmith.faces.cli import deploy, output, prompts

SHOWN_INSTANCES = 12
SHOWN_LINES = 60


@click.command(
    epilog="""\b
Examples:
  jig build 3f9a1c                                       a candidate of the last scan
  jig build --from 'src/routes/{name}.py' --as route
  jig build --from 'src/{name:pascal}/{name:pascal}.tsx' \\
            --from 'src/{name:pascal}/index.ts' --as component
  jig build --from 'models/{name}.py' --dry-run          show the template, write nothing
"""
)
@click.argument("candidate", required=False)
@click.option(
    "--from", "patterns", metavar="PATTERN", multiple=True, help="A path with {name}, or {name:pascal} and so on."
)
@click.option("--as", "name", metavar="NAME", help="What the template is called.")
@click.option("--dry-run", is_flag=True, help="Show the template and its proof, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing.")
def command(candidate: str | None, *, patterns: Sequence[str], name: str | None, **how: Any) -> int:
    """Make a template from what repeats, and prove it.

    What all instances share becomes text, what follows from the name an expression of it, what varies a parameter. Then
    every instance is made again from the template and compared byte by byte.
    """
    if bool(candidate) == bool(patterns):
        raise click.UsageError("Give either a CANDIDATE of `jig scan`, or --from PATTERN.")
    root = projects.root_of(Path.cwd())
    family = build_app.Family(patterns=list(patterns))
    if candidate:
        family = build_app.family_of(root, candidate, here=Path.cwd())
    called = name or build_app.default_name(root, family)
    asks = not how["yes"] and not how["as_json"] and prompts.somebody()
    writes = not how["dry_run"] and not asks
    progress = None if how["as_json"] else tick
    built = build_app.build_family(root, family, name=called, write_files=writes, progress=progress)
    if how["as_json"]:
        output.emit_json(dataclasses.replace(built, made=(), edits=()))
        return 0
    show(built, whole=how["dry_run"] or asks)
    if asks and not how["dry_run"]:
        if not prompts.confirm(f"Write it to {built.path}{marking(built)}?", default=True):
            raise errors.Declined("Nothing was written.")
        built = build_app.write(root, built)
    if not how["dry_run"]:
        click.echo(next_steps(built))
    if (
        built.written
        and asks
        and prompts.confirm("Hand it to coding agents now, as a skill and by MCP?", default=False)
    ):
        deploy.show(deploy_app.deploy(root, built.template))
    return 0


def tick(doing: str, done: int, of: int) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{doing} {done}/{of}" if doing else "\r\x1b[K", err=True, nl=False)


def show(built: build_app.Built, *, whole: bool) -> None:
    """Print what the template is, and what its proof says."""
    tick("", 0, 0)
    paint = output.paint
    click.echo(f"{paint(built.template, '1')} {built.version}  {paint(', '.join(built.patterns), '2')}")
    if whole:
        for path, content in built.contents.items():
            show_content(path, content)
    show_places(built)
    for name, parameter in built.parameters.items():
        click.echo(f"  {paint(name, '36')}  {paint(described(parameter), '2')}")
    count = len(built.instances)
    color = "32" if built.exact == count else "33"
    click.echo(f"  {paint(f'{built.exact} of {count}', color)} instances come out byte for byte; {kept(built)}")
    torn = [p.unparsed for p in built.instances if p.unparsed]
    if torn:
        what = f"a name alone makes code that does not parse for {len(torn)} of {count} names, such as {torn[0]}"
        click.echo(paint(f"    {what}: give its parameters too", "33"))
    for each in [p for p in built.instances if not p.exact][:SHOWN_INSTANCES]:
        click.echo(f"    {each.name}: {each.lines - each.made_lines} of {each.lines} lines are its own")
    for why in [*built.left_out.values()][:SHOWN_INSTANCES]:
        click.echo(paint(f"    left out: {why}", "33"))
    for line in built.lost:
        click.echo(paint(f"    lost, though all instances share it: {line}", "31"))


def show_places(built: build_app.Built) -> None:
    """Print where the template puts lines, and which marks come into files for that."""
    for place in built.injects[:SHOWN_INSTANCES]:
        click.echo(f"  {output.paint(place, '1')}")
    if len(built.injects) > SHOWN_INSTANCES:
        click.echo(output.paint(f"  … and into {len(built.injects) - SHOWN_INSTANCES} more files", "2"))
    verb = "was put" if built.written else "is put"
    for path, line in list(built.marks.items())[:SHOWN_INSTANCES]:
        click.echo(f"  {output.paint('+', '32')} {path}:{line}  {output.paint(f'this comment {verb} there', '2')}")


def marking(built: build_app.Built) -> str:
    """Return what is written besides the template's folder."""
    count = len(built.marks)
    return f", and the mark into {next(iter(built.marks)) if count == 1 else output.count(count, 'file')}" * (count > 0)


def show_content(path: str, content: str) -> None:
    """Print the text of one file of the template."""
    lines = content.splitlines()
    click.echo(f"  {output.paint(path, '1')}")
    for line in lines[:SHOWN_LINES]:
        click.echo(f"    {output.paint('│', '2')} {line}")
    if len(lines) > SHOWN_LINES:
        click.echo(output.paint(f"    … {len(lines) - SHOWN_LINES} more lines", "2"))


def described(parameter: dict[str, Any]) -> str:
    """Return the type of a parameter and an example."""
    parts = [parameter.get("type", "string")]
    if parameter.get("items"):
        parts.append("of " + ", ".join(parameter["items"]))
    if parameter.get("choices"):
        parts.append("of " + ", ".join(map(str, parameter["choices"])))
    if parameter.get("examples"):
        parts.append(f"such as {parameter['examples'][0]!r}")
    return " ".join(parts)


def kept(built: build_app.Built) -> str:
    """Return how much of all instances the template makes."""
    share = 100 * built.made_lines / built.lines if built.lines else 100
    return f"of {built.lines} lines {share:.0f} % come out of the template (measured)"


def next_steps(built: build_app.Built) -> str:
    """Return what one may do now."""
    return "\n".join(
        [
            f"Written to {built.path}{marking(built)}. `jig undo` takes it back.",
            f"  jig generate {built.template} NAME       make a new one",
            f"  jig adopt {built.template} --all         record those that are there",
            f"  jig deploy {built.template}              hand it to coding agents, too",
        ]
    )
