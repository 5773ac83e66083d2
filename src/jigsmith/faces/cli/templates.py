"""`jig templates`: list, show and test the templates that are here, and allow their hooks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from jigsmith.app import projects
from jigsmith.app import templates as templates_app
from jigsmith.faces.cli import generate, output, template_lint, template_test

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
EVERY = click.option("--all", "every", is_flag=True, help="Also apps, tools, and features of other projects.")
NAME = click.argument("name", shell_complete=generate.complete_template)
SHOWN_KEYS = ("default", "next_in", "choices", "pattern")


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  jig templates                          list those for this project
  jig templates --all                    and all that come with jigsmith
  jig templates show react-component     its parameters and files
  jig templates lint                     what is wrong with them, told from their text
  jig templates test                     make recorded instances and examples again, and compare
  jig templates trust react-component    allow its hooks, after reading them
""",
)
@EVERY
@AS_JSON
@click.pass_context
def command(context: click.Context, *, every: bool, as_json: bool) -> None:
    """List, show and test the templates that are here.

    They lie in .jig/templates/NAME/template.yaml, in .jig/templates/NAME.yaml or in templates/NAME.yaml.
    """
    if context.invoked_subcommand is None:
        list_all(every=every, as_json=as_json)


command.add_command(template_lint.command)
command.add_command(template_test.command)


@command.command(
    "list",
    epilog="""\b
Examples:
  jig templates list                     as `jig templates` does
  jig templates list --json | jq '.[].name'
""",
)
@EVERY
@AS_JSON
def list_command(*, every: bool, as_json: bool) -> None:
    """List the templates that can be used here."""
    list_all(every=every, as_json=as_json)


def list_all(*, every: bool, as_json: bool) -> None:
    """Print the templates: those of the project, then those that come with jigsmith."""
    root = here()
    found = sorted(templates_app.summaries(root, every=every), key=lambda each: each.shipped)
    if as_json:
        output.emit_json(found)
        return
    if not found:
        click.echo("There are no templates here yet. `jig scan` finds what could become one; `jig build` makes it.")
        click.echo("`jig create-app --list` lists whole projects to begin with.")
    width = max((len(each.variant_of or each.name) for each in found), default=0)
    for each in found:
        name = output.paint((each.variant_of or each.name).ljust(width), "1")
        text = output.paint(each.problem, "31") if each.problem else each.description
        click.echo(f"{name}  {text}".rstrip())
        click.echo(f"{' ' * width}  {output.paint(about(root, each), '2')}")


def about(root: Path, each: templates_app.Summary) -> str:
    """Return where a template is, how many parameters and files it has, and whether its hooks may run."""
    path = each.path.relative_to(root) if each.path.is_relative_to(root) else each.path
    if each.shipped:
        path = Path(f"{each.name}, comes with jigsmith:")
    if each.problem:
        return str(path)
    hooks = "" if not each.hooks else ", hooks allowed" if each.trusted else ", hooks not allowed yet"
    parameters, files = output.count(len(each.parameters), "parameter"), output.count(len(each.files), "file")
    files = files if each.files or not each.injects else f"lines in {output.count(len(each.injects), 'place')}"
    return f"{path}  {parameters}, {files}{hooks}"


@command.command(
    "show",
    epilog="""\b
Examples:
  jig templates show react-component     its parameters and files
  jig templates show endpoint --json     for other programs
""",
)
@NAME
@AS_JSON
def show_command(name: str, *, as_json: bool) -> None:
    """Show the parameters and the files of a template."""
    found = templates_app.summary(here(), name)
    if as_json:
        output.emit_json(found)
        return
    click.echo(f"{output.paint(found.name, '1')} {found.version}  {output.paint(str(found.path), '2')}")
    if found.description:
        click.echo(found.description)
    show_parameters(found.parameters)
    if found.files or not found.injects:
        click.echo(f"\n{output.paint('Files', '1')}{output.paint(f'  for {found.example}', '2')}")
    for path, filled in zip(found.files, found.filled, strict=True):
        click.echo(f"  {path}")
        for each in filled if filled != [path] else ():
            click.echo(f"    {output.paint(each, '2')}")
    if found.injects:
        click.echo(f"\n{output.paint('Into files that are there', '1')}")
    for place in found.injects:
        click.echo(f"  {place}")
    for hook in found.hooks:
        click.echo(
            f"  {output.paint('$', '36')} {hook}{'' if found.trusted else output.paint('  not allowed yet', '33')}"
        )
    required = [key for key, parameter in found.parameters.items() if is_needed(parameter) and key != "name"]
    given = "".join(f" --set {key}=..." for key in required)
    click.echo(f"\njig generate {found.name} NAME{given}")


def show_parameters(parameters: Mapping[str, Any]) -> None:
    """Print the parameters, but for those that nobody is ever asked for."""
    click.echo(f"\n{output.paint('Parameters', '1')}")
    if "name" not in parameters:
        click.echo(f"  name{output.paint('  what it is called', '2')}")
    for key, parameter in parameters.items():
        if parameter.get("when") is not False:
            show_parameter(key, parameter, "  ")


def is_needed(parameter: Mapping[str, Any]) -> bool:
    """Return whether it must be given."""
    return "default" not in parameter and "next_in" not in parameter


def show_parameter(key: str, parameter: dict[str, Any], indent: str) -> None:
    """Print one parameter, and its fields below it."""
    kind = parameter.get("type", "string")
    parts = [f"{part} {json.dumps(parameter[part], ensure_ascii=False)}" for part in SHOWN_KEYS if part in parameter]
    note = ", ".join([kind, *parts, *(["needed"] if is_needed(parameter) else [])])
    text = f"  {parameter['help']}" if parameter.get("help") else ""
    click.echo(f"{indent}{key}  {output.paint(note, '2')}{text}")
    for inner, field in (parameter.get("items") or {}).items():
        show_parameter(inner, field, indent + "    ")


@command.command(
    "trust",
    epilog="""\b
Examples:
  jig templates show endpoint            read its hooks first
  jig templates trust endpoint           allow them
""",
)
@NAME
@AS_JSON
def trust_command(name: str, *, as_json: bool) -> None:
    """Allow the hooks of a template to run in this project, as they are now.

    What is allowed are these commands, with these words, and the files they name. When one of them changes, the
    template has to be trusted again.
    """
    found = templates_app.trust(here(), name)
    if as_json:
        output.emit_json(found)
        return
    for hook in found.hooks:
        click.echo(f"{output.paint('$', '36')} {hook}")
    click.echo(f"{found.name} may run {'these commands' if found.hooks else 'nothing: it has no hooks'}.")


def here() -> Path:
    """Return the root of the project one is in."""
    return projects.root_of(Path.cwd())
