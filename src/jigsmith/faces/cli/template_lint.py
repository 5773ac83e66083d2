"""`jig templates lint`: what is wrong with templates, told from their text."""

from collections import Counter

import click

from jigsmith.app import linting
from jigsmith.base import errors
from jigsmith.faces.cli import generate, output

COLOURS = {"error": output.RED, "warning": output.YELLOW, "info": output.DIM}


@click.command(
    "lint",
    epilog="""\b
Examples:
  jig templates lint                     all templates of this project
  jig templates lint endpoint            one of them
  jig templates lint --json | jq '.findings[].what'
""",
)
@click.argument("name", required=False, shell_complete=generate.complete_template)
@click.option("--all", "every", is_flag=True, help="Also those of packs, and those that come with jigsmith.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, *, every: bool, as_json: bool) -> None:
    """Say what is wrong with a template, or with all that are here, before anything is made from them.

    Names that are not declared, parameters and fields that are never used, filters that are not there, braces that
    belong to the output, files that are never made or fall on one place, examples that cannot be made, commands that
    hand a value to a shell. Errors end with exit code 15; warnings and notes do not.
    """
    found = linting.lint(generate.here(), name, every=every)
    if as_json:
        output.emit_json(found)
    else:
        show(found)
    if found.count("error"):
        what = f"{output.count(found.count('error'), 'error')} in {output.count(found.templates, 'template')}"
        raise errors.ValidationFailed(what, do="Correct what is said above.")


def show(found: linting.Linted) -> None:
    """Print each finding on a line, what to do below it, and how many there are."""
    for each in found.findings:
        label = output.paint(each.severity, COLOURS[each.severity])
        click.echo(f"{each.file}:{each.line}  {label}  {each.what}  {output.paint(each.kind, output.DIM)}")
        click.echo(f"    {output.paint(each.do, output.DIM)}")
    words = {"error": "error", "warning": "warning", "info": "note"}
    numbers: Counter[str] = Counter(each.severity for each in found.findings)
    counts = [output.count(numbers[severity], word) for severity, word in words.items() if numbers[severity]]
    looked = output.count(found.templates, "template")
    click.echo(f"{looked}: {', '.join(counts) or 'nothing is wrong'}.")
