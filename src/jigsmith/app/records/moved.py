"""Moved: where files went that are not where they were generated."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from jigsmith.app.records import instances
from jigsmith.engines.git import renames

ALIKE = 0.5
"""Share of lines that a new file has of the one that is gone, to be that one."""
MOST_CANDIDATES = 500
MAX_BYTES = 500_000
Instance = tuple[str, str]
"""By template and name."""


@dataclass(frozen=True)
class Moves:
    """Where files went, and whose they are: asked of git and of the records once, and only when something is gone."""

    root: Path

    def find(self, gone: Mapping[str, bytes | None]) -> dict[str, str]:
        """Where each file of `gone`, by its path with what was generated, is now: what git has as renamed, else a file
        that git does not know yet, with the same ending, whose lines are alike. Never a file of another instance;
        nothing where there is no git.
        """
        found: dict[str, str] = {}
        for path in gone:
            to = renames.followed(path, self._steps)
            if to != path and to not in self._owned and (self.root / to).is_file():
                found[path] = to
        for path, data in gone.items():
            if path not in found and data is not None:
                taken = set(found.values())
                other = _alike(self.root, path, data, [each for each in self._new if each not in taken])
                found |= {path: other} if other else {}
        return found

    @cached_property
    def _steps(self) -> list[tuple[str, str]]:
        return renames.steps(self.root)

    @cached_property
    def _new(self) -> list[str]:
        new = [
            path for path in renames.untracked(self.root) if not path.startswith(".jig/") and path not in self._owned
        ]
        return new if len(new) <= MOST_CANDIDATES else []

    def others(self, path: str, mine: Instance) -> list[Instance]:
        """The instances that have this file too, in order."""
        return sorted(self._owned.get(path, set()) - {mine})

    def let_go(self, path: str, mine: Instance) -> None:
        """The instance will have this file no more."""
        self._owned.get(path, set()).discard(mine)

    @cached_property
    def _owned(self) -> dict[str, set[Instance]]:
        """The files of all instances that are recorded."""
        found: dict[str, set[Instance]] = {}
        for template in instances.templates(self.root):
            for record in instances.list_all(self.root, template):
                for path in record.files:
                    found.setdefault(path, set()).add((record.template, record.name))
        return found


def _alike(root: Path, path: str, data: bytes, new: list[str]) -> str | None:
    ending = path.rpartition("/")[2].rpartition(".")[2]
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    best, share = None, ALIKE
    for other in new:
        if other.rpartition("/")[2].rpartition(".")[2] != ending:
            continue
        try:
            place = root / other
            content = None if place.is_symlink() or place.stat().st_size > MAX_BYTES else place.read_bytes()
        except OSError:
            continue
        if content is None:
            continue
        ratio = SequenceMatcher(None, lines, content.replace(b"\r\n", b"\n").split(b"\n"), autojunk=False).ratio()
        if ratio > share:
            best, share = other, ratio
    return best
