"""`jig integrate`: add what most services need to a project that is there."""

from typing import Any

import click

from jigsmith.app import create
from jigsmith.app import generate as generate_app
from jigsmith.app.generating import asking
from jigsmith.faces.cli import create_app, extras, generate, generated, output, prompts


@click.command(
    cls=extras.Command,
    epilog="""\b
Examples:
  jig integrate database
  jig integrate auth --dry-run --diff
  jig integrate monitoring --yes --no-install
  jig undo                           take it back
""",
)
@click.argument("what", metavar="WHAT")
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Give a parameter.")
@click.option("--install/--no-install", default=True, help="Run the steps that it needs, or only write the files.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--diff", is_flag=True, help="Show the differences.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing.")
@click.pass_context
def command(context: click.Context, /, what: str, **how: Any) -> int:
    """Add a database, accounts (auth) or monitoring to this project: dependencies, code, configuration and tests.

    What the project is built with decides how. Doing it twice changes nothing; `jig undo` takes it back.
    """
    root, template = generate.here(), f"integrate-{what}"
    params = asking.options(root, template, [*how["given"], *extras.given(context)])
    prepared = generate_app.prepare(root, template, what, params=params)
    found = generate_app.preview(prepared)
    if not how["as_json"]:
        generated.show(prepared, found, diff=how["diff"])
    elif how["dry_run"]:
        output.emit_json(found)
    generate_app.check(prepared)
    if how["dry_run"]:
        return 0
    if not (how["as_json"] or how["yes"]) and prompts.somebody():
        generate.refuse_unconfirmed(prepared, found)
    with create_app.Teller(quiet=how["as_json"]) as tell:
        done = create.integrate(prepared, run=how["install"], told=tell)
    return create_app.told(done, **how)
