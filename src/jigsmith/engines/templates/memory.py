"""Memory: what a template file holds, kept under a hash of its text, so that most runs read no YAML.

It lies in the user's data folder. What cannot be kept is read again; nothing depends on it.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base import digests, places
from jigsmith.engines.templates import documents

MOST = 300
"""Templates that are kept; when there are more, the older half goes."""
_FORMAT = 1
_Kept = tuple[Any, list[tuple[tuple[str | int, ...], int]]]


def read(text: str, *, origin: str, as_json: bool = False) -> tuple[Any, dict[documents.Place, int]]:
    """As `documents.read`."""
    told = digests.sha256(f"{_FORMAT} {as_json} {text}".encode("utf-8", "surrogatepass"))
    place = places.home() / "cache" / "templates" / told
    try:
        raw, lines = msgspec.msgpack.decode(place.read_bytes(), type=_Kept)
        return raw, dict(lines)
    except (OSError, msgspec.MsgspecError):
        pass
    found = documents.read(text, origin=origin, as_json=as_json)
    with suppress(OSError, ValueError, TypeError, OverflowError):
        _keep(place, msgspec.msgpack.encode((found[0], list(found[1].items()))))
    return found


def _keep(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    staged = place.with_name(f"{place.name}.{os.getpid()}")
    staged.write_bytes(data)
    staged.replace(place)
    kept = sorted(place.parent.iterdir(), key=lambda each: each.stat().st_mtime)
    for old in kept[: len(kept) // 2] if len(kept) > MOST else ():
        old.unlink(missing_ok=True)
