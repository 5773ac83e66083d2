"""`jig agents`: which coding agents are here, and whether they can be set to work."""

from pathlib import Path

import click

from jigsmith.app import projects
from jigsmith.app.factory import examining
from jigsmith.faces.cli import output

GOOD, BAD = ("✓", "32"), ("✗", "31")


@click.group(
    epilog="""\b
Examples:
  jig agents doctor
""",
)
def command() -> None:
    """See to the coding agents that work on tickets."""


@command.command(
    "doctor",
    epilog="""\b
Examples:
  jig agents doctor                      exit code 1 when tickets could not be worked on
  jig agents doctor --json | jq .boxes
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(*, as_json: bool) -> int:
    """Say what is installed, logged in and isolated, what is missing, and how to get it.

    Each kind of box is tried for real. No model is asked, so nothing is spent.
    """
    found = examining.examine(projects.root_of(Path.cwd()))
    if as_json:
        output.emit_json(found)
    else:
        show(found)
    return 0 if found.ready else 1


def show(found: examining.Found) -> None:
    """Print it, with what to do under each problem."""
    click.echo(output.paint("Agents", "1"))
    for agent in found.agents:
        mark = output.paint("  used here", "2") if agent.name in found.used else ""
        said = agent.version or agent.program
        line(agent.name, said + mark, problems=agent.problems, do=agent.do)
    click.echo(output.paint("\nBoxes", "1"))
    for box in found.boxes:
        chosen = output.paint("  chosen in jig.toml", "2") if box.kind == found.isolation else ""
        problems = (box.problem,) if box.problem else ()
        line(box.kind, box.version + chosen, problems=problems, do=(box.do,) if box.problem else ())
        for promise in box.promises:
            click.echo(output.paint(f"      {promise}", "2"))
        for lack in box.lacks:
            click.echo(f"      {output.paint('not: ' + lack, '33')}")
    if found.problems:
        click.echo(output.paint("\nBesides", "1"))
    for problem, do in found.problems:
        click.echo(f"  {output.paint(*BAD)} {problem}")
        for part in output.wrapped(do, 6):
            click.echo(f"      {part}")
    click.echo("\n" + ("Ready: `jig serve` can work on tickets." if found.ready else "Not ready for tickets yet."))


def line(name: str, said: str, *, problems: tuple[str, ...], do: tuple[str, ...]) -> None:
    """Print one thing and its problems."""
    glyph, colour = BAD if problems else GOOD
    click.echo(f"  {output.paint(glyph, colour)} {name.ljust(10)} {said}".rstrip())
    for problem, remedy in zip(problems, do, strict=False):
        click.echo(f"      {output.paint(problem, '31')}")
        for part in output.wrapped(remedy, 6):
            click.echo(f"      {part}")
