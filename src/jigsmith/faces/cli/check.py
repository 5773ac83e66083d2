"""`jig check`: which instances are no longer what their template makes."""

from collections.abc import Sequence

import click

from jigsmith.app import check as check_app
from jigsmith.faces.cli import generate, output

DRIFTED = 1


@click.command(
    epilog="""\b
Examples:
  jig check                       all that was generated or adopted
  jig check endpoint              the instances of one template
  jig check --outdated            only those for which `jig update` has something
  jig check --json                for CI: exit code 1 when something drifted
"""
)
@click.argument("template", required=False, shell_complete=generate.complete_template)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--outdated", is_flag=True, help="Look only at whether the template is a newer one.")
@click.option("--edited", is_flag=True, help="Look only at files that were edited or are gone.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(template: str | None, names: Sequence[str], *, outdated: bool, edited: bool, as_json: bool) -> int:
    """Tell which instances drifted: their template changed since, or their files were edited.

    The exit code is 1 when one did, and 0 when none did.
    """
    found = check_app.check(generate.here(), template, names)
    drifted = [each for each in found if differs(each, outdated=outdated, edited=edited)]
    if as_json:
        output.emit_json(found if not (outdated or edited) else drifted)
    else:
        show(found, drifted)
    return DRIFTED if drifted else 0


def differs(each: check_app.Checked, *, outdated: bool, edited: bool) -> bool:
    """Tell whether an instance drifted in one of the ways that are asked about."""
    by_edit = bool(each.edited or each.missing)
    if outdated or edited:
        return (outdated and (each.outdated or bool(each.problem))) or (edited and by_edit)
    return each.drifted


def show(found: Sequence[check_app.Checked], drifted: Sequence[check_app.Checked]) -> None:
    """Print those that drifted, and what of."""
    for each in drifted:
        version = f"{each.version} → {each.newest}" if each.newest and each.newest != each.version else each.version
        words = [word for word, holds in kinds(each) if holds]
        said = output.paint(", ".join(words), "33")
        click.echo(f"{each.template} {output.paint(each.name, '1')}  {said}  {output.paint(version, '2')}")
        for path in each.edited:
            click.echo(f"    {output.paint('~ ' + path, '33')}")
        for path in each.moved:
            click.echo(f"    {output.paint('→ ' + path, '36')}")
        for path in each.missing:
            click.echo(f"    {output.paint('- ' + path, '31')}")
        if each.problem:
            click.echo(f"    {each.problem}")
    behind = sum(each.outdated for each in found)
    if behind:
        click.echo(
            f"{output.count(behind, 'instance')} behind {'its' if behind == 1 else 'their'} template: `jig update`."
        )
    if not drifted:
        click.echo(f"{output.count(len(found), 'instance')}: all as their templates make them.")


def kinds(each: check_app.Checked) -> list[tuple[str, bool]]:
    """Return the ways to drift, and whether the instance did."""
    return [
        ("template changed", each.outdated),
        ("edited", bool(each.edited)),
        ("files missing", bool(each.missing)),
        ("cannot be told", bool(each.problem)),
    ]
