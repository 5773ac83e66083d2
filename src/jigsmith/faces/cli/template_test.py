"""`jig templates test`: whether templates still make what is recorded, and whether their examples hold."""

from collections.abc import Sequence
from pathlib import Path

import click

from jigsmith.app import templates as templates_app
from jigsmith.base import errors
from jigsmith.faces.cli import generate, output

MARKS = {"-": output.RED, "+": "32", "@": output.DIM}


@click.command(
    "test",
    epilog="""\b
Examples:
  jig templates test                     all templates of this project
  jig templates test endpoint --json     one of them, for other programs
  jig templates test endpoint --accept   record what its examples make now
""",
)
@click.argument("name", required=False, shell_complete=generate.complete_template)
@click.option("--accept", is_flag=True, help="Record what the examples make, in the place of what is recorded.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Also the examples of templates of packs, and of those that come with jigsmith.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, *, accept: bool, every: bool, as_json: bool) -> None:
    """Make every recorded instance again and compare, then try the `examples` of each template.

    Instances are recorded in tests/ beside a template by `jig build`. An example is made in a temporary project with
    its `project` files, five times over: is it what is recorded (golden)? Does it parse (valid)? Does generating again
    change nothing (again)? Does undo bring everything back (undo)? And does an instance of the version before, with a
    line that somebody added, become one of this version and keep that line (update)? The version before is the newest
    in versions/ beside the template, else what git has of it. Steps of apps are not run.

    What is broken is reported and the rest is tested; the exit code is that of the first that failed. Nothing recorded
    and no version before are said, and are no failure.
    """
    here = generate.here()
    found = templates_app.check_recorded(here, name)
    if not as_json:
        show(found)
    for each in templates_app.check_examples(here, name, accept=accept, every=every):
        found.append(each)
        if not as_json:
            show([each])
    if as_json:
        output.emit_json(found)
    elif not found:
        click.echo("Nothing is recorded and there are no examples: `jig build` writes tests/ beside a template.")
    broken = [each for each in found if each.differs]
    if broken:
        raise failure(broken, len(found))


def failure(broken: Sequence[templates_app.Tested], tested: int) -> errors.JigError:
    """Return the error of the first that failed, about all that did."""
    kind = next(kind for kind in errors.every_kind() if kind.exit_code == broken[0].exit_code)
    what = f"{len(broken)} of {output.count(tested, 'test')} failed"
    return kind(what, do="Correct the template, or build it again.")


def show(found: Sequence[templates_app.Tested]) -> None:
    """Print one line for each test, and what differs below."""
    for each in found:
        right = "same" if each.check == "recorded" else "ok"
        mark = output.paint("differs", output.RED) if each.differs else output.paint(right, "32")
        check = "" if each.check == "recorded" else f"  {each.check}"
        note = f"  {output.paint(each.note, output.DIM)}" if each.note else ""
        click.echo(f"{each.template}  {each.name or Path(each.test).name}{check}  {mark}{note}")
        for line in each.differs:
            click.echo(f"    {output.paint(line, MARKS.get(line[:1], ''))}")
