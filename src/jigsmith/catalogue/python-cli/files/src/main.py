"""Where the program starts and ends: every way it can go has its exit code, and bad input never shows a traceback."""

import os
import sys

import click

from {{ name | snake }}.cli import cli
from {{ name | snake }}.errors import {{ name | pascal }}Error

UNFORESEEN = 70
INTERRUPTED = 130
DEBUG = "{{ name | const }}_DEBUG"


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        code = cli.main(arguments, prog_name="{{ name | kebab }}", standalone_mode=False)
        sys.stdout.flush()
    except {{ name | pascal }}Error as error:
        return _tell(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _tell("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not try to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1  # as click does
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _tell(f"{type(error).__name__}: {error}\n  {DEBUG}=1 shows where.", UNFORESEEN)
    return code if isinstance(code, int) else 0


def _tell(message: str, code: int) -> int:
    click.echo(f"{{ name | kebab }}: {message}", err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
