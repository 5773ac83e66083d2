"""`jig import`: templates of cookiecutter, copier, plop and hygen become ours."""

from pathlib import Path

import click

from jigsmith.app import importing, projects
from jigsmith.faces.cli import output


@click.command(
    "import",
    epilog="""\b
Examples:
  jig import ../cookiecutter-service
  jig import https://git.example.org/team/copier-library.git@v2.1
  jig import . --kind plop                 the generators of the plopfile here
  jig import tools/generators/index.js     a plopfile by another name
  jig import . --dry-run --json            what would come of it
""",
)
@click.argument("source")
@click.option("--name", metavar="NAME", help="What the template is called; by default as its source.")
@click.option("--kind", type=click.Choice(importing.KINDS), help="Of which tool it is, where that cannot be seen.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Take DIR for the project's root."
)
@click.option("--dry-run", is_flag=True, help="Show what would come of it, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    source: str, *, name: str | None, kind: str | None, into: Path | None, dry_run: bool, as_json: bool
) -> None:
    """Turn templates of cookiecutter, copier, plop or hygen into templates of this project.

    SOURCE is a folder, a plopfile, or the address of a git repository, with @VERSION for a tag or a branch. Nothing of
    it is run: scripts are read as they are written. What has no counterpart here is listed with file and line, and
    where it is an expression, a parameter is asked for instead.
    """
    root = (into or projects.root_of(Path.cwd())).absolute()
    found = importing.run(root, source, name=name, kind=kind, dry_run=dry_run)
    if as_json:
        output.emit_json(found)
    else:
        show(found)


def show(found: importing.Imported) -> None:
    """Print each template with what is to be known about it, and what to do next."""
    paint = output.paint
    for each in found.templates:
        parts = [output.count(len(each.parameters), "parameter"), output.count(each.files, "file")]
        parts += [output.count(each.injections, "injection")] if each.injections else []
        done = "is there already" if each.action == "unchanged" else "would be written" if found.dry_run else each.path
        click.echo(f"{paint('+', '32')} {paint(each.name, '1')}  {', '.join(parts)}  {paint(done, '2')}")
        for hook in each.hooks:
            click.echo(f"    {paint('$', '36')} {hook}")
        show_remarks(each)
    for each in found.left_out:
        click.echo(f"{paint('!', '31;1')} {paint(each.name, '1')}  nothing of it could be carried over")
        show_remarks(each)
    lost = sum(len(each.lost) for each in (*found.templates, *found.left_out))
    if lost:
        click.echo(
            f"{output.count(lost, 'thing')} could not be carried over; they are listed above with {paint('!', '33')}."
        )
    if not found.dry_run:
        click.echo(f"Next: jig templates show {found.templates[0].name}")


def show_remarks(each: importing.Template) -> None:
    """Print what is not as it was, a line for each."""
    for remark in each.remarks:
        mark = output.paint("!", "33") if remark.lost else output.paint("~", "2")
        click.echo(f"    {mark} {output.paint(remark.where, '2')}  {remark.what}")
