"""`jig generate`, and `generate` for short: make a new one from a template."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jigsmith.app import asking, projects, values
from jigsmith.app import generate as generate_app
from jigsmith.base import errors
from jigsmith.faces.cli import output, prompts

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

MARKS = {"create": ("+", "32"), "replace": ("~", "33"), "unchanged": ("=", "2"), "conflict": ("!", "31;1")}
WORDS = {"replace": "replaced: nobody has changed it since", "unchanged": "unchanged"}
MOST_DIFF_LINES = 40


def complete_template(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Complete the names of templates."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - start-up time: only a shell asks

    from jigsmith.app import templates  # noqa: PLC0415

    return [CompletionItem(name) for name in templates.names(here()) if name.startswith(incomplete)]


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
  jig generate model Invoice --set fields=title:string,price:decimal
  jig generate endpoint orders --params orders.yaml --dry-run
  jig generate endpoint orders --set auth=false      again: what is not given stays as recorded
  jig generate endpoint orders --defaults            again, from the defaults
  jig generate endpoint orders --into ../other-project --yes --json
""",
)
@click.argument("template", shell_complete=complete_template)
@click.argument("name")
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Give a parameter; a list as a,b or as JSON.")
@click.option("--params", "file", metavar="FILE", help="Give parameters in a YAML or JSON file; - reads stdin.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Take DIR for the project's root."
)
@click.option("--defaults", is_flag=True, help="Start from the defaults, not from the values recorded for NAME.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking. It does not allow hooks: see `jig templates trust`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing.")
def command(template: str, name: str, *, given: Sequence[str], file: str | None, **how: Any) -> int:
    """Make a new one from a template: NAME is what it is called, in any case style.

    Parameters without a default are asked for on a terminal, and without --yes lists and texts whose default may be
    that of another instance. One that was generated or adopted before keeps the values recorded for it. All files are
    written or none; a file that jigsmith did not write, or that was changed since, is never overwritten.
    """
    root, quiet = here(), how["as_json"]
    params = read_params(file) | asking.options(root, template, given, into=how["into"])
    if not quiet and prompts.somebody():
        params |= ask_all(root, template, name, params=params, **how)
    prepared = generate_app.prepare(root, template, name, params=params, into=how["into"], afresh=how["defaults"])
    found = generate_app.preview(prepared)
    if not quiet:
        show(prepared, found)
    elif how["dry_run"]:
        output.emit_json(found)
    generate_app.check(prepared)
    if how["dry_run"]:
        return 0
    if not quiet and not how["yes"] and prompts.somebody() and not confirmed(found):
        raise errors.Declined("Nothing was written.")
    done = generate_app.apply(prepared)
    if quiet:
        output.emit_json(done)
    else:
        click.echo(told(done))
    return 0


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
    click.echo(f"{paint(name, '1')}{paint(f'  {hint}', '2') if hint else ''}")
    for number, choice in enumerate(parameter.choices, start=1):
        click.echo(f"  {number}  {choice}")
    if not parameter.required:
        click.echo(paint(f"  Enter takes {values.typed(parameter)}", "2"))
    while True:
        text: str = click.prompt("  >", prompt_suffix=" ", type=str, default="", show_default=False)
        if not text and not parameter.required:
            return parameter.default
        text = by_number(parameter, text)
        try:
            if text or parameter.type == "list":
                return asking.answer(name, parameter, text)
            click.echo(paint("  It has no default: a value is needed.", "33"))
        except errors.ParameterInvalid as error:
            do = "" if error.do == error.advice else f". {error.do}"
            click.echo(paint(f"  {error.what}{do}", "33"))


def by_number(parameter: values.Parameter, text: str) -> str:
    """Return the choices for their numbers; of a list, for each of several."""
    numbered = {str(number): values.written(choice) for number, choice in enumerate(parameter.choices, start=1)}
    parts = text.split(",") if parameter.type == "list" else [text]
    return ",".join(numbered.get(part.strip(), part) for part in parts)


def confirmed(found: generate_app.Generated) -> bool:
    """Ask whether to write."""
    files = output.count(sum(file.action in ("create", "replace") for file in found.files), "file")
    hooks = f" and run {output.count(len(found.hooks), 'hook')}" if found.hooks else ""
    return prompts.confirm(f"Write {files}{hooks}?", default=True)


def show(prepared: generate_app.Prepared, found: generate_app.Generated) -> None:
    """Print the tree of files, and the difference where one is in the way."""
    click.echo(f"{paint(found.template, '1')} {found.version}  {paint(found.name, '1')}  {paint(str(found.root), '2')}")
    width = max(len(file.path.rpartition("/")[2]) for file in found.files)
    folder = None
    for file in found.files:
        above, _, last = file.path.rpartition("/")
        if above != folder:
            click.echo(f"  {paint(above + '/' if above else './', '2')}")
            folder = above
        mark, colour = MARKS[file.action]
        size = f"{file.lines:4} line{'s' if file.lines != 1 else ' '}"
        note = file.reason or WORDS.get(file.action, "")
        click.echo(f"    {paint(f'{mark} {last.ljust(width)}', colour)}  {size}  {paint(note, '2')}".rstrip())
    for path in found.stale:
        click.echo(f"    {paint('? ' + path, '33')}  is no longer part of the template; it stays")
    if found.kept:
        click.echo(f"  as recorded: {', '.join(found.kept)}   {paint('(--defaults starts from the defaults)', '2')}")
    if found.defaulted and sys.stdout.isatty():
        how = f"(--set NAME=VALUE; jig templates show {found.template})"
        click.echo(paint(f"  left at their defaults: {', '.join(found.defaulted)}   {how}", "2"))
    for hook in found.hooks:
        click.echo(f"    {paint('$ ' + hook, '36')}")
    for change in prepared.changes:
        if change.action == "conflict":
            show_diff(generate_app.difference(change))


def show_diff(lines: Sequence[str]) -> None:
    """Print a unified diff, of which the end may be left out."""
    colours = {"+": "32", "-": "31", "@": "36"}
    for line in lines[:MOST_DIFF_LINES]:
        click.echo(paint(line, colours.get(line[:1], "")))
    if len(lines) > MOST_DIFF_LINES:
        click.echo(paint(f"... and {len(lines) - MOST_DIFF_LINES} lines more", "2"))


def told(done: generate_app.Generated) -> str:
    """Return what was done, in one sentence."""
    fresh = [file for file in done.files if file.action in ("create", "replace")]
    if not fresh:
        count = len(done.files)
        return f"{f'All {count} files are' if count > 1 else 'The file is'} there already, just like this."
    lines = output.count(sum(file.lines for file in fresh), "line")
    return f"Wrote {output.count(len(fresh), 'file')}, {lines}. Recorded in {done.instance}."


def paint(text: str, code: str) -> str:
    """Colour a text for stdout, where colour is wanted. Rich would cost 50 ms."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain or not code else f"\x1b[{code}m{text}\x1b[0m"


def main() -> None:
    """Run `generate TEMPLATE NAME`, which is `jig generate TEMPLATE NAME`."""
    from jigsmith.faces.cli import main as jig  # noqa: PLC0415 - main imports this module by its name

    jig.main(["generate", *sys.argv[1:]])
