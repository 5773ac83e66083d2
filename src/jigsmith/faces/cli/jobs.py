"""`jig jobs`: nightly work, as jig.toml has it."""

from pathlib import Path

import click

from jigsmith.app.factory import floor, jobs, nightly
from jigsmith.base import errors
from jigsmith.faces.cli import jobs_view, output

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
NAME = click.argument("name")
HERE = Path()


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  jig jobs                               all of them: next time, last run, how it went lately
  jig jobs run update-dependencies       now, in this terminal
  jig jobs history tests
  jig jobs logs tests -f
  jig jobs import crontab.txt
  jig serve                              runs them when they are due
""",
)
@AS_JSON
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Nightly work: list, run, and see how it went. Without a sub-command it lists.

    A job stands in jig.toml under [[jobs]]; `jig serve` runs it when it is due, in a clean clone of the repository.
    """
    if context.invoked_subcommand is None:
        show_list(as_json=as_json)


@command.command(
    "list",
    epilog="""\b
Examples:
  jig jobs list
  jig jobs list --json | jq '.[] | select(.state == "overdue").name'
""",
)
@AS_JSON
def list_command(*, as_json: bool) -> None:
    """List the jobs: when they run next, how they went. One whose due time nobody saw to is overdue."""
    show_list(as_json=as_json)


def show_list(*, as_json: bool) -> None:
    """Print the jobs of this repository."""
    root = floor.repository_of(HERE.cwd())
    with floor.opened(root) as opened:
        now = jobs.now()
        nightly.find_lost(opened, root, now=now)
        found = jobs.listed(opened, root, now=now)
    output.emit_json(found) if as_json else jobs_view.rows(found)


@command.command(
    epilog="""\b
Examples:
  jig jobs run tests
  jig jobs run tests --no-hooks     no pull request, issue or message follows
  jig jobs run tests --dry-run      what it would do
  jig jobs run tests --json         output goes to stderr, the run to stdout
"""
)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--hooks/--no-hooks", default=True, help="Do what the job says for afterwards, or not.")
@click.option("--dry-run", is_flag=True, help="Show what would run, and run nothing.")
@AS_JSON
def run(names: tuple[str, ...], *, hooks: bool, dry_run: bool, as_json: bool) -> int:
    """Run jobs here and now, and show their output as it comes. Nothing else has to be running.

    It is the same run as at night: in a clean clone of what is committed, with its log and its hooks. Ctrl-C stops it.
    """
    root = floor.repository_of(HERE.cwd())
    planned = [job for name in names for job in jobs.planned(root, name)]
    if dry_run:
        output.emit_json(planned) if as_json else jobs_view.plan(planned)
        return 0
    return run_all([job.name for job in planned], hooks=hooks, as_json=as_json)


def run_all(names: list[str], *, hooks: bool, as_json: bool) -> int:
    """Run jobs one after the other, show each, and return the exit code: all went well, or not."""
    root = floor.repository_of(HERE.cwd())
    ended = []
    with floor.opened(root) as opened:
        for name in names:
            jobs_view.begin(name, len(names), err=as_json)
            made = nightly.run(opened, root, name, echo=jobs_view.echo(err=as_json), hooks=hooks)
            ended.append(made)
            if not as_json:
                jobs_view.ended(made, jobs.results(made))
    if as_json:
        output.emit_json([jobs_view.as_data(each, jobs.results(each)) for each in ended])
    elif len(ended) > 1:
        jobs_view.night(ended)
    return 0 if all(each.state == "succeeded" for each in ended) else errors.JobFailed.exit_code


@command.command(
    epilog="""\b
Examples:
  jig jobs history
  jig jobs history tests --limit 50
  jig jobs history tests --json | jq '.[].state'
"""
)
@click.argument("name", default="")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1, max=10_000), help="How many runs.")
@AS_JSON
def history(name: str, *, limit: int, as_json: bool) -> None:
    """Show the runs of a job, or of all, the latest first, and the trend."""
    root = floor.repository_of(HERE.cwd())
    with floor.opened(root) as opened:
        found = jobs.history(opened, root, name, limit=limit)
        trend = jobs.trend(opened, root, name) if name else None
    if as_json:
        output.emit_json([jobs_view.as_data(each, jobs.results(each)) for each in found])
        return
    jobs_view.history(found)
    if trend:
        jobs_view.trend(trend)


