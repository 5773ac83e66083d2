"""`jig tour`: all of it on a sample project."""

import shlex
import sys
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from jigsmith.app import tour as tours
from jigsmith.base import clock
from jigsmith.faces.cli import output


@click.command(
    epilog="""\b
Examples:
  jig tour                       in a temporary folder that is deleted afterwards
  jig tour --keep ~/workshop     leave the project there, to look around
"""
)
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Make the project here and leave it.")
def command(keep: Path | None) -> int:
    """See all of it on a sample project.

    Makes a small JSON service with five endpoints and a git history, finds the generator in it, builds and proves
    it, makes a sixth endpoint and runs the project's own tests. Needs no network and takes less than a minute.
    """
    if keep:
        return take(keep.expanduser().absolute(), kept=True)
    with tempfile.TemporaryDirectory(prefix="jig-tour-") as folder:
        return take(Path(folder) / "workshop", kept=False)


def take(root: Path, *, kept: bool) -> int:
    """Take the tour in this folder. Return 0 when every command ended well."""
    console, start = output.console(), time.monotonic()
    tour = tours.begin(root, now=clock.now())
    intro = Text.assemble("\nA sample project: the JSON service of a bicycle workshop, in ", (str(root), "cyan"))
    console.print(intro, soft_wrap=True)
    for number, step in enumerate(tours.steps(tour), start=1):
        announce(number, step, console)
        if (code := tour.run(step)) == tours.INTERRUPTED:
            click.echo("The tour stops here.", err=True)
            return code
        if code:
            console.print(Text(f"That ended with exit code {code}; the tour stops here.", "red"))
            return code
    show_saved(tours.saved(tour), time.monotonic() - start, console)
    show_next(root, console, kept=kept)
    return 0


def announce(number: int, step: tours.Step, console: Console) -> None:
    """Print what comes and the command, before it runs."""
    console.print()
    console.rule(Text.assemble((f"{number}  ", "dim"), (step.says, "bold")), align="left", style="dim")
    console.print(Text.assemble(("$ ", "dim"), (shlex.join(step.words), "cyan")), soft_wrap=True)
    sys.stdout.flush()


def show_saved(saved: tours.Saved, seconds: float, console: Console) -> None:
    """Print what the sixth endpoint cost, and what one cost before."""
    text = Text.assemble((f"{output.count(saved.lines, 'line')} in {output.count(saved.files, 'file')}", "bold green"))
    text.append(f" from a command of {saved.words} words, in {saved.seconds:.1f} s (measured). The tests pass.\n")
    if saved.minutes_by_hand is None:
        text.append("How long one took by hand: not measured.\n")
    else:
        text.append(f"By hand, one took about {saved.minutes_by_hand:.0f} minutes (estimated from the history).\n")
    text.append(f"From five endpoints to a generator with its proof: this tour, {seconds:.0f} s (measured).")
    console.print()
    console.print(Panel(text, title="What it saved", title_align="left", border_style="green", padding=(0, 2)))


def show_next(root: Path, console: Console, *, kept: bool) -> None:
    """Print what to do next."""
    hint = ("cd your/project && jig scan", "cyan")
    console.print(Text.assemble("\nNow yours:  ", hint))
    where = ("The sample project is in ", (str(root), "cyan"), ".")
    gone = ("The sample project is deleted; ", ("jig tour --keep DIR", "cyan"), " leaves it there.")
    console.print(Text.assemble(*(where if kept else gone)), soft_wrap=True)
