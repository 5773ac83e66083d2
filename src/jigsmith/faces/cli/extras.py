"""Options that a template brings: `--orm drizzle` gives its parameter `orm`, `--no-auth` says no to a boolean."""

from collections.abc import Sequence

import click

_KEY = "jigsmith.extras"


class Command(click.Command):
    """A command that takes options which it does not know, wherever they stand: `given` returns them."""

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
        ctx.meta[_KEY] = extra
        return super().parse_args(ctx, known + words)


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
