"""`jig log`: how long tasks take."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from jigsmith.app import projects, tasks, timing
from jigsmith.faces.cli import log_view, output, spans

LENGTH = spans.Length()
HERE = Path()
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
TOOL = click.option("--with", "tool", default="", metavar="TOOL", help="It is done with this tool; else it is by hand.")
TASK = click.option(
    "--task", required=True, metavar="TASK", help="The task whose times these are; `jig tasks add` first."
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")


class Log(click.Group):
    """A group in which a word that is no sub-command is the name of a task."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the sub-command; `jig log TASK 25m` is `jig log add TASK 25m`."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            args = ["add", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=Log,
    invoke_without_command=True,
    epilog="""\b
Examples:
  jig log start new-endpoint            the clock runs
  jig log stop --minus 10m              it took that long, without a break of ten minutes
  jig log new-endpoint 25m              it took 25 minutes, and ended just now
  jig log new-endpoint 4m --with crud   the same, done with a tool
  jig log build crud 3h                 what a tool took to build
  jig log                               what runs, and what was recorded last
""",
)
@AS_JSON
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Record how long a task takes. Without a sub-command: show what runs and what was recorded last.

    What tasks took by hand, and what they take with a tool, is what figures of time saved are made from.
    """
    if context.invoked_subcommand is None:
        show(as_json=as_json)


def show(*, as_json: bool) -> None:
    """Print what runs, and the latest times."""
    with tasks.opened(HERE.cwd()) as desk:
        running, found = timing.running(desk), timing.latest(desk)
    if as_json:
        data = {"task": running[0], "started": running[1]} if running else None
        output.emit_json({"running": data, "times": found})
        return
    if running:
        since = (desk.now - running[1]).total_seconds()
        click.echo(f"{output.paint(running[0], '1')} runs since {spans.shown(since)}.")
    elif not found:
        click.echo("Nothing is recorded yet. `jig log start TASK` begins.")
    log_view.lines(found)


@command.command(
    epilog="""\b
Examples:
  jig log start new-endpoint
  jig log start new-endpoint --with crud
"""
)
@click.argument("task")
@TOOL
def start(task: str, *, tool: str) -> None:
    """Begin a task. What runs is stopped and recorded first. A task that is new is added."""
    with tasks.opened(HERE.cwd()) as desk:
        new, stopped = timing.start(desk, task, tool=tool)
    if stopped:
        log_view.ended(stopped)
    click.echo(f"{task} runs.{' It is new in `jig tasks`.' * new}")


@command.command(
    epilog="""\b
Examples:
  jig log stop
  jig log stop --minus 45m     there was lunch in between
  jig log stop --discard       forget it
"""
)
@click.option("--minus", type=LENGTH, default=0.0, metavar="LENGTH", help="Leave so much out: 10m, 1h30m.")
@click.option("--discard", is_flag=True, help="Record nothing.")
@AS_JSON
def stop(*, minus: float, discard: bool, as_json: bool) -> None:
    """End what runs, and record how long it took."""
    with tasks.opened(HERE.cwd()) as desk:
        if discard:
            click.echo(f"{timing.discard(desk)} is not recorded.")
            return
        done = timing.stop(desk, minus=minus)
    output.emit_json(done) if as_json else log_view.ended(done)


@command.command(
    epilog="""\b
Examples:
  jig log new-endpoint 25m
  jig log add new-endpoint 25m
  jig log new-endpoint 1h30m --at 2026-11-02T16:30
"""
)
@click.argument("task")
@click.argument("length", type=LENGTH)
@TOOL
@click.option("--at", type=click.DateTime(), help="When it ended, in local time; else now.")
@AS_JSON
def add(task: str, length: float, *, tool: str, at: datetime | None, as_json: bool) -> None:
    """Record that a task took so long. A task that is new is added."""
    with tasks.opened(HERE.cwd()) as desk:
        new, done = timing.note(desk, task, length, tool=tool, at=at.astimezone() if at else None)
    if as_json:
        output.emit_json(done)
        return
    log_view.ended(done)
    if new:
        click.echo(f"{task} is new in `jig tasks`.")


@command.command(
    epilog="""\b
