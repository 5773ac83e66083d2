"""`jig scan`."""

import click
from jigsmith.app import scan as app


@click.command()
@click.argument("path", default=".")
@click.option("--top", default=20)
@click.option("--json", "as_json", is_flag=True)
@click.option("--min-instances", type=int)
def command(path, top, as_json, min_instances):
    """Find what repeats."""
    text = app.scan_json(path, top=top, min_instances=min_instances)
    click.echo(text)
