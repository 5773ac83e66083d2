"""`jig generate`, and `generate` for short: make a new one from a template."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jigsmith.app import generate as generate_app
from jigsmith.app import projects
from jigsmith.app.generating import asking, values
from jigsmith.base import errors
from jigsmith.faces.cli import generated, making, output, prompts

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_template(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Complete the names of templates."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - start-up time: only a shell asks

    from jigsmith.app import templates  # noqa: PLC0415

    return [CompletionItem(name) for name in templates.names(here()) if name.startswith(incomplete)]


def came_by(_: click.Context, __: click.Parameter, value: str | None) -> None:
    """Let the ledger know how the command came to be called: a skill says so."""
    if value:
        os.environ["JIG_SURFACE"] = value


class Generate(click.Command):
    """The command, with a hint for who writes options after `--`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; where there are too many of them after `--`, say why that is so."""
        after = args[args.index("--") :] if "--" in args else []
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if not any(word.startswith("-") for word in after[1:]):
                raise
            hint = "After `--` nothing is an option: put options before it."
            raise click.UsageError(f"{error.message} {hint}", ctx) from error


@click.command(
    cls=Generate,
    epilog="""\b
Examples:
  jig generate react-component UserProfile
  jig generate endpoint orders --set methods=get,post --set auth=true
  jig generate crud Invoice --field title:string --field price:decimal
  jig generate endpoint orders --params orders.yaml --dry-run
  jig generate endpoint orders --set auth=false      again: what is not given stays as recorded
  jig generate endpoint orders --defaults            again, from the defaults
  jig generate endpoint orders --plan --json > plan.json     then: jig apply plan.json
  jig generate endpoint orders --into ../other-project --yes --json
""",
)
@click.argument("template", shell_complete=complete_template)
@click.argument("name")
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Give a parameter; a list as a,b or as JSON.")
@click.option("--field", "fields", metavar="NAME:TYPE", multiple=True, help="Short for --set fields=NAME:TYPE.")
@click.option("--params", "file", metavar="FILE", help="Give parameters in a YAML or JSON file; - reads stdin.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Take DIR for the project's root."
)
@click.option("--defaults", is_flag=True, help="Start from the defaults, not from the values recorded for NAME.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--diff", is_flag=True, help="Show the content of each file, or how it differs.")
@click.option("--plan", is_flag=True, help="Write nothing; with --json print a plan for `jig apply`.")
@click.option("--yes", is_flag=True, help="Write without asking. It does not allow hooks: see `jig trust`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing.")
@click.option("--via", hidden=True, expose_value=False, callback=came_by)
def command(template: str, name: str, *, given: Sequence[str], fields: Sequence[str], **how: Any) -> int:
    """Make a new one from a template: NAME is what it is called, in any case style.

    Parameters without a default are asked for on a terminal, and without --yes lists and texts whose default may be
    that of another instance. One that was generated or adopted before keeps the values recorded for it. All files are
    written or none; a file that jigsmith did not write, or that was changed since, is never overwritten.
    """
    root = here()
    given = [*given, *(f"fields={field}" for field in fields)]
    params = read_params(how.pop("file")) | asking.options(root, template, given, into=how["into"])
    somebody = not how["as_json"] and prompts.somebody()
    if somebody:
        params |= ask_all(root, template, name, params=params, **how)
    if somebody or how["dry_run"] or how["plan"]:  # nobody waits for somebody who thinks
        return make(root, template, name, params=params, **how)
    with generate_app.alone(root, how["into"]):
        return make(root, template, name, params=params, **how)


def make(root: Path, template: str, name: str, *, params: dict[str, Any], **how: Any) -> int:
    """Show what would be written, ask whoever is there, and write it."""
    confirm = refuse_unconfirmed if prompts.somebody() else None
    return making.make(root, template, name, params=params, confirm=confirm, **how)


def here() -> Path:
    """Return the root of the project one is in."""
    return projects.root_of(Path.cwd())


def read_params(file: str | None) -> dict[str, Any]:
    """Return what `--params` gives."""
    if file is None:
        return {}
    if file == "-":
        return values.from_file("stdin", sys.stdin.read())
    return values.read_file(Path(file))


def ask_all(root: Path, template: str, name: str, *, params: dict[str, Any], **how: Any) -> dict[str, Any]:
    """Ask for what is needed and, unless the defaults are to be taken, for what should not be taken unseen."""
    loaded, known = asking.known(root, template, name, into=how["into"])
    there = params if how["defaults"] else known | params
    questions = asking.needed(loaded, there)
    if not (how["yes"] or how["dry_run"] or how["defaults"]):
        questions += asking.offered(loaded, there)
    answers: dict[str, Any] = {}
    with prompts.shown():
        for key, parameter in questions:
            if asking.is_wanted(loaded, name, there | answers, key):
                answers[key] = ask_one(key, parameter)
    return answers


def ask_one(name: str, parameter: values.Parameter) -> Any:
    """Ask for one parameter, again until the answer is a value of its type; a choice by its number or its word."""
    hint = parameter.help or (f"such as {parameter.examples[0]}" if parameter.examples else "")
    click.echo(f"{output.paint(name, '1')}{output.paint(f'  {hint}', '2') if hint else ''}")
    for number, choice in enumerate(parameter.choices, start=1):
        click.echo(f"  {number}  {choice}")
    if not parameter.required:
        click.echo(output.paint(f"  Enter takes {values.typed(parameter)}", "2"))
    while True:
        text: str = click.prompt("  >", prompt_suffix=" ", type=str, default="", show_default=False)
        if not text and not parameter.required:
            return parameter.default
        text = by_number(parameter, text)
        try:
            if text or parameter.type == "list":
                return asking.answer(name, parameter, text)
            click.echo(output.paint("  It has no default: a value is needed.", "33"))
        except errors.ParameterInvalid as error:
            do = "" if error.do == error.advice else f". {error.do}"
            click.echo(output.paint(f"  {error.what}{do}", "33"))


def by_number(parameter: values.Parameter, text: str) -> str:
    """Return the choices for their numbers; of a list, for each of several."""
    numbered = {str(number): values.written(choice) for number, choice in enumerate(parameter.choices, start=1)}
    parts = text.split(",") if parameter.type == "list" else [text]
    return ",".join(numbered.get(part.strip(), part) for part in parts)


def refuse_unconfirmed(prepared: generate_app.Prepared, found: generate_app.Generated) -> None:
    """Ask whether to write; `d` shows the differences first. Declined: the answer is no."""
    files = output.count(sum(file.action in generated.WRITTEN for file in found.files), "file")
    hooks = f" and run {output.count(len(found.hooks), 'hook')}" if found.hooks else ""
    question = f"Write {files}{hooks}?"
    with prompts.shown():
        while (answer := click.prompt(f"{question} [Y/n/d]", default="y", show_default=False).strip().lower()) == "d":
            generated.show_all(prepared)
    if answer not in ("y", "yes"):
        raise errors.Declined("Nothing was written.")


def main() -> None:
    """Run `generate TEMPLATE NAME`, which is `jig generate TEMPLATE NAME`."""
    from jigsmith.faces.cli import main as jig  # noqa: PLC0415 - main imports this module by its name

    jig.main(["generate", *sys.argv[1:]])
