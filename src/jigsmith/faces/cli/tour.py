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
        return take(keep.expanduser(), kept=True)
    with tempfile.TemporaryDirectory(prefix="jig-tour-") as folder:
        return take(Path(folder) / "workshop", kept=False)


def take(root: Path, *, kept: bool) -> int:
    """Take the tour in this folder. Return 0 when every command ended well."""
    console, start = output.console(), time.monotonic()
    tour = tours.begin(root, now=clock.now())
    before = tours.project_files(root)
    console.print(f"\n[bold]A sample project[/]: the JSON service of a bicycle workshop, in {root}", soft_wrap=True)
    for step in tours.steps(tour):
        announce(step, console)
        if code := tour.run(step):
            console.print(f"[red]That ended with exit code {code}; the tour stops here.[/]")
            return code
    show_saved(tours.saved(tour, before), time.monotonic() - start, console)
    show_next(root, console, kept=kept)
    return 0


def announce(step: tours.Step, console: Console) -> None:
    """Print what comes and the command, before it runs."""
    console.rule(style="dim")
    console.print(f"[bold]{step.says}[/]")
    console.print(Text.assemble(("$ ", "dim"), (shlex.join(step.words), "cyan")), "", soft_wrap=True)
    sys.stdout.flush()


def show_saved(saved: tours.Saved, seconds: float, console: Console) -> None:
    """Print what the sixth endpoint cost and what it would have cost."""
    text = Text()
    text.append(f"{saved.lines} lines in {saved.files} files", "bold green")
    text.append(f" came from {len(saved.typed.split())} words, in {saved.seconds:.1f} s")
    text.append(", and the project's tests pass with them.\n" if saved.tests_pass else ".\n")
    text.append(f"The whole tour took {seconds:.0f} s: from five endpoints written by hand to a generator with proof.")
    console.print("", Panel(text, title="What it saved", title_align="left", border_style="green", padding=(1, 2)))


def show_next(root: Path, console: Console, *, kept: bool) -> None:
    """Print what to do next."""
    console.print("\n[bold]Now yours:[/]  [cyan]cd your/project && jig scan[/]")
    if kept:
        console.print(f"The sample project is in {root}.", soft_wrap=True)
    else:
        console.print("The sample project is deleted; [cyan]jig tour --keep DIR[/] leaves it there.", highlight=False)