Examples:
  jig log build crud 3h
  jig log build crud 20m --kind maintain
  jig log build crud 0m --cost 1.80      what a model cost, in US dollars
"""
)
@click.argument("tool")
@click.argument("length", type=LENGTH)
@click.option("--kind", type=click.Choice(timing.KINDS), default="build", show_default=True, help="What it went into.")
@click.option("--cost", type=click.FloatRange(min=0), help="US dollars for models.")
def build(tool: str, length: float, *, kind: str, cost: float | None) -> None:
    """Record what went into a tool: what it saves is held against that."""
    with tasks.opened(HERE.cwd()) as desk:
        timing.build(desk, tool, length, kind=kind, cost=cost)
    click.echo(f"{tool}: {kind}, {spans.shown(length)}{f', {cost:.2f} US dollars' if cost else ''}.")


@command.command(
    "import",
    epilog="""\b
Examples:
  jig log import wakatime.json --task new-endpoint --branch 'endpoint-*' --each branch
  jig log import aw-buckets-export.json --task triage --match 'Pull requests|triage' --dry-run
""",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@TASK
@click.option("--project", default="", metavar="PATTERN", help="Only this project; * stands for anything.")
@click.option("--branch", default="", metavar="PATTERN", help="Only branches of this name; * stands for anything.")
@click.option("--match", default="", metavar="REGEX", help="Only files, windows and titles in which this is found.")
@click.option(
    "--each", type=click.Choice(("sitting", "day", "branch")), default="sitting", show_default=True,
    help="What one time of the task is.",
)  # fmt: skip
@click.option("--idle", type=LENGTH, default="30m", show_default=True, help="A longer pause ends a sitting.")
@TOOL
@DRY_RUN
@AS_JSON
def import_command(
    file: Path, *, task: str, project: str, branch: str, match: str, each: timing.Each, idle: float, tool: str,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take times of a task from an export of WakaTime or ActivityWatch; imported again, nothing is counted twice.

    Titles and files are looked at and not kept. WakaTime: Settings, Export my data. ActivityWatch: Raw data, Export all
    buckets as JSON.
    """
    choice = timing.Choice(project=project, branch=branch, match=match)
    source, samples = timing.read(file, choice, each=each, idle=timedelta(seconds=idle))
    with tasks.opened(HERE.cwd()) as desk:
        found = timing.keep(desk, task, source, samples, tool=tool, dry_run=dry_run)
    log_view.imported(found, dry_run=dry_run, as_json=as_json)


@command.command(
    epilog="""\b
Examples:
  jig log git --task new-endpoint 'src/routes/*'
  jig log git --task release --grep '^Release' --since 2026-01-01 --dry-run
"""
)
@click.argument("paths", nargs=-1)
@TASK
@click.option("--grep", default="", metavar="REGEX", help="Only commits whose message has this.")
@click.option("--since", default="", metavar="DATE", help="Only commits from then on.")
@click.option("--cap", type=LENGTH, default="30m", show_default=True, help="No commit counts for more.")
@click.option("--everyone", is_flag=True, help="Commits of all authors, not yours alone.")
@TOOL
@DRY_RUN
@AS_JSON
def git(
    paths: tuple[str, ...], *, task: str, grep: str, since: str, cap: float, everyone: bool, tool: str, dry_run: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Take times of a task from commits: the time since the commit before of the same author, at most --cap.

    It is an estimate, and marked as one.
    """
    samples = timing.commits(
        projects.root_of(HERE.cwd()), paths=paths, grep=grep, since=since, everyone=everyone, cap=timedelta(seconds=cap)
    )
    with tasks.opened(HERE.cwd()) as desk:
        found = timing.keep(desk, task, timing.GIT, samples, tool=tool, dry_run=dry_run)
    log_view.imported(found, dry_run=dry_run, as_json=as_json)