@command.command(
    epilog="""\b
Examples:
  jig jobs logs tests               of its latest run
  jig jobs logs tests -f            as it is written
  jig jobs logs job:/src/app:tests:2026-06-10T02:00:00Z
"""
)
@NAME
@click.option("-f", "--follow", is_flag=True, help="Go on until the run has ended.")
def logs(name: str, *, follow: bool) -> None:
    """Print the log of a job's latest run, or of a run by its id."""
    root = floor.repository_of(HERE.cwd())
    with floor.opened(root) as opened:
        latest = jobs.latest(opened, root, name)
        if follow:
            for piece in jobs.follow(opened, root, latest.id):
                click.echo(piece, nl=False)
            return
        click.echo(jobs.log(root, latest), nl=False)


@command.command(
    epilog="""\b
Examples:
  jig jobs pause tests
  jig jobs resume tests
"""
)
@NAME
def pause(name: str) -> None:
    """Let the due times of a job pass, until it is resumed. What runs goes on."""
    switch(name, paused=True)


@command.command(epilog="\b\nExamples:\n  jig jobs resume tests")
@NAME
def resume(name: str) -> None:
    """Run a paused job again when it is due. What passed meanwhile is not made up for."""
    switch(name, paused=False)


def switch(name: str, *, paused: bool) -> None:
    """Pause a job, or no longer."""
    root = floor.repository_of(HERE.cwd())
    with floor.opened(root) as opened:
        changed = jobs.pause(opened, root, name, paused=paused)
    word = "paused" if paused else "no longer paused"
    click.echo(f"{name} is {word}." if changed else f"{name} was {word} already.")


@command.command(epilog="\b\nExamples:\n  jig jobs stop tests")
@NAME
def stop(name: str) -> None:
    """Stop what runs or waits of a job, wherever it does. Its hooks are not called."""
    root = floor.repository_of(HERE.cwd())
    with floor.opened(root) as opened:
        found = jobs.stop(opened, root, name)
    click.echo(f"Asked {output.count(len(found), 'run')} of {name} to stop." if found else f"No run of {name} is open.")


@command.command(
    "next",
    epilog="""\b
Examples:
  jig jobs next
  jig jobs next --count 30 --json
""",
)
@click.option("--count", default=10, show_default=True, type=click.IntRange(min=1, max=1000), help="How many times.")
@AS_JSON
def next_command(*, count: int, as_json: bool) -> None:
    """Show when jobs run next, in the time zone of this machine."""
    found = jobs.upcoming(floor.repository_of(HERE.cwd()), now=jobs.now(), count=count)
    if as_json:
        output.emit_json([{"due": moment, "job": name} for moment, name in found])
    else:
        jobs_view.upcoming(found)


@command.command(
    "import",
    epilog="""\b
Examples:
  crontab -l > crontab.txt && jig jobs import crontab.txt --dry-run
  jig jobs import nightly-jobs.config.ts
""",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what jig.toml would be, and write nothing.")
@AS_JSON
def import_command(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take over jobs from a crontab or a nightly-jobs.config.ts into jig.toml. Nothing in the file is run."""
    from jigsmith.app.factory import jobs_import  # noqa: PLC0415 - start-up time: a parser of TypeScript

    root = floor.repository_of(HERE.cwd())
    found = jobs_import.into(root, jobs_import.read(file))
    if not dry_run:
        jobs_import.write(root, found)
    output.emit_json(found) if as_json else jobs_view.imported(found, dry_run=dry_run)


@command.command(
    epilog="""\b
Examples:
  jig jobs builtins
  jig jobs builtins --json | jq keys
"""
)
@AS_JSON
def builtins(*, as_json: bool) -> None:
    """List the jobs that come with jigsmith, with their options and defaults."""
    found = jobs.builtins()
    if as_json:
        output.emit_json({name: {"what": what, "options": options} for name, (what, options) in found.items()})
    else:
        jobs_view.builtins(found)
