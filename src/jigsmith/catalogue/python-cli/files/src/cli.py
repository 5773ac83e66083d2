"""The commands: each reads what it is given, calls what does the work, and prints what came of it."""

from pathlib import Path

import click

from {{ name | snake }} import __version__, config
from {{ name | snake }}.errors import ConfigError, WriteError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read this configuration file.",
)
@click.version_option(__version__, prog_name="{{ name | kebab }}")
@click.pass_context
def cli(context: click.Context, file: Path | None) -> None:
    """{{ description }}"""
    context.obj = file


@cli.command()
@click.argument("name")
@click.option("--times", type=click.IntRange(1, 100), help="How often; otherwise as configured.")
@click.pass_obj
def greet(file: Path | None, name: str, times: int | None) -> None:
    """Greet NAME: an example of a command, to be replaced."""
    settings = config.load(file)
    try:
        line = settings.greeting.format(name=name)
    except (KeyError, IndexError, ValueError) as error:
        do = "Only {name} can stand in it."
        raise ConfigError(f"greeting cannot be filled in: {settings.greeting}", do=do) from error
    for _ in range(times or settings.times):
        click.echo(line)


@cli.group(name="config")
def configuration() -> None:
    """Show or make the configuration file."""


@configuration.command()
@click.pass_obj
def show(file: Path | None) -> None:
    """Print what holds, and from where."""
    found = config.load(file)
    where = config.place(file)
    click.echo(f"# {where}{'' if where.exists() else ' is not there: these are the defaults'}")
    for key, value in found.model_dump().items():
        click.echo(f"{key} = {value!r}")


@configuration.command()
@click.pass_obj
def init(file: Path | None) -> None:
    """Write a file with the defaults. One that is there stays as it is."""
    where = config.place(file)
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with where.open("x", encoding="utf-8") as stream:
            stream.write(config.EXAMPLE)
    except FileExistsError as error:
        raise WriteError(f"{where} is there already", do="Edit it, or move it away.") from error
    except OSError as error:
        raise WriteError(f"{where} cannot be written: {error.strerror}") from error
    click.echo(where)
