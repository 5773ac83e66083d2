"""Called: what blocks are called by, and in which style. The same thing has several names, of which one is taken.

What all begin or end with may be left out: `list_orders` and `list_users` are `orders` and `users` to those that have
`Order` and `User` in them as well. A name that all blocks have in one style is written in it, whatever is typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from jigsmith.engines.templates import names
from jigsmith.engines.templates import records as templates

_PARTS = re.compile(r"[^\W\d_a-z]+(?![a-z])\d*|[^\W\d_]?[a-z\d]+|[\W_]+|\w")
_USUAL = {"js": "camel", "ts": "camel", "tsx": "camel", "jsx": "camel", "mjs": "camel", "go": "camel", "java": "camel"}
_USUAL |= {"kt": "camel", "cs": "camel", "php": "camel", "css": "kebab", "scss": "kebab", "yml": "kebab"}
_USUAL |= {"yaml": "kebab", "html": "kebab"}
_STYLES = ("pascal", "camel", "kebab", "const")


def shortened(called: Sequence[str]) -> list[str] | None:
    """Return the names without the words that all begin or end with; None: there are none, or too little is left."""
    different = list(dict.fromkeys(called))
    parts = [_PARTS.findall(name) for name in different]
    head = _shared(parts)
    tail = _shared([each[head:][::-1] for each in parts])
    rests = {
        name: "".join(each[head : len(each) - tail]).strip("_-. ") for name, each in zip(different, parts, strict=True)
    }
    gone = [part for part in [*parts[0][:head], *parts[0][len(parts[0]) - tail :]] if names.split(part)]
    told_apart = len(set(rests.values())) == len(different) >= 3
    fine = all(names.split(rest) and not rest[0].isdigit() for rest in rests.values())
    return [rests[name] for name in called] if gone and told_apart and fine else None


def _shared(parts: Sequence[Sequence[str]]) -> int:
    """Return how many parts all begin with, the last of each never among them."""
    most = min(map(len, parts)) - 1
    return next((n for n in range(most) if len({each[n] for each in parts}) > 1), max(most, 0))


def style(called: Sequence[str], path: str) -> str | None:
    """Return the style that all names are in, of several the one that is usual in such a file; None: there is none."""
    usual = _USUAL.get(PurePosixPath(path).suffix.removeprefix("."), "snake")
    forms = [form for name in called for form in (name, names.plural(name), names.singular(name))]
    return next((each for each in (usual, "snake", *_STYLES) if all(names.STYLES[each](n) == n for n in forms)), None)


def in_style(content: str, delimiters: templates.Delimiters | None, wanted: str | None) -> str:
    """Return a text of a template with the name, its plural and its singular in a style."""
    opening, closing = (delimiters or templates.Delimiters()).variable
    for chain in ("name", "name | plural", "name | singular") if wanted else ():
        content = content.replace(f"{opening} {chain} {closing}", f"{opening} {chain} | {wanted} {closing}")
    return content
