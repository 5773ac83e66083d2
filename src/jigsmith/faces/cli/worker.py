"""`jig worker`: one more process that works, on Postgres on any machine."""

from jigsmith.faces.cli import serve

command = serve.worker_command
