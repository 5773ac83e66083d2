"""Secrets in what commands print are replaced before anybody keeps or shows it.

Known values are found wherever they stand; what looks like a key is found by its shape. It is a net, not a promise: a
secret that a command splits or encodes in its own way gets through.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from jigsmith.base import secret_forms

MASK = b"***"
SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_?KEY|AUTH|DSN|WEBHOOK|COOKIE|SESSION_?KEY|_KEY$",
    re.IGNORECASE,
)
"""Names of variables whose values are secrets."""
SHORTEST = 6  # characters; shorter values would mask half of every log
FORMS = re.compile("|".join(secret_forms.FORMS.values()).encode())
LONG = re.compile(rb"[!-~]{20}")  # a line without such a word has no key of those forms, and most lines have none
SHAPES = re.compile(
    rb"""
    \bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{16,}      # what looks like one of Anthropic or OpenAI
  | \b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{30,}
  | \bglpat-[\w-]{18,} | \bpypi-[\w-]{40,} | \bxox[abeoprs]-[\w-]{10,}
  | \b(?:AKIA|ASIA)[A-Z0-9]{16}
  | \b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}
  | \beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,} # JSON web tokens
  | (?<=hooks\.slack\.com/services/)[\w/-]{20,}
    """,
    re.VERBOSE,
)
"""What is masked besides, wider than the forms: to mask an example, or a key of tests, does no harm."""
NAMED = re.compile(
    rb"""(?ix)
    ( (?: authorization | x-api-key | private-token ) ["']? \s* [:=] \s* ["']? (?:bearer\s+|basic\s+|token\s+)? )
    [^\s"',;]{6,}
    """
)
IN_ADDRESS = re.compile(rb"([a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+(?=@)", re.IGNORECASE)
BEGIN = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----")
END = re.compile(rb"-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----")


def secrets(environment: Mapping[str, str]) -> list[str]:
    """Return the values of variables that are secrets by their names, and passwords in addresses."""
    found = [value for name, value in environment.items() if SECRET.search(name)]
    found += [match[1] for value in environment.values() for match in re.finditer(r"://[^\s/:@]*:([^\s/@]+)@", value)]
    return found


class Masker:
    """Masks line by line; one for each stream, since a private key stands on many lines."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        written = {way for value in values if len(value) >= SHORTEST for way in _ways(value)}
        longest_first = sorted(written, key=len, reverse=True)
        self._known = re.compile(b"|".join(map(re.escape, longest_first))) if longest_first else None
        self._in_key = False

    def mask(self, line: bytes) -> bytes:
        """Return a line without its secrets; its line end stays."""
        if self._in_key or BEGIN.search(line):
            return self._key(line)
        masked = self._known.sub(MASK, line) if self._known else line
        masked = SHAPES.sub(MASK, masked)
        masked = FORMS.sub(MASK, masked) if LONG.search(masked) else masked
        masked = NAMED.sub(rb"\g<1>" + MASK, masked)
        return IN_ADDRESS.sub(rb"\g<1>" + MASK, masked)

    def _key(self, line: bytes) -> bytes:
        """Mask a line of a private key, from where it begins to where it ends."""
        begins = BEGIN.search(line)
        ends = END.search(line, begins.end() if begins else 0)
        self._in_key = not ends
        before = line[: begins.start()] if begins and not ends else b""
        return before + MASK + (line[ends.end() :] if ends else b"\n" if line.endswith(b"\n") else b"")


def _ways(value: str) -> list[bytes]:
    """Return how a value may be written: each of its lines, in base64, and in an address."""
    lines = [line for line in value.splitlines() if len(line) >= SHORTEST]
    encoded = base64.b64encode(value.encode()).rstrip(b"=")
    return [*(line.encode() for line in lines), encoded, quote(value, safe="").encode()]
