"""`jig scan --history`: what somebody does again and again. It asks before it reads, once for each source."""

from datetime import datetime
from pathlib import Path

import click

from jigsmith.app import habits
from jigsmith.faces.cli import output, prompts, ticker

KEEPS = {
    "shell": "program, sub-command and flags of commands that come again and again; never an argument",
    "transcript": "the same of commands; of prompts the words that come again and again",
    "git": "the words of subjects that come again and again",
}


def run(
    path: Path,
    *,
    source: str | None,
    since: str | None,
    allow: str | None,
    revoke: str | None,
    record: str | None,
    dry_run: bool,
    top: int,
    shown: str | None,
    as_json: bool,
) -> None:
    """Do what the options say: take consent back or give it, then mine, and show what was found."""
    if revoke:
        taken = names(revoke)
        gone = habits.revoke(path, taken)
        output.echo(f"Not read any more: {', '.join(taken)}. {output.count(gone, 'task')} went with it.")
        return
    if allow:
        habits.allow(names(allow))
    wanted = habits.Wish(
        names=names(source) if source else habits.NAMES,
        since=moment(since) if since else None,
        top=None if shown or record else top,
        keep=not dry_run,
    )
    report = _mined(path, wanted, as_json=as_json)
    one = habits.one(report, shown or record or "") if shown or record else None
    if record and one:
        output.echo(f"Wrote {habits.record(path, one)}. {next_step(one)}")
    elif as_json:
        output.emit_json(one or report)
    else:
        view(report, one)


def view(report: habits.Report, one: habits.Candidate | None) -> None:
    """Show what was found on the terminal."""
    from jigsmith.faces.cli import habits_view  # noqa: PLC0415 - start-up time: Rich is not needed for JSON

    if one:
        habits_view.show_one(one, output.console())
    else:
        habits_view.show(report, output.console())


def _mined(path: Path, wanted: habits.Wish, *, as_json: bool) -> habits.Report:
    tick = ticker.Ticker()
    try:
        report = habits.mine(path, wanted, asks=asked if prompts.somebody() else None, progress=tick)
    finally:
        tick.clear()
    for warning in report.warnings:
        output.echo(f"{output.paint('warning', output.YELLOW)}: {warning}", err=True)
    if as_json and report.refused:
        output.echo(f"Not read: {', '.join(report.refused)}.", err=True)
    return report


def asked(source: habits.Source) -> bool:
    """Ask whether a source may be read."""
    question = (
        f"\n{source.name}: {short(source.place)}\n"
        f"  reads   {source.reads}\n"
        f"  keeps   {KEEPS[source.kind]}\n"
        f"  where   on this machine alone; `jig scan --history --revoke {source.name}` takes it back\n"
        "Read it?"
    )
    return prompts.confirm(question, default=False)


def short(place: Path) -> str:
    """Return a path as people write it."""
    home = Path.home()
    return f"~/{place.relative_to(home)}" if place.is_relative_to(home) and place != home else str(place)


def names(text: str) -> list[str]:
    """Return the sources that are named. Raises UsageError for one that there is not."""
    found = [name.strip() for name in text.split(",") if name.strip()]
    strange = [name for name in found if name not in (*habits.NAMES, "all")]
    if strange or not found:
        raise click.UsageError(f"'{', '.join(strange) or text}' is none of {', '.join(habits.NAMES)} and all.")
    return list(habits.NAMES) if "all" in found else list(dict.fromkeys(found))


def moment(text: str) -> datetime:
    """Return the moment that `--since` names."""
    from jigsmith.faces.cli import stats  # noqa: PLC0415 - start-up time: only where it is asked for

    return stats.Since().convert(text, None, None)


def next_step(one: habits.Candidate) -> str:
    """Return what comes after the file is there."""
    command = one.proposal.command
    return f"Then: {command}" if command else "Write into it how it is done."
