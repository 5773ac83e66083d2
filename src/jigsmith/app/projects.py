"""Projects: where the root of the one is in which a command runs."""

from pathlib import Path

from jigsmith.base import places

_MARKS = (places.FOLDER, places.CONFIG, ".git")


def root_of(start: Path) -> Path:
    """The nearest folder from `start` upwards that has `.jig`, `jig.toml` or `.git`; `start` itself without any."""
    here = start.absolute()
    return next((folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in _MARKS)), here)
