"""`jig deploy`: put a template into the toolchain, and take it back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jigsmith.app import deploy as deploy_app
from jigsmith.app import projects
from jigsmith.base import errors
from jigsmith.faces.cli import generate, generated, output

NAMES = {"cli": "command", "skill": "skill", "mcp": "MCP", "docs": "page", "agents": "AGENTS.md"}
MARKS = {
    "ready": ("=", "32"),
    "create": ("+", "32"),
    "change": ("~", "33"),
    "unchanged": ("=", "2"),
    "kept": ("=", "33"),
    "left": ("!", "31;1"),
    "remove": ("-", "32"),
    "gone": ("=", "2"),
}
WOULD = {"create": "would be written", "change": "would be changed", "remove": "would be removed"}


class Targets(click.ParamType[Sequence[str]]):
    """Targets with commas between them."""

    name = "targets"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Sequence[str]:
        """Return them as a list; one that is not known is an error."""
        found = [word.strip().lower() for word in str(value).split(",") if word.strip()]
        unknown = [word for word in found if word not in deploy_app.TARGETS]
        if unknown or not found:
            known = ", ".join(deploy_app.TARGETS)
            self.fail(f"there is no target {', '.join(unknown) or 'here'}: known are {known}", param, ctx)
        return found


@click.command(
    epilog="""\b
Examples:
  jig deploy endpoint                     everywhere
  jig deploy endpoint --to skill,docs
  jig deploy endpoint --to agents         a paragraph in AGENTS.md as well
  jig deploy endpoint --dry-run           show what would be written
  jig deploy endpoint --undo              take all of it back
"""
)
@click.argument("template", shell_complete=generate.complete_template)
@click.option(
    "--to",
    type=Targets(),
    metavar="TARGETS",
    help="Some of cli,skill,mcp,docs,agents; by default all, agents only if there is an AGENTS.md.",
)
@click.option("--undo", is_flag=True, help="Take back what was deployed; what was edited since stays.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(template: str, *, to: Any, undo: bool, dry_run: bool, as_json: bool) -> int:
    """Make a template a command, an agent skill, an MCP tool and a page.

    The skill is .claude/skills/NAME/SKILL.md, the page docs/generators/NAME.md, and .mcp.json gets an entry for
    `jig mcp` beside whatever it holds. Deploying again changes nothing; --undo leaves every file as it was before, and
    keeps what others have written meanwhile.
    """
    root = projects.root_of(Path.cwd())
    act = deploy_app.undo if undo else deploy_app.deploy
    done = act(root, template, to=to, dry_run=dry_run)
    output.emit_json(done) if as_json else show(done)
    if done.left:
        listed = ", ".join(item.path for item in done.left)
        do = "Look at what is written there, and move it or remove it by hand. Then run this again."
        raise errors.DeployConflict(f"left as it is: {listed}", where=str(root), do=do)
    return 0


def show(done: deploy_app.Deployed) -> None:
    """Print one line for each target, what would change below, and what is to be known."""
    paint = output.paint
    click.echo(f"{paint(done.template, '1')} {done.version}  {paint(str(done.root), '2')}")
    if not done.items:
        click.echo("Nothing of it is deployed here.")
    width = max((len(item.path or item.reason) for item in done.items), default=0)
    for item in done.items:
        mark, colour = MARKS[item.action]
        text = (item.path or item.reason).ljust(width)
        note = said(item, done) if item.path else "is ready at once"
        click.echo(f"  {NAMES[item.target]:<9}  {paint(f'{mark} {text}', colour)}  {paint(note, '2')}".rstrip())
        generated.show_diff(item.diff)
    for note in done.notes:
        click.echo(note)
    if done.dry_run:
        click.echo("Nothing was written.")
    elif not done.undone and any(item.path for item in done.items):
        click.echo(f"`jig deploy {done.template} --undo` takes it back. Commit all of it, .jig/deployed as well.")


def said(item: deploy_app.Item, done: deploy_app.Deployed) -> str:
    """Return what became of a piece, in words."""
    if item.reason:
        return item.reason
    part = {"mcp": "the entry `jigsmith`", "agents": "a block"}.get(item.target)
    if item.action == "change" and part:
        does = ("would be " if done.dry_run else "") + ("taken out" if done.undone else "put in")
        return f"{part} {does}, the rest as it was"
    if done.dry_run and item.action in WOULD:
        return WOULD[item.action]
    words = {"create": "written", "unchanged": "as it was", "remove": "removed", "gone": "was gone already"}
    return words.get(item.action, item.action)
