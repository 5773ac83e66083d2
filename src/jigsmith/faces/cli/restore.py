"""`jig restore`: the other half of `jig backup`."""

from jigsmith.faces.cli import backup

command = backup.restore_command
