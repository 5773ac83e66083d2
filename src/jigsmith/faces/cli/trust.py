"""`jig trust`: `jig templates trust` for short."""

from jigsmith.faces.cli import templates

command = templates.trust_command
