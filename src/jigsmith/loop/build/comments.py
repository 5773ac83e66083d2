"""Comments: how a line of a file is written that says something to people and programs, and nothing to the language."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

_HASH, _SLASHES, _STARS, _ARROWS, _DASHES = ("# ", ""), ("// ", ""), ("/* ", " */"), ("<!-- ", " -->"), ("-- ", "")
_SEMICOLON, _PERCENT = ("; ", ""), ("% ", "")
IN_MARKUP = ("{/* ", " */}")
"""Between the elements of JSX."""
_ENDINGS = {
    _HASH: "py pyi pyx rb sh bash zsh fish yaml yml toml r jl pl pm ex exs nix tf hcl cmake mk ps1 coffee cr gd rake",
    _SLASHES: "js jsx mjs cjs ts tsx mts cts go java rs php cs kt kts swift scala c cc cpp cxx h hpp m mm dart groovy "
    "gradle scss less sass styl proto zig v sol jsonc json5 prisma fs fsx cue",
    _STARS: "css",
    _ARROWS: "html htm xml svg vue svelte astro md mdx xhtml xaml csproj props",
    _DASHES: "sql lua hs elm ada adb vhd",
    _SEMICOLON: "ini lisp el clj cljs edn scm asm",
    _PERCENT: "tex erl hrl",
}
_NAMES = {"makefile": _HASH, "dockerfile": _HASH, "justfile": _HASH, "gemfile": _HASH, "rakefile": _HASH}
_BY_ENDING = {ending: both for both, endings in _ENDINGS.items() for ending in endings.split()}


_EMBEDDED = re.compile(r"<(/?)(script|style)\b", re.IGNORECASE)


def styles(path: str, above: Sequence[str]) -> list[tuple[str, str]]:
    """Return what begins and ends a comment below the lines `above` of a file of that name, the usual kind first.

    None: there are no comments in such a file, or it is not known how they are written.
    """
    place = PurePosixPath(path)
    ending = place.suffix.lower().removeprefix(".")
    usual = _BY_ENDING.get(ending) or _NAMES.get(place.name.lower())
    if usual is None:
        return []
    if usual == _ARROWS:
        return [_embedded(above) or usual]
    return [usual, IN_MARKUP] if ending in {"jsx", "tsx", "js"} else [usual]


def _embedded(above: Sequence[str]) -> tuple[str, str] | None:
    """Return the kind of the script or of the styles that a place in a page is in."""
    found = next((m for line in reversed(above) for m in [*_EMBEDDED.finditer(line)][-1:]), None)
    if found is None or found[1]:
        return None
    return _SLASHES if found[2].lower() == "script" else _STARS
