"""Removal: files go all or none. Each is put aside first, and put back if anything that comes after it fails."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import paths


@contextmanager
def removed(root: Path, files: Sequence[tuple[str, bytes]]) -> Iterator[None]:
    """The files (path from the root, content), gone for the time of the block and for good when it ends well.

    WouldOverwrite: a file has changed since its content was read. WriteFailed: one cannot be removed.
    """
    aside: list[tuple[Path, Path]] = []
    try:
        for relative, content in files:
            place = paths.jail(root, relative)
            aside.append((place, place.with_name(f".jig-{os.urandom(8).hex()}")))
            _put_aside(*aside[-1], content)
        yield
    except BaseException:
        for place, stage in reversed(aside):
            if stage.exists() and not os.path.lexists(place):
                stage.rename(place)
        raise
    for _, stage in aside:
        with suppress(OSError):
            stage.unlink()


def remove_empty(root: Path, folders: Sequence[str]) -> list[str]:
    """Remove those of the folders that are empty, inner ones first; returns those that are still there."""
    for folder in sorted(folders, key=lambda each: each.count("/"), reverse=True):
        with suppress(OSError, errors.PathEscapes):
            paths.jail(root, folder).rmdir()
    return [folder for folder in folders if (root / folder).is_dir()]


def _put_aside(place: Path, stage: Path, content: bytes) -> None:
    try:
        if place.is_symlink() or place.read_bytes() != content:
            what = f"{place.name} was changed by somebody else just now"
            raise errors.WouldOverwrite(what, where=str(place), do="Nothing was changed. Run it again.")
        place.rename(stage)
    except OSError as error:
        raise errors.WriteFailed(f"cannot be removed: {error.strerror or error}", where=str(place)) from error
