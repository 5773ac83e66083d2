"""`jig tasks`: the work that recurs."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jigsmith.app import tasks
from jigsmith.faces.cli import output, spans

HERE = Path()
LENGTH = spans.Length()
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
TASK = click.argument("task")
PER_WEEK = {"d": 7.0, "day": 7.0, "w": 1.0, "week": 1.0, "m": 12 / 52, "month": 12 / 52, "y": 1 / 52, "year": 1 / 52}


class Often(click.ParamType[float]):
    """How often something comes, as times a week."""

    name = "frequency"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the times a week."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)/(\w+)", value)
        if not found or found[2] not in PER_WEEK:
            return self.fail(f"'{value}' is not like 3/week, 2/day, 5/month or 4/year.", param, ctx)
        return float(found[1]) * PER_WEEK[found[2]]


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  jig tasks
  jig tasks add new-endpoint --often 3/week --takes 25m
  jig tasks link new-endpoint crud       `crud` does it from now on
  jig tasks show new-endpoint
""",
)
@AS_JSON
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """List the work that recurs: how often, how long, and what does it. Without a sub-command it lists.

    Tasks are added by hand, by `jig log`, and by what is mined from histories.
    """
    if context.invoked_subcommand is None:
        show_list(everywhere=False, dismissed=False, as_json=as_json)


@command.command(
    "list",
    epilog="""\b
Examples:
  jig tasks list --everywhere
  jig tasks list --json | jq '.[] | select(.tools == []).task.name'
""",
)
@click.option("--everywhere", is_flag=True, help="Those of all repositories.")
@click.option("--dismissed", is_flag=True, help="Those that were dismissed as well.")
@AS_JSON
def list_command(*, everywhere: bool, dismissed: bool, as_json: bool) -> None:
    """List the tasks of this repository and those of no single one."""
    show_list(everywhere=everywhere, dismissed=dismissed, as_json=as_json)


def show_list(*, everywhere: bool, dismissed: bool, as_json: bool) -> None:
    """Print the tasks."""
    with tasks.opened(HERE.cwd()) as desk:
        found = tasks.listed(desk, everywhere=everywhere, dismissed=dismissed)
    output.emit_json(found) if as_json else rows(found)


@command.command(
    epilog="""\b
Examples:
  jig tasks add new-endpoint --often 3/week --takes 25m
  jig tasks add review-dependencies --what "Read what the new versions change" --anywhere
"""
)
@TASK
@click.option("--what", default="", help="What it is, in a sentence.")
@click.option("--often", type=Often(), help="How often it comes: 3/week, 2/day, 5/month.")
@click.option("--takes", type=LENGTH, help="How long it takes by hand: 25m, 1h30m.")
@click.option("--anywhere", is_flag=True, help="It belongs to no single repository.")
def add(task: str, *, what: str, often: float | None, takes: float | None, anywhere: bool) -> None:
    """Add a task, or change what is said of it. What is measured later goes before what is said here."""
    with tasks.opened(HERE.cwd()) as desk:
        minutes = None if takes is None else takes / 60
        new = tasks.add(desk, task, what=what, per_week=often, minutes=minutes, anywhere=anywhere)
    click.echo(f"{'Added' if new else 'Changed'} {task}.")


@command.command(
    epilog="""\b
Examples:
  jig tasks show new-endpoint
  jig tasks show new-endpoint --json
"""
)
@TASK
@AS_JSON
def show(task: str, *, as_json: bool) -> None:
    """Show what is known of a task, and from where."""
    with tasks.opened(HERE.cwd()) as desk:
        found = tasks.show(desk, task)
    output.emit_json(found) if as_json else one(found)


@command.command(
    epilog="""\b
Examples:
  jig tasks link new-endpoint crud
  jig tasks link new-endpoint crud --share 0.8    it does four fifths of it
  jig tasks link new-endpoint crud --remove
"""
)
@TASK
@click.argument("tool")
@click.option("--share", type=click.FloatRange(0, 1), help="How much of the task the tool does.")
@click.option("--remove", is_flag=True, help="It does not do it.")
def link(task: str, tool: str, *, share: float | None, remove: bool) -> None:
    """Say which tool does a task: a template, a job, a verb, anything that records its uses under that name."""
    with tasks.opened(HERE.cwd()) as desk:
        if remove:
            said = "no longer does" if tasks.unlink(desk, task, tool) else "did not do"
        else:
            said = "does" if tasks.link(desk, task, tool, share=share) else "did"
    click.echo(f"{tool} {said} {task}{' already' if said == 'did' else ''}.")


@command.command(
    epilog="""\b
Examples:
  jig tasks dismiss git-status          it is no work that one would automate
  jig tasks dismiss git-status --undo
"""
)
@TASK
@click.option("--undo", is_flag=True, help="Put it back.")
def dismiss(task: str, *, undo: bool) -> None:
    """Take a task from the list; it is not proposed again."""
    with tasks.opened(HERE.cwd()) as desk:
        tasks.dismiss(desk, task, dismissed=not undo)
    click.echo(f"{task} is {'back' if undo else 'dismissed'}.")


@command.command(
    epilog="""\b
Examples:
  jig tasks remove new-endpoint --yes
"""
)
@TASK
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(task: str, *, yes: bool) -> None:
    """Delete a task with its times and its evidence."""
    with tasks.opened(HERE.cwd()) as desk:
        found = tasks.show(desk, task)
        times = output.count(len(found.before) + len(found.after), "time")
        if not yes:
            click.confirm(f"Delete {task} with {times}?", abort=True, err=True)
        tasks.remove(desk, task)
    click.echo(f"Deleted {task}.")


def rows(found: Sequence[tasks.View]) -> None:
    """Print tasks, one a line."""
    if not found:
        click.echo("No task is known yet. `jig tasks add NAME` adds one; `jig log start NAME` times it as well.")
        return
    width = max(len(each.task.name) for each in found)
    for each in found:
        done = ", ".join(link.tool for link in each.tools) or ("dismissed" if each.task.state != "open" else "by hand")
        often, long = known(each.per_week, "/week"), known(each.minutes, " min")
        paint = "32" if each.tools else "2"
        click.echo(
            f"{output.paint(each.task.name.ljust(width), '1')}  {often:<22}  {long:<22}  {output.paint(done, paint)}"
        )


def one(view: tasks.View) -> None:
    """Print all that is known of a task."""
    click.echo(output.paint(view.task.name, "1") + (f"  {view.task.what}" if view.task.what else ""))
    click.echo(f"  how often    {known(view.per_week, ' times a week')}")
    click.echo(f"  how long     {known(view.minutes, ' minutes by hand')}")
    click.echo(f"  by hand      {output.count(len(view.before), 'time')} recorded")
    for link in view.tools:
        share = "" if link.share is None else f", {link.share:.0%} of it"
        click.echo(f"  done by      {link.tool} since {link.since.astimezone():%Y-%m-%d}{share}")
    if view.tools:
        failed = sum(not each.ok for each in view.after)
        click.echo(f"  with it      {output.count(len(view.after), 'time')}, {failed} of them failed")
    for each in view.evidence:
        seen = f"{output.count(each.times, 'time')} in {output.count(each.sessions, 'session')}"
        click.echo(f"  {each.kind:<12} {each.text}  {output.paint(seen, '2')}")


def known(found: Any, unit: str) -> str:
    """Return a number with where it is from."""
    if found.value is None:
        return str(found.basis)
    n = f", n={found.n}" if found.n else ""
    return f"{found.value:g}{unit} ({found.basis}{n})"
