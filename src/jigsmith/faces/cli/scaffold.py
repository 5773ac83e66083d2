"""`mcp-scaffold create-THING NAME`: short for `jig generate THING NAME`."""

import sys

import click

USAGE = "Usage: mcp-scaffold create-THING NAME [OPTIONS]   which is `jig generate THING NAME [OPTIONS]`"


def main() -> None:
    """Run it: `mcp-scaffold create-crud Invoice --field title:string`."""
    from jigsmith.faces.cli import main as jig  # noqa: PLC0415 - only when it runs, not when it is listed

    verb, *rest = sys.argv[1:] or [""]
    if not verb.startswith("create-") or verb == "create-":
        click.echo(USAGE, err=verb not in ("--help", "-h"))
        sys.exit(0 if verb in ("--help", "-h") else 2)
    jig.main(["generate", verb.removeprefix("create-"), *rest])
