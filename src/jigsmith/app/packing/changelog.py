"""Changelogs: what is new between two versions, from a file that has a heading for each."""

import re

from jigsmith.engines.git import remote

_HEADING = re.compile(
    r"^#{1,3}\s+\[?(?:version\s+)?(v?\d+(?:\.\d+)*[\w.+-]*)\]?.*$|^\[?(v?\d+\.\d+[\w.+-]*)\]?[^\n]*\n[-=~]{3,}$",
    re.IGNORECASE | re.MULTILINE,
)
MAX_CHARS = 20_000


def between(text: str, old: str, new: str) -> str:
    """The parts of a changelog about the versions after `old`, up to `new`; without versions, nothing."""
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    kept = []
    for match, end in zip(found, ends, strict=True):
        version = _key(match[1] or match[2])
        if (not _is_version(old) or version > _key(old)) and (not _is_version(new) or version <= _key(new)):
            kept.append(text[match.start() : end].strip())
    return "\n\n".join(kept)[:MAX_CHARS]


def _is_version(word: str) -> bool:
    return bool(re.match(r"v?\d+(\.\d+)+", word))


def _key(version: str) -> tuple[tuple[int, ...], bool, str]:
    numbers, final, rest = remote.version_key(version)
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers, final, rest
