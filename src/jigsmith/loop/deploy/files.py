"""Files: a whole file that is deploy's own. Nobody else is expected to write into it, and whoever does has it kept."""

import hashlib
from typing import Any

from jigsmith.loop.deploy import records


def digest(content: str) -> str:
    """The hash of a file, whatever its line ends."""
    return hashlib.sha256(content.replace("\r\n", "\n").encode(errors="surrogateescape")).hexdigest()


def state(data: bytes, _where: str, _name: str) -> str | None:
    """The hash of what is there."""
    return digest(data.decode(errors="surrogateescape"))


def put(_data: bytes | None, wanted: records.Wanted, _name: str) -> tuple[bytes, dict[str, Any]]:
    """The file as it is to be."""
    return wanted.content.encode(), {}


def update(_data: bytes, wanted: records.Wanted, _name: str) -> bytes:
    """The file as it is to be."""
    return wanted.content.encode()


def take(_data: bytes, _piece: records.Piece, _name: str) -> bytes | None:
    """None: the file goes as a whole."""
    return None
