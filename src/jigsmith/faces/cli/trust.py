"""`jig trust`: `jig templates trust` for short."""

import click

from jigsmith.faces.cli import templates

command = click.Command(
    "trust",
    callback=templates.trust_command.callback,
    params=templates.trust_command.params,
    help=templates.trust_command.help,
    epilog="""\b
Examples:
  jig templates show endpoint            read its hooks first
  jig trust endpoint                     allow them; `jig templates trust` is the same
""",
)
