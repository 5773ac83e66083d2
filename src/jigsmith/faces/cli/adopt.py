"""`jig adopt`: record code written by hand as an instance of a template."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from jigsmith.app import adopt as adopt_app
from jigsmith.app import projects
from jigsmith.faces.cli import generate, output


@click.command(
    epilog="""\b
Examples:
  jig adopt react-component UserProfile --dry-run
  jig adopt react-component UserProfile
  jig adopt endpoint --all
"""
)
@click.argument("template", shell_complete=generate.complete_template)
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="Adopt every name whose files are where the template puts them.")
@click.option("--dry-run", is_flag=True, help="Show the parameters, and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(template: str, name: str | None, *, every: bool, dry_run: bool, as_json: bool) -> int:
    """Record code written by hand as an instance of a template.

    The parameters with which the template comes nearest to the files are found; no file is changed. What the template
    cannot say about an instance stays its own.
    """
    if every == (name is not None):
        raise click.UsageError("Give either a NAME or --all.")
    root = projects.root_of(Path.cwd())
    if name is not None:
        found = adopt_app.adopt(root, template, name, dry_run=dry_run)
        output.emit_json(found) if as_json else show([found])
        return 0
    adopted, failed = adopt_app.adopt_all(root, template, dry_run=dry_run, progress=None if as_json else tick)
    if as_json:
        output.emit_json({"adopted": adopted, "failed": failed})
    else:
        show(adopted)
        show_failed(failed)
    return 1 if failed else 0


def tick(name: str) -> None:
    """Say on a terminal which one is being looked at."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{name}", err=True, nl=False)


def show(found: Sequence[adopt_app.Adopted]) -> None:
    """Print one line for each instance, and its parameters below."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    for each in found:
        own = f"{output.count(each.residue_lines, 'line')} of its own"
        how = output.paint("exact", "32") if each.exact else output.paint(own, "33")
        click.echo(f"{output.paint(each.name, '1')}  {how}  {output.paint(', '.join(each.files), '2')}")
        for key, value in each.params.items():
            click.echo(f"    {key} = {json.dumps(value, ensure_ascii=False)}")
        for path in each.missing:
            click.echo(f"    {output.paint(f'{path} is not there', '33')}")
    recorded = [each for each in found if not each.dry_run]
    if len(recorded) == 1:
        click.echo(f"Recorded in {recorded[0].instance}. No file was changed.")
    elif recorded or not found:
        click.echo(f"Recorded {len(recorded)} instances. No file was changed.")


def show_failed(failed: Sequence[adopt_app.Failed]) -> None:
    """Print what could not be adopted."""
    for each in failed:
        click.echo(f"{each.name}: {each.error}", err=True)
