"""Previous: the version of a template before the one that is there, from `versions/` beside it or from git."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app.trying import sandbox
from jigsmith.base import errors
from jigsmith.engines.git import past
from jigsmith.engines.templates import format as formats

_BESIDE = ("tests", "versions", "README.md", "built.sha256")


@dataclass(frozen=True, slots=True)
class Previous:
    """A version of a template."""

    label: str
    """What it is called: `version 1.0.0` or `commit 1a2b3c4`."""
    fill: sandbox.Fill


def of(template: formats.Loaded) -> Previous | None:
    """The newest version in `versions/` that is not the one that is there; or else the newest commit in which the
    files of the template, tests aside, were others. None: there is neither.
    """
    return _kept(template) or _committed(template)


def _kept(template: formats.Loaded) -> Previous | None:
    if template.origin.stem != "template":
        return None
    home = template.origin.parent
    kept = sorted((each for each in home.glob("versions/*") if each.is_dir()), key=_number)
    earlier = [each for each in kept if each.name.removeprefix("v") != template.version]
    if not earlier:
        return None
    folder = earlier[-1]

    def fill(shelf: Path) -> None:
        sandbox.copy(sandbox.shelf_of(template), shelf)
        shutil.rmtree(shelf / home.name)
        shutil.copytree(folder, shelf / home.name)

    return Previous(f"version {folder.name.removeprefix('v')}", fill)


def _number(folder: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", folder.name)]


def _committed(template: formats.Loaded) -> Previous | None:
    shelf = sandbox.shelf_of(template)
    alone = template.origin.stem != "template"
    folder = shelf if alone else template.origin.parent
    try:
        commit = past.differing(
            folder, (template.origin.name,) if alone else (), without=() if alone else _BESIDE
        )  # fmt: skip
    except errors.GitFailed:
        return None
    if commit is None:
        return None
    return Previous(f"commit {commit[:10]}", lambda to: past.export(shelf, commit, to))
