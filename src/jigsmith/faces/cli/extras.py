"""Options of what makes whole projects: those that a template brings (`--orm drizzle` gives its parameter `orm`,
`--no-auth` says no to a boolean), and those that all such commands have.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import click

from jigsmith.app import projects, templates
from jigsmith.base import errors

_KEY = "jigsmith.extras"
_WORDS = "jigsmith.words"
_F = TypeVar("_F", bound=Callable[..., Any])
_SHARED = (
    click.option("--resume", is_flag=True, help="Go on where a step failed."),
    click.option("--install/--no-install", default=True, help="Install it and run its tests, or only write the files."),
    click.option("--git/--no-git", "under_git", default=True, help="Put it under git."),
    click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing."),
    click.option("--yes", is_flag=True, help="Take the defaults without asking."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing."),
)


def shared(function: _F) -> _F:
    """Give a command the options that all have which make a project."""
    for option in reversed(_SHARED):
        function = option(function)
    return function


class Command(click.Command):
    """A command that takes options which it does not know, wherever they stand: `given` returns them.

    Its help lists those of the template that the option `chooser` names, which `called` turns into its name.
    """

    def __init__(
        self, *args: Any, chooser: Sequence[str] = (), called: str = "{}", otherwise: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chooser, self.called, self.otherwise = chooser, called, otherwise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the parameters of the template that is asked for."""
        super().format_options(ctx, formatter)
        chosen = _value(self.chooser, ctx.meta.get(_WORDS, [])) or self.otherwise
        if chosen is None:
            return
        with suppress(errors.JigError):  # whoever asks for help is not told that the template is wrong
            found = templates.summary(projects.root_of(Path.cwd()), self.called.format(chosen))
            own = {param.name for param in self.get_params(ctx)}
            rows = list(_rows({key: each for key, each in found.parameters.items() if key not in own}))
            if rows:
                with formatter.section(f"Parameters of {found.name}"):
                    formatter.write_dl(rows)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set the unknown options aside, each with its value, and leave the others to click."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        alone = {name: each.is_flag or each.count for each in options for name in (*each.opts, *each.secondary_opts)}
        known: list[str] = []
        extra: list[str] = []
        words = list(args)
        while words and words[0] != "--":
            word = words.pop(0)
            key, equals, _ = word.partition("=")
            if word.startswith("--") and key not in alone:
                extra.append(word if equals or not _has_value(key, words) else f"{key}={words.pop(0)}")
                continue
            known.append(word)
            if words and not equals and not alone.get(key, True):
                known.append(words.pop(0))
        ctx.meta[_KEY], ctx.meta[_WORDS] = extra, args
        return super().parse_args(ctx, known + words)


def _value(names: Sequence[str], words: Sequence[str]) -> str | None:
    """Return the value of an option as it stands on the line."""
    for word, after in pairwise([*words, ""]):
        key, equals, value = word.partition("=")
        if key in names:
            return (value if equals else after) or None
    return None


def _rows(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each parameter as an option, with what it is about."""
    for key, each in parameters.items():
        if key == "name" or each.get("when") is False:
            continue
        option, kind = key.replace("_", "-"), each.get("type", "string")
        word = "|".join(map(str, each["choices"])) if each.get("choices") else kind.upper()
        default = each.get("default")
        plain = isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
        note = f"[default: {default}]" if plain else "" if {"default", "next_in"} & each.keys() else "[needed]"
        shown = f"--{option} / --no-{option}" if kind == "boolean" else f"--{option} {word}"
        yield shown, f"{each.get('help', '')}  {note}".strip()


def _has_value(key: str, after: Sequence[str]) -> bool:
    """Tell whether the word after an option is its value."""
    return bool(after) and not after[0].startswith("--") and not key.startswith("--no-")


def given(ctx: click.Context) -> list[str]:
    """Return `key=value` for each option that was set aside."""
    found = []
    for word in ctx.meta[_KEY]:
        key, equals, value = word[2:].partition("=")
        if not equals:
            key, value = (key[3:], "false") if key.startswith("no-") else (key, "true")
        found.append(f"{key.replace('-', '_')}={value}")
    return found
