"""The options of the command line: made from the fields of the tool's options, and those that every tool has."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from . import NAME, __version__, config

PREFIX = NAME.upper().replace("-", "_")  # of the variables of the environment


def parameter(name: str, field: FieldInfo) -> click.Parameter:
    """A field as an argument (`inputs`) or an option; its value is checked later, by pydantic."""
    kind: Any = field.annotation
    inner = [each for each in get_args(kind) if each is not type(None)]
    if type(None) in get_args(kind) and len(inner) == 1:  # `int | None`
        kind, inner = inner[0], list(get_args(inner[0]))
    many = get_origin(kind) in (list, tuple, set, frozenset)
    if name == config.INPUTS:
        return click.Argument([name], nargs=-1 if many else 1, required=field.is_required())
    flag, text = f"--{name.replace('_', '-')}", described(field)
    if kind is bool:
        return click.Option([name, f"{flag}/--no-{flag[2:]}"], default=None, help=text)
    choices = click.Choice([str(each) for each in inner]) if get_origin(kind) is Literal else None
    return click.Option([name, flag], type=choices, multiple=many, help=text)


def described(field: FieldInfo) -> str:
    """The help text of an option."""
    text, default = field.description or "", field.get_default()
    if field.is_required():
        return f"{text} [required]"
    return text if default in (None, False, "", []) else f"{text} [default: {default}]"


def common(options: type[BaseModel]) -> list[click.Parameter]:
    """What every tool has; an underscore keeps the names apart from those of the tool's own options."""
    path = click.Path(dir_okay=False, path_type=Path)
    return [
        click.Option(["_config", "--config"], type=path, envvar=f"{PREFIX}_CONFIG", help="Config file."),
        click.Option(["_json", "--json"], is_flag=True, help="Print the result as JSON."),
        click.Option(["_verbose", "-v", "--verbose"], count=True, help="Say what happens; -vv says everything."),
        click.Option(["_quiet", "-q", "--quiet"], is_flag=True, help="Say nothing but errors."),
        click.Option(["_log_json", "--log-json"], is_flag=True, envvar=f"{PREFIX}_LOG_JSON", help="Log as JSON."),
        click.Option(
            ["_log_file", "--log-file"], type=path, envvar=f"{PREFIX}_LOG_FILE", help="Log all to this file, too."
        ),
        telling("--schema", lambda: json.dumps(config.schema(options), indent=2), "Print the config file's schema."),
        telling("--version", lambda: f"{NAME} {__version__}", "Print the version."),
    ]


def telling(flag: str, text: Callable[[], str], told: str) -> click.Option:
    """An option that prints a text, and that is all."""

    def show(context: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted:
            click.echo(text())
            context.exit()

    return click.Option([flag], is_flag=True, expose_value=False, is_eager=True, callback=show, help=told)


def is_use(words: Sequence[str]) -> bool:
    """Whether these words ask for the work, and not about it."""
{% if mcp %}
    return list(words[:1]) != ["mcp"] and not {"-h", "--help", "--schema", "--version"} & set(words)
{% else %}
    return not {"-h", "--help", "--schema", "--version"} & set(words)
{% endif %}


def silence() -> None:
    """Send what is still to be printed nowhere: Python would complain once more when it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
