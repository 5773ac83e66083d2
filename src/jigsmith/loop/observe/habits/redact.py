"""Redact: a sentence without secrets, and without what could play tricks on a terminal.

Known forms of keys are masked, and so is whatever stands after a telling name or in an address before an `@`. It is a
net, not a promise; what people said is kept only as far as they said it again and again.
"""

import re

from jigsmith.base import secret_forms
from jigsmith.engines.gauges import secrets

MASK = "***"
_FORMS = re.compile("|".join(f"(?:{form})" for form in secret_forms.FORMS.values()))
_GUESSES = [pattern for _, pattern in secrets.GUESSES]
_NAMED = re.compile(
    r"\b([\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)[\w-]{0,40})"
    r"(\s{0,4}(?:=>|:=|[:=]|\bis\b)\s{0,4}|\s{1,4}(?=[^\s]*\d))[\"'`]?([^\s\"'`]{3,512})[\"'`]?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]{1,20}://)[^/\s@]{1,256}@", re.IGNORECASE)
_LONG = re.compile(r"(?<![\w/.-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{24,}(?![\w/.-])")
_PRIVATE = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z ]{0,40}-----|\Z)", re.DOTALL)
_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def redacted(text: str) -> str:
    """Return a text without its secrets and its control characters."""
    text = _CONTROL.sub("", text)
    text = _FORMS.sub(MASK, _PRIVATE.sub(MASK, text))
    text = _ADDRESS.sub(rf"\1{MASK}@", text)
    for pattern in _GUESSES:
        text = pattern.sub(lambda match: match[0].replace(match[1], MASK), text)
    return _LONG.sub(MASK, _NAMED.sub(rf"\1\2{MASK}", text))
