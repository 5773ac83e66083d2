"""The hidden marker by which jigsmith finds what it wrote: an HTML comment at the end of a text, which nobody sees."""

import re
from urllib.parse import quote, unquote

MARK = re.compile(r"\n*<!-- jigsmith:(?P<key>[A-Za-z0-9._~:/@#+%-]+) -->\s*\Z")
SAFE = "._:/@#+"


def put(text: str, key: str) -> str:
    """Return the text with the marker of `key` at its end; without a key, the text."""
    # Two dashes would end the comment; other odd letters are written as in an address.
    written = quote(key, safe=SAFE).replace("--", "%2D%2D")
    return f"{text}\n\n<!-- jigsmith:{written} -->" if key else text


def take(text: str | None) -> tuple[str, str]:
    """Return the text without its marker, and the marker's key; "": it has none."""
    plain = (text or "").replace("\r\n", "\n")
    found = MARK.search(plain)
    if not found:
        return plain, ""
    gap = found.group().partition("<!--")[0]
    return plain[: found.start()] + gap.removesuffix("\n\n"), unquote(found["key"])
