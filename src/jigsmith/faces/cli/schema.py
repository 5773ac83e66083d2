"""`jig schema`: print a JSON schema, for editors."""

import click

from jigsmith.app import schemas
from jigsmith.faces.cli import output


@click.command(
    epilog="""\b
Examples:
  jig schema config > jig.schema.json
  jig schema template > template.schema.json

\b
An editor with a TOML or YAML language server then knows every key:
  #:schema ./jig.schema.json                                   first line of jig.toml
  # yaml-language-server: $schema=../../template.schema.json   first line of template.yaml
"""
)
@click.argument("kind", type=click.Choice(list(schemas.KINDS)))
def command(kind: str) -> None:
    """Print the JSON schema of jig.toml (config), of a template or of a pack.yaml."""
    output.emit_json(schemas.KINDS[kind]())
