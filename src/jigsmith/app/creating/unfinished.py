"""Unfinished: new projects of which a step failed or was interrupted, remembered so that one can go on there."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from jigsmith.base import places


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """How far a new project is."""

    source: str
    """The project in which it was asked for, whose templates count."""
    template: str
    name: str
    under_git: bool
    git: str
    """As `create.Created` has it; empty: not looked at yet."""
    done: list[str] = []
    """The steps that are through."""


def read(root: Path) -> Unfinished | None:
    """How far the project in a folder is; None: nothing is known of one that is not finished."""
    try:
        return msgspec.json.decode(_place(root).read_bytes(), type=Unfinished)
    except (OSError, msgspec.MsgspecError):
        return None


def remember(root: Path, found: Unfinished) -> None:
    """Remember how far it is; that this cannot be written is no reason to stop."""
    with suppress(OSError):
        place = _place(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(msgspec.json.encode(found))


def forget(root: Path) -> None:
    """It is finished."""
    with suppress(OSError):
        _place(root).unlink(missing_ok=True)


def _place(root: Path) -> Path:
    key = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    return places.home() / "steps" / f"{key}.json"
