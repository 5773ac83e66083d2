"""`jig update`: carry what changed in templates into what they generated."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jigsmith.app import update as update_app
from jigsmith.app.generating import asking
from jigsmith.base import errors
from jigsmith.faces.cli import generate, generated, output, prompts, ticker

CLEAN, CONFLICTS, REFUSED = 0, 1, 2
MARKS = {
    "take": ("~", "33"), "merged": ("~", "33"), "rename": ("→", "36"), "create": ("+", "32"), "inject": ("~", "33"),
    "remove": ("-", "31"), "keep": ("=", "2"), "deleted": ("=", "2"), "conflict": ("!", "31;1"),
    "create-conflict": ("!", "31;1"),
}  # fmt: skip
WORDS = {
    "take": "as the template has it now",
    "merged": "merged with your changes",
    "create": "new",
    "inject": "what the template puts there",
    "remove": "no longer made; you had not changed it",
}


@click.command(
    epilog="""\b
Examples:
  jig update --dry-run --diff          what would change, everywhere
  jig update                           everything that was ever generated
  jig update endpoint orders users     these two
  jig update endpoint --set auth=true  with a value for a new parameter
  jig update --continue                once the conflicts are settled
  jig update --abort                   take an update with conflicts back
"""
)
@click.argument("template", required=False, shell_complete=generate.complete_template)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Give a parameter, for all of the instances.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--diff", is_flag=True, help="Show the differences.")
@click.option("--continue", "proceed", is_flag=True, help="Finish an update whose conflicts are settled.")
@click.option("--abort", is_flag=True, help="Take an update with conflicts back.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(template: str | None, names: Sequence[str], **how: Any) -> int:
    """Carry what changed in templates into everything that was generated from them (or from one TEMPLATE, or into the
    instances NAME of it). What you changed is kept, what you deleted stays deleted, files you moved stay there.

    The exit code is 0 when all is clean, 1 when conflicts are left between markers in the files, and 2 when it is
    refused; then nothing was changed.
    """
    root = generate.here()
    if how["proceed"] or how["abort"]:
        return finish(root, abort=how["abort"], as_json=how["as_json"])
    if how["given"] and not template:
        raise click.UsageError("--set needs a TEMPLATE.")
    if not how["dry_run"] and (how["yes"] or how["as_json"] or not prompts.somebody()):
        with update_app.alone(root):  # nobody waits for somebody who thinks
            return make(root, template, names, **how)
    return make(root, template, names, **how)


def make(root: Path, template: str | None, names: Sequence[str], **how: Any) -> int:
    """Show what would change, ask, and change it."""
    given = asking.options(root, template, how["given"]) if template else {}
    ticking = ticker.Ticker()
    planned = update_app.plan(root, template, names, given=given, progress=ticking)
    ticking.clear()
    if not how["as_json"]:
        show(planned, diff=how["diff"])
    if planned.jobs and not how["dry_run"] and not planned.refused:
        asked = planned.written and not (how["yes"] or how["as_json"]) and prompts.somebody()
        if asked and not confirmed(planned):
            raise errors.Declined("Nothing was changed.", do="Run it again and say yes, or give `--yes`.")
        update_app.apply(planned)
    if how["as_json"]:
        dry = how["dry_run"] or bool(planned.refused)
        output.emit_json({"instances": planned.instances, "dry_run": dry})
    else:
        conclude(planned, dry_run=how["dry_run"])
    return REFUSED if planned.refused else CONFLICTS if planned.conflicts else CLEAN


def finish(root: Path, *, abort: bool, as_json: bool) -> int:
    """Finish an update that left conflicts, or take it back."""
    files = update_app.abort(root) if abort else update_app.proceed(root)
    if as_json:
        output.emit_json({"aborted" if abort else "finished": files})
    elif abort:
        click.echo(f"The update is taken back: {output.count(len(files), 'file')} as before.")
    else:
        click.echo(f"The update is finished: {output.count(len(files), 'conflict')} settled.")
    return CLEAN


def show(planned: update_app.Plan, *, diff: bool) -> None:
    """Print each instance that changes, its files below it."""
    show_gone(planned)
    for each in planned.instances:
        if each.state in ("current", "gone"):
            continue
        versions = f"{each.was} → {each.version}" if each.version != each.was else each.version
        click.echo(f"{each.template} {output.paint(each.name, '1')}  {output.paint(versions, '2')}")
        if each.reason:
            click.echo(f"    {output.paint('refused', '31;1')}  {each.reason}")
        for file in each.files:
            show_file(file, diff=diff)
        if each.dropped:
            click.echo(output.paint(f"    no longer a parameter: {', '.join(each.dropped)}", "2"))


def show_gone(planned: update_app.Plan) -> None:
    """Print which templates are no longer there, once each."""
    gone = Counter(each.template for each in planned.instances if each.state == "gone")
    for template, count in gone.items():
        stay = f"there is no such template any more; {output.count(count, 'instance')} of it stay as they are"
        click.echo(f"{template}  {output.paint(stay, '33')}")


def show_file(file: update_app.FileUpdate, *, diff: bool) -> None:
    """Print what becomes of one file."""
    mark, colour = MARKS[file.action]
    path = f"{file.was} → {file.path}" if file.was else file.path
    note = output.paint(file.reason or WORDS.get(file.action, ""), "2")
    click.echo(f"    {output.paint(f'{mark} {path}', colour)}  {note}".rstrip())
    if diff:
        generated.show_diff(file.diff)


def confirmed(planned: update_app.Plan) -> bool:
    """Ask whether to write."""
    return prompts.confirm(f"Change {output.count(len(planned.written), 'file')}?", default=True)


def conclude(planned: update_app.Plan, *, dry_run: bool) -> None:
    """Print in one sentence how it went, and what to do about what is left."""
    count = len(planned.jobs)
    if planned.refused:
        why = "Nothing was changed: all are updated together or none. Name instances to update these alone."
        click.echo(f"{output.count(len(planned.refused), 'instance')} cannot be updated. {why}", err=True)
        return
    if not count:
        there = sum(each.state == "current" for each in planned.instances)
        click.echo(f"{output.count(there, 'instance')}: all up to date." if there else "Nothing to update.")
        return
    verb = "Would update" if dry_run else "Updated"
    click.echo(f"{verb} {output.count(count, 'instance')}, {output.count(len(planned.written), 'file')}.")
    left = sorted({file.path for file in planned.conflicts})
    if left and not dry_run:
        listed = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        click.echo(f"{output.count(len(left), 'conflict')} left: {listed}", err=True)
        click.echo("Settle them, then `jig update --continue`; or `jig update --abort` takes all back.", err=True)
