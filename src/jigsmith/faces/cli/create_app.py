"""`jig create-app`, and `create-app` for short: a whole project that is installed and tested."""

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import click

from jigsmith.app import create
from jigsmith.app import generate as generate_app
from jigsmith.app.generating import asking
from jigsmith.base import errors
from jigsmith.faces.cli import extras, generate, generated, output, prompts


@click.command(
    cls=extras.Command,
    chooser=("--template", "-t"),
    epilog="""\b
Examples:
  jig create-app shop --template fullstack --orm drizzle
  jig create-app shop                              asks what is needed
  jig create-app shop --template python-api --yes --no-install
  jig create-app shop --template api --dry-run --json
  jig create-app shop --resume                     go on where a step failed
  jig create-app --list
Every parameter of the template is an option: `jig create-app --template TEMPLATE --help` lists them.
""",
)
@click.argument("name", required=False)
@click.option(
    "--template", "-t", shell_complete=generate.complete_template, help="What kind of app; --list shows them."
)
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Give a parameter.")
@click.option("--list", "listing", is_flag=True, help="List the templates for apps.")
@extras.shared
@click.pass_context
def command(context: click.Context, /, name: str | None, **how: Any) -> int:
    """Make a project in the folder NAME: files, git, dependencies, first tests.

    What is not given is asked for on a terminal. When a step fails, the project stays and the step is named; `--resume`
    goes on with it.
    """
    here = Path.cwd()
    if how["listing"]:
        show_choices(create.choices(generate.here()), as_json=how["as_json"])
        return 0
    if how["resume"]:
        return resumed(here / name if name else here, how)
    if name is None:
        raise click.UsageError("Give the project a NAME, such as `jig create-app shop`.")
    target, root = create.folder(here, name), generate.here()
    template = how.pop("template") or asked_template(root, **how)
    how["given"] = [*how["given"], *extras.given(context)]
    return make(root, template, name, target=target, **how)


def resumed(target: Path, how: dict[str, Any]) -> int:
    """Go on with a project of which a step failed."""
    with Teller(quiet=how["as_json"]) as tell:
        done = create.resume(target, told=tell)
    return told(done, **how)


def make(here: Path, template: str, name: str, *, target: Path, given: Sequence[str], **how: Any) -> int:
    """Ask for what is missing, and make the project."""
    params = {**how.get("task", {}), **asking.options(here, template, given, into=target)}
    if not how["as_json"] and not how["yes"] and prompts.somebody():
        params |= ask(here, template, name, params=params, target=target)
    if how["dry_run"]:
        prepared = generate_app.prepare(here, template, name, params=params, into=target)
        found = generate_app.preview(prepared)
        output.emit_json(found) if how["as_json"] else generated.show(prepared, found)
        generate_app.refuse_conflicts(prepared)
        return 0
    with Teller(quiet=how["as_json"]) as tell:
        done = create.create(here, template, name, target=target, params=params, run=how["install"],
                             under_git=how["under_git"], told=tell)  # fmt: skip
    return told(done, **how)


def asked_template(here: Path, **how: Any) -> str:
    """Ask for the template. ParameterInvalid: there is nobody to ask."""
    known = create.choices(here)
    if how["as_json"] or how["yes"] or not prompts.somebody():
        listed = ", ".join(choice.name for choice in known)
        raise errors.ParameterInvalid("which template?", do=f"Give `--template` one of {listed}.")
    with prompts.shown():
        click.echo(output.paint("What kind of app?", "1"))
        show_choices(known, as_json=False, numbered=True)
        by_word = {str(number): choice.name for number, choice in enumerate(known, start=1)}
        by_word |= {choice.name: choice.name for choice in known}
        while (answer := click.prompt("  >", prompt_suffix=" ", type=str).strip()) not in by_word:
            click.echo(output.paint("  Give a number or a name of the list.", "33"))
    return by_word[answer]


def ask(here: Path, template: str, name: str, *, params: dict[str, Any], target: Path) -> dict[str, Any]:
    """Ask for every parameter that is not given, in order, each with its default."""
    loaded, _ = asking.known(here, template, name, into=target)
    answers: dict[str, Any] = {}
    with prompts.shown():
        for key in asking.every(loaded):
            if key not in params and asking.is_wanted(loaded, name, params | answers, key):
                answers[key] = generate.ask_one(key, asking.with_default(loaded, name, params | answers, key))
    return answers


def show_choices(known: Sequence[create.Choice], *, as_json: bool, numbered: bool = False) -> None:
    """Print the templates for apps, each with what it is."""
    if as_json:
        output.emit_json(known)
        return
    width = max((len(choice.name) for choice in known), default=0)
    for number, choice in enumerate(known, start=1):
        head = f"  {number}  " if numbered else "  "
        first, *rest = output.wrapped(choice.description, len(head) + width + 2) or [""]
        click.echo(f"{head}{output.paint(choice.name.ljust(width), '1')}  {first}")
        for line in rest:
            click.echo(" " * (len(head) + width + 2) + line)


class Teller:
    """Shows how it goes: on a terminal in one line that changes, elsewhere each step as it begins."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._began = time.monotonic()

    def __call__(self, step: str, line: str) -> None:
        """Show what a step says; with an empty line, that it begins."""
        if self._quiet:
            return
        if not sys.stderr.isatty():
            if not line:
                click.echo(f"{step} ...", err=True)
            return
        width = shutil.get_terminal_size().columns - 1
        shown = f"{time.monotonic() - self._began:4.0f} s  {step}  {' '.join(line.split())}"
        click.echo(f"\r\x1b[K{shown[:width]}", err=True, nl=False)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line away, also before an error is shown."""
        if not self._quiet and sys.stderr.isatty():
            click.echo("\r\x1b[K", err=True, nl=False)


def told(done: create.Created, **how: Any) -> int:
    """Print how it went."""
    if how["as_json"]:
        output.emit_json(create.as_json(done))
        return 0
    made = done.generated
    count = output.count(len(made.files), "file")
    click.echo(f"{output.paint(made.name, '1')}  {count} from {made.template} {made.version} in {done.root}")
    for step in done.steps:
        mark = output.paint("=", "2") if step.skipped else output.paint("✓", "32")
        note = output.paint(f"{step.seconds:.1f} s" if not step.skipped else "done before", "2")
        click.echo(f"  {mark} {step.name}  {note}")
    if done.git == "initialised":
        click.echo(output.paint("  git: nothing is committed yet (git has no user.name and user.email)", "33"))
    if made.next:
        click.echo("\n".join(["Next:", *(f"  {line}" for line in made.next)]))
    return 0


def main() -> None:
    """Run `create-app NAME`, which is `jig create-app NAME`."""
    from jigsmith.faces.cli import main as jig  # noqa: PLC0415 - main imports this module by its name

    jig.main(["create-app", *sys.argv[1:]])
