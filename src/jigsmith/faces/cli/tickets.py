"""`jig tickets` is `jig ticket` under the name that one lists by."""

from jigsmith.faces.cli import ticket

command = ticket.command
