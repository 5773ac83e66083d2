"""`jig why`: where a file comes from."""

import json
import re
from collections.abc import Sequence

import click

from jigsmith.app import why as why_app
from jigsmith.faces.cli import generate, output


@click.command(
    epilog="""\b
Examples:
  jig why src/api/orders.py
  jig why src/api/orders.py:14      that line
  jig why src/app.py --json
"""
)
@click.argument("place", metavar="FILE[:LINE]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(place: str, *, as_json: bool) -> None:
    """Tell which template made a file or put something into it, with which parameters, and whose each line is."""
    path, line = parted(place)
    found = why_app.why(generate.here(), path)
    if line is not None and not 1 <= line <= len(found.lines):
        raise click.UsageError(f"{path} has {len(found.lines)} lines; there is no line {line}.")
    if as_json:
        one = {"path": found.path, "origins": found.origins, "line": found.lines[line - 1]} if line else found
        output.emit_json(one)
        return
    for origin in found.origins:
        show_origin(origin)
    show_lines(found.lines if line is None else found.lines[line - 1 : line])


def parted(place: str) -> tuple[str, int | None]:
    """Return file and line of `FILE:LINE`."""
    found = re.fullmatch(r"(.+?):(\d+)(?::\d+)?", place)
    return (found[1], int(found[2])) if found else (place, None)


def show_origin(origin: why_app.Origin) -> None:
    """Print one instance, with its parameters."""
    did = "made by" if origin.kind == "made" else "something put in by"
    policy = "" if origin.policy == "merge" else f", policy {origin.policy}"
    name = f"{origin.template} {output.paint(origin.name, '1')}"
    click.echo(f"{did} {name}  {output.paint(f'{origin.version}{policy}', '2')}")
    for key, value in origin.parameters.items():
        click.echo(f"    {key} = {json.dumps(value, ensure_ascii=False)}")


def show_lines(lines: Sequence[why_app.Line]) -> None:
    """Print the lines, each with whose it is."""
    for line in lines:
        mark = output.paint("template", "2") if line.whose == "template" else output.paint("yours   ", "33")
        click.echo(f"{mark} {output.paint(f'{line.number:4}', '2')}  {line.text}")
