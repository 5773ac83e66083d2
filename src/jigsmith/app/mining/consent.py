"""Consent: whether the user allowed to read a source. Asked once for each, kept in JIG_HOME, taken back at will."""

import json
from collections.abc import Iterable
from pathlib import Path

from jigsmith.base import clock, errors

FOLDER = "consent"


def answer(home: Path, source: str) -> bool | None:
    """Return what was said about a source; None: nobody was asked yet. What cannot be read allows nothing."""
    try:
        said = json.loads((home / FOLDER / f"{source}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said["allowed"] is True if isinstance(said, dict) and "allowed" in said else None


def write(home: Path, source: str, *, allowed: bool) -> None:
    """Keep what was said. Raises WriteFailed."""
    place = home / FOLDER / f"{source}.json"
    note = {"source": source, "allowed": allowed, "since": clock.now().isoformat()}
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        do = "Allow writing there, or set JIG_HOME to a folder that is yours. Nothing was read."
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(place), do=do) from error


def allowed(home: Path, sources: Iterable[str]) -> list[str]:
    """Return those of the sources that may be read."""
    return [source for source in sources if answer(home, source)]
