"""`jig track -- CMD`: run a command, and record that it was used."""

import click

from jigsmith.faces.cli import start


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog="""\b
Examples:
  jig track -- make release
  jig track --as release -- ./scripts/release.sh --fast
  alias deploy='jig track --as deploy -- ./deploy.sh'
""",
)
@click.option("--as", "name", default="", metavar="NAME", help="What it is called; by default the name of the program.")
@click.argument("command", nargs=-1, required=True, metavar="-- COMMAND...", type=click.UNPROCESSED)
def command(name: str, command: tuple[str, ...]) -> int:
    """Run a command as it would run by itself, and record its use on this machine.

    Recorded is what `jig stats` shows of everything: when, how long, how it ended, how many files it changed. The words
    behind the name of the program are not. Exit code, streams and signals are those of the command.
    """
    return start.track(list(command), name)
