"""Options that a template brings: `--orm drizzle` gives its parameter `orm`, `--mcp` sets a boolean."""

from collections.abc import Sequence

import click

CONTEXT = {"ignore_unknown_options": True, "allow_extra_args": True}


def given(words: Sequence[str]) -> list[str]:
    """Return `key=value` for each option among the words that click did not know. UsageError: one is no option."""
    found: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--") or len(word) < 3:
            raise click.UsageError(f"Got unexpected extra argument ({word})")
        key, equals, value = word[2:].partition("=")
        if not equals and rest and not rest[0].startswith("--"):
            value = rest.pop(0)
        elif not equals:
            key, value = (key[3:], "false") if key.startswith("no-") else (key, "true")
        found.append(f"{key.replace('-', '_')}={value}")
    return found
