"""Where a use happens: in which repository, and whether that one wants nothing to be recorded.

`[ledger] record = false` in a jig.toml is the opt-out of everything below its folder. It is looked for with each use,
so it is read without the parser of TOML unless the word is in it.
"""

from __future__ import annotations

import os

from jigsmith.base import places

TYPE_CHECKING = False  # start-up time, see `store.connection`
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from jigsmith.base.tuples import NamedTuple

WORKTREES = "/.git/worktrees/"


class Where(NamedTuple):
    """A place in a repository."""

    root: str  # of the work tree; empty: in none
    repository: str  # root of its main work tree, the same for all of them; empty: in none
    recorded: bool  # False: uses in it are not to be recorded


NOWHERE = Where("", "", recorded=True)


def find(start: str) -> Where:
    """Look from a folder upwards to the root of its repository. What cannot be read is not there."""
    recorded, root, here = True, "", start
    while True:
        text = _text(f"{here}/{places.CONFIG}")
        if text is not None:
            recorded, root = recorded and not opted_out(text), root or here
        git = f"{here}/.git"
        if os.path.exists(git):  # noqa: PTH110 - start-up time
            return Where(here, main_tree(here, git), recorded)
        above = os.path.dirname(here)  # noqa: PTH120 - start-up time
        if above == here:
            return Where(root, root, recorded)
        here = above


def opted_out(text: str) -> bool:
    """Tell whether a jig.toml says that nothing is to be recorded; one that cannot be read but names it does."""
    if "ledger" not in text:
        return False
    import tomllib  # noqa: PLC0415 - start-up time: hardly any jig.toml has the word

    try:
        section = tomllib.loads(text).get("ledger")
    except tomllib.TOMLDecodeError:
        return True
    return isinstance(section, dict) and section.get("record") is False


def main_tree(root: str, git: str) -> str:
    """Return the root of the main work tree: `.git` is a file in the others, and in submodules, which are their own."""
    if os.path.isdir(git):  # noqa: PTH112 - start-up time
        return root
    folder = (_text(git) or "").partition("gitdir:")[2].strip()
    main, found, _ = folder.rpartition(WORKTREES)
    return main if found else root


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as handle:  # noqa: PTH123 - start-up time
            return handle.read()
    except OSError:
        return None
