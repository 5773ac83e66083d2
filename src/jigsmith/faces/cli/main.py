"""The command `jig`: finds the verb, loads its module and nothing else, and is the one place where errors end.

A verb module defines `command: click.Command`. Its help ends with a paragraph of examples. To report what it wrote,
a verb calls `usage.current().wrote(files=2, lines=40)`.
"""

import errno
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

import jigsmith
from jigsmith.base import errors
from jigsmith.faces.cli import output
from jigsmith.faces.cli.sections import SECTIONS, VERBS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from jigsmith.app import usage

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}  # what a disk says that takes no more
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class Verbs(click.Group):
    """A group of commands whose modules are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which one needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a verb and return its command."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; for one that is not there, say which one is like it."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(f"There is no verb '{args[0]}'.{like(args[0])}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb and record that it ran."""
        with recorded(self, ctx) as run:
            refuse_gone_folder()
            result = super().invoke(ctx)
            if run and isinstance(result, int) and result:
                run.fail("failed", f"exit code {result}")
            return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs under their headings, without importing any."""
        width = max(map(len, VERBS))
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(verb.ljust(width), short) for verb, short in verbs.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Complete verbs and options without importing any verb."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - start-up time: only a shell asks

        verbs = [CompletionItem(verb, help=short) for verb, (_, short) in VERBS.items() if verb.startswith(incomplete)]
        return verbs + click.Command.shell_complete(self, ctx, incomplete)


@contextmanager
def recorded(group: Verbs, ctx: click.Context) -> Iterator["usage.Run | None"]:
    """Record the verb with the names of its options, never their values; `--help` is no use."""
    words = [*ctx._protected_args, *ctx.args]  # noqa: SLF001 - click has no public name for them
    verb = words[0] if words else ""
    if verb not in VERBS or verb in {"completion", "mcp", "serve", "track", "worker"} or {"--help", "-h"} & set(words):
        yield None  # a server that runs for days is no use; what it is asked to do records itself
        return
    from jigsmith.app import usage  # noqa: PLC0415 - start-up time of `jig --help`

    command = group.get_command(ctx, verb)
    with usage.recorded(tool_name(verb, command, words[1:]), surface="cli", shape=shape(command, words[1:])) as run:
        yield run


def refuse_gone_folder() -> None:
    """FileUnreadable: the folder that this runs in was deleted."""
    try:
        os.getcwd()  # noqa: PTH109 - pathlib takes the time of an import
    except OSError as error:
        what = "the folder that this runs in is gone, or may not be looked at"
        raise errors.FileUnreadable(what, do="Go to another one with `cd`.") from error


def tool_name(verb: str, command: click.Command | None, words: Sequence[str]) -> str:
    """Return the verb, with its sub-command when it has some: `templates test`."""
    if isinstance(command, click.Group) and words and words[0] in command.commands:
        return f"{verb} {words[0]}"
    return verb


def shape(command: click.Command | None, words: Sequence[str]) -> dict[str, str]:
    """Return which of the command's own options were given. Anything else on the line could be a value."""
    commands = [command, *command.commands.values()] if isinstance(command, click.Group) else [command]
    known = {name: param for each in commands if each for param in each.params for name in param.opts}
    given = [word.partition("=")[0] for word in words]
    return {name.lstrip("-"): "flag" if is_flag(known[name]) else "value" for name in given if name in known}


def is_flag(param: click.Parameter) -> bool:
    """Tell whether an option takes no value."""
    return isinstance(param, click.Option) and param.is_flag


def like(word: str) -> str:
    """Return a hint at the verbs that look like this word."""
    import difflib  # noqa: PLC0415 - only for a mistake

    near = difflib.get_close_matches(word, VERBS, n=2, cutoff=0.5)
    return f" Did you mean {' or '.join(f'`jig {verb}`' for verb in near)}?" if near else ""


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`jig VERB --help` shows the options of a verb, with examples. `jig tour` shows them at work.",
)
@click.version_option(jigsmith.__version__, "-V", "--version", prog_name="jig", message="%(prog)s %(version)s")
def cli() -> None:
    """Find what you code again and again, and build the generator that does it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `jig` with these arguments (by default those of the process) and end the process with its exit code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None, *, of: click.Command | None = None) -> int:
    """Run `jig`, or another command, and return its exit code. Every error ends here, as a message on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that has no `…` is no reason to fail
    try:
        name = of.name if of and of.name else "jig"
        result = (of or cli).main(args=arguments, prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort: a message instead of a traceback
        return ended(error)
    return result if isinstance(result, int) else 0


def ended(error: BaseException) -> int:
    """Show with what error a command ended, and return its exit code."""
    match error:
        case errors.JigError():
            output.show_error(error)
            return error.exit_code
        case click.Abort() | KeyboardInterrupt():
            click.echo("Interrupted.", err=True)
            return INTERRUPTED
        case click.ClickException():
            error.show()
            return error.exit_code
        case BrokenPipeError():  # whoever read the output has enough (`jig scan | head`)
            silence()
            return 0
        case OSError() if error.errno in FULL and error.filename is None:
            return show_full(error)
        case Exception():
            return show_crash(error)
    raise error


def silence() -> None:
    """Send what is still to be printed nowhere: Python would complain once more when it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_full(error: OSError) -> int:
    """Show that the output could not be printed."""
    silence()
    output.show_error(
        errors.WriteFailed(f"the output cannot be written: {error.strerror}", do="Make room there, and run it again.")
    )
    return errors.WriteFailed.exit_code


def show_crash(error: Exception) -> int:
    """Show an error that nobody foresaw; with JIG_DEBUG set, all of it."""
    if os.environ.get("JIG_DEBUG"):
        raise error
    what = f"something unforeseen happened: {type(error).__name__}: {error}"
    output.show_error(errors.JigError(what, do="Run it again with JIG_DEBUG=1 to see where, and please report that."))
    return errors.JigError.exit_code


if __name__ == "__main__":
    main()
