"""`jig apply`: do what a plan says."""

import sys
from pathlib import Path

import click

from jigsmith.app import plans
from jigsmith.base import errors
from jigsmith.faces.cli import generate, generated, output


@click.command(
    epilog="""\b
Examples:
  jig generate endpoint orders --plan --json > plan.json
  jig apply plan.json
  jig generate endpoint orders --plan --json | jig apply -
"""
)
@click.argument("plan", metavar="PLAN")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(plan: str, *, as_json: bool) -> None:
    """Write what a plan of `jig generate --plan --json` says: exactly that, or nothing.

    When a file or the template has changed since the plan was made, nothing is written.
    """
    done = plans.apply(generate.here(), plans.read(text_of(plan), where=plan))
    output.emit_json(done) if as_json else click.echo(generated.told(done))


def text_of(plan: str) -> str:
    """Return the text of the plan; `-` is stdin."""
    if plan == "-":
        return sys.stdin.read()
    try:
        return Path(plan).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise errors.FileUnreadable(f"cannot be read: {reason}", where=plan) from error
