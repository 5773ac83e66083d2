"""`nightly-jobs`: `nightly-jobs now` runs the night's work at once; all else is `jig jobs`."""

import sys

import click

from jigsmith.app.factory import floor, jobs
from jigsmith.faces.cli import jobs as verbs
from jigsmith.faces.cli import jobs_view, output


@click.group(
    "nightly-jobs",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    epilog="""\b
Examples:
  nightly-jobs now                    the night's work, at once
  nightly-jobs now tests --no-hooks
  nightly-jobs list
""",
)
@click.pass_context
def command(context: click.Context) -> None:
    """Nightly jobs of this repository, as its jig.toml has them. `jig serve` runs them when they are due."""
    if context.invoked_subcommand is None:
        verbs.show_list(as_json=False)


@command.command(
    epilog="""\b
Examples:
  nightly-jobs now
  nightly-jobs now update-dependencies
  nightly-jobs now --dry-run
"""
)
@click.argument("name", default="")
@click.option("--hooks/--no-hooks", default=True, help="Do what the jobs say for afterwards, or not.")
@click.option("--dry-run", is_flag=True, help="Show what would run, and run nothing.")
@verbs.AS_JSON
def now(name: str, *, hooks: bool, dry_run: bool, as_json: bool) -> int:
    """Run all jobs that have a schedule, one after the other, or the job NAME. One that fails stops no other."""
    planned = jobs.planned(floor.repository_of(verbs.HERE.cwd()), name)
    if dry_run:
        output.emit_json(planned) if as_json else jobs_view.plan(planned)
        return 0
    if not planned:
        click.echo("No job has a schedule. `jig jobs run NAME` runs one that has none.", err=True)
    return verbs.run_all([job.name for job in planned], hooks=hooks, as_json=as_json)


for verb in verbs.command.commands.values():
    command.add_command(verb)


def main() -> None:
    """Run `nightly-jobs` with the arguments of the process, with errors as `jig` shows them."""
    from jigsmith.faces.cli import main as jig  # noqa: PLC0415 - main imports verbs by their names

    sys.exit(jig.run(sys.argv[1:], of=command))
