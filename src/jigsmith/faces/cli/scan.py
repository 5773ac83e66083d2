"""`jig scan`: find what repeats."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
  jig scan --history                  what is typed, asked and committed again and again; asks before it reads
  jig scan --history --allow bash     without being asked: bash may be read, now and later
  jig scan --history --revoke all     it may not any more, and what was kept of it goes
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
@click.option("--history", is_flag=True, help="Mine what you do instead: shell histories, transcripts, commits.")
@click.option("--source", metavar="NAMES", help="With --history: only these of bash, zsh, fish, atuin, claude, git.")
@click.option("--since", metavar="WHEN", help="With --history: from when on: 12h, 30d, 8w or a date.")
@click.option("--allow", metavar="NAMES", help="With --history: these may be read, now and later. `all`: all of them.")
@click.option("--revoke", metavar="NAMES", help="With --history: these may not any more; what was kept of them goes.")
@click.option("--record", metavar="ID", help="With --history: write the file that is proposed for a candidate.")
@click.option("--dry-run", is_flag=True, help="With --history: keep nothing as tasks.")
def command(
    path: Path, *, top: int, min_instances: int | None, shown: str | None, explain_ignored: bool, as_json: bool,
    **history: Any,
) -> None:  # fmt: skip
    """Find what repeats.

    Lists families of alike files, of groups of files and of blocks in files, with how many bits a template for each
    would save, and what git says it would be worth. Nothing is written into the project.

    With --history it lists what you type, ask and commit again and again. Each source is read only after you allowed
    it, once. Of a command its program, sub-command and flags are kept, never an argument; nothing leaves the machine.
    """
    if any(history.values()):
        _mine(path, history, top=top, shown=shown, as_json=as_json, alien=explain_ignored or min_instances is not None)
        return
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


def _mine(path: Path, how: dict[str, Any], *, alien: bool, **shown: Any) -> None:
    """Mine what somebody does."""
    if not how.pop("history"):
        given = next(name for name, value in how.items() if value)
        raise click.UsageError(f"`--{given.replace('_', '-')}` goes with `--history`.")
    if alien:
        raise click.UsageError("`--min-instances` and `--explain-ignored` do not go with `--history`.")
    from jigsmith.faces.cli import scan_history  # noqa: PLC0415 - start-up time: a scan of code does without

    scan_history.run(path, **how, **shown)


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
