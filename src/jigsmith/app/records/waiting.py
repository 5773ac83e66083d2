"""Waiting: an update that left conflicts, remembered until somebody has settled them or takes it back."""

from contextlib import suppress
from pathlib import Path

import msgspec

from jigsmith.app.records import history
from jigsmith.base import errors

_STATE = "update.waiting"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An update with conflicts that nobody has settled yet."""

    number: int
    """Of its entry in the history."""
    files: list[str]
    """Those with conflicts."""
    records: list[tuple[str, bytes]]
    """What is written once they are settled, by path."""


def read(root: Path, home: Path) -> Waiting | None:
    """The update whose conflicts are not settled; None: there is none."""
    try:
        return msgspec.msgpack.decode(_place(root, home).read_bytes(), type=Waiting)
    except (OSError, msgspec.MsgspecError):
        return None


def write(root: Path, home: Path, waiting: Waiting) -> None:
    """Remember an update. WriteFailed."""
    place = _place(root, home)
    half = place.with_suffix(".half")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(msgspec.msgpack.encode(waiting))
        half.replace(place)
    except OSError as error:
        do = "An update with conflicts has to be remembered there; allow writing, or set JIG_HOME. Nothing was changed."
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(place), do=do) from error


def forget(root: Path, home: Path, number: int) -> None:
    """Wait no more, if it is for the update of this number."""
    found = read(root, home)
    if found and found.number == number:
        with suppress(OSError):
            _place(root, home).unlink(missing_ok=True)


def _place(root: Path, home: Path) -> Path:
    return history.folder(root, home) / _STATE
