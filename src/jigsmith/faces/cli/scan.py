"""`jig scan`: find what repeats."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jigsmith.app import scan as scan_app
from jigsmith.faces.cli import output, ticker

if TYPE_CHECKING:
    from jigsmith.app.scanning import reports

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing is solved here, and starting its threads takes 60 ms


@click.command(
    epilog="""\b
Examples:
  jig scan                            the repository here
  jig scan ../shop --top 5            the five families with most gain
  jig scan --show route-3f9a          instances, parameters and worth of one of them
  jig scan --explain-ignored          which files were left out, and why
  jig scan --json | jq '.candidates[].id'
"""
)
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--top", type=click.IntRange(min=1), default=scan_app.TOP, show_default=True, help="How many to list.")
@click.option(
    "--min-instances",
    type=click.IntRange(min=2),
    help=f"The smallest family.  [default: of jig.toml, else {scan_app.MINIMUM}]",
)
@click.option("--show", "shown", metavar="ID", help="All about one candidate.")
@click.option("--explain-ignored", is_flag=True, help="List what was left out, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    path: Path, *, top: int, min_instances: int | None, shown: str | None, explain_ignored: bool, as_json: bool
) -> None:
    """Find what repeats.

    Lists families of alike files, of groups of files and of blocks in files, with how many bits a template for each
    would save, and what git says it would be worth. Nothing is written into the project.
    """
    tick = ticker.Ticker()
    try:
        if as_json and not shown:
            text = scan_app.scan_json(path, min_instances=min_instances, top=top, progress=tick)
            tick.clear()
            output.print_json(text)
            return
        candidate = scan_app.candidate(path, shown, progress=tick) if shown else None
        report = None if shown else scan_app.scan(path, min_instances=min_instances, top=top, progress=tick)
    finally:
        tick.clear()
    if as_json:
        output.emit_json(candidate)
        return
    view(path, report, candidate, explain_ignored=explain_ignored)


def view(
    path: Path, report: "reports.Report | None", candidate: "reports.Candidate | None", *, explain_ignored: bool
) -> None:
    """Show what was asked for on the terminal."""
    from jigsmith.faces.cli import scan_view  # noqa: PLC0415 - start-up time: Rich is not needed for JSON

    console = output.console()
    if candidate:
        scan_view.show_candidate(candidate, path, console)
    elif report and explain_ignored:
        scan_view.show_left_out(report, console)
    elif report:
        scan_view.show(report, path, console)
