"""The hidden marker by which jigsmith finds what it wrote: an HTML comment at the end of a text, which nobody sees."""

import re

MARK = re.compile(r"\n*<!-- jigsmith:(?P<key>[A-Za-z0-9][A-Za-z0-9._:/@#+-]*) -->\s*\Z")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@#+-]*")


def put(text: str, key: str) -> str:
    """Return the text with the marker of `key` at its end; without a key, the text. Raises ValueError for odd keys."""
    if not key:
        return text
    if not KEY.fullmatch(key) or "--" in key:
        raise ValueError(f"{key!r} cannot be a key: letters, digits and ._:/@#+- alone, and no --")
    return f"{text}\n\n<!-- jigsmith:{key} -->"


def take(text: str | None) -> tuple[str, str]:
    """Return the text without its marker, and the marker's key; "": it has none."""
    plain = (text or "").replace("\r\n", "\n")
    found = MARK.search(plain)
    if not found:
        return plain, ""
    end = found.start()
    gap = found.group().partition("<!--")[0]
    return plain[:end] + gap.removesuffix("\n\n"), found["key"]
