"""Moved: where files went that are not where they were generated."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from jigsmith.engines.git import renames

ALIKE = 0.5
"""Share of lines that a new file has of the one that is gone, to be that one."""
MOST_CANDIDATES = 500
MAX_BYTES = 500_000


def find(root: Path, gone: Mapping[str, bytes | None]) -> dict[str, str]:
    """Where each file of `gone`, by its path with what was generated, is now: what git has as renamed, else a file that
    git does not know yet, with the same ending, whose lines are alike. Nothing where there is no git.
    """
    if not gone:
        return {}
    found = renames.of(root, gone)
    rest = {path: data for path, data in gone.items() if path not in found and data is not None}
    if rest and len(rest) <= MOST_CANDIDATES:
        taken = set(found.values())
        new = [path for path in renames.untracked(root)[:MOST_CANDIDATES] if not path.startswith(".jig/")]
        for path, data in rest.items():
            other = _alike(root, path, data, [each for each in new if each not in taken])
            if other:
                found[path] = other
                taken.add(other)
    return found


def _alike(root: Path, path: str, data: bytes, new: Iterable[str]) -> str | None:
    ending = path.rpartition("/")[2].rpartition(".")[2]
    lines = data.split(b"\n")
    best, share = None, ALIKE
    for other in new:
        place = root / other
        if other.rpartition(".")[2] != ending or place.is_symlink() or place.stat().st_size > MAX_BYTES:
            continue
        ratio = SequenceMatcher(None, lines, place.read_bytes().split(b"\n"), autojunk=False).ratio()
        if ratio > share:
            best, share = other, ratio
    return best
