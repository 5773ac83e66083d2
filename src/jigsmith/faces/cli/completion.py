"""`jig completion`: the script that lets a shell complete verbs, options and names."""

import click
from click import shell_completion

from jigsmith.faces.cli import main


@click.command(
    epilog="""\b
Examples:
  eval "$(jig completion bash)"                                 in ~/.bashrc
  eval "$(jig completion zsh)"                                  in ~/.zshrc
  jig completion fish > ~/.config/fish/completions/jig.fish
"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for your shell."""
    source = shell_completion.get_completion_class(shell)
    if source is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(source(main.cli, {}, "jig", "_JIG_COMPLETE").source())
