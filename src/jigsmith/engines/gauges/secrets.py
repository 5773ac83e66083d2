"""Secrets in text: keys by the form their issuers gave them, and values that are assigned to a telling name.

`detect-secrets` was measured beside it on the lists in the tests: it knew 20 of 29 keys (no key of the model providers,
npm, PyPI or GitHub's newer kind) and took 8 of 35 harmless lines for keys; its last release is of May 2024.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jigsmith.base import secret_forms

_KINDS = tuple(secret_forms.FORMS)
_FORM = re.compile(
    "|".join(f"(?P<k{number}>{form})" for number, form in enumerate(secret_forms.FORMS.values())), re.ASCII
)
_NAME = (
    r"(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|credential)"
)
_QUOTED = re.compile(
    _NAME + r"[\w.\[\]-]{0,40}[\"']?\s{0,8}(?:=>|:=|[:=])\s{0,8}[\"'`]([^\"'`\s]{8,512})[\"'`]", re.IGNORECASE
)
_PLAIN = re.compile(_NAME + r"[\w.-]{0,40}\s{0,8}[:=]\s{0,8}([^\s\"'`,;#(){}\[\]<>$]{8,512})\s*$", re.IGNORECASE)
_BEARER = re.compile(r"\b(?:Bearer|Basic)\s+([A-Za-z0-9+/=_.~-]{20,2048})")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^/\s:@\"'`]{0,64}:([^@\s/\"'`$<>{}]{4,256})@", re.IGNORECASE)
_JWT = re.compile(r"\b(eyJ[\w-]{10,2048}\.eyJ[\w-]{10,4096}\.[\w-]{10,1024})")
GUESSES = (
    ("a secret that is assigned", _QUOTED),
    ("a token in a header", _BEARER),
    ("a password in an address", _ADDRESS),
    ("a signed token", _JWT),
)
CONFIGURATION = re.compile(
    r"(^|/)(\.env[^/]*|[^/]*\.(env|ini|cfg|conf|properties|ya?ml|toml|sh|tfvars)|\.npmrc|\.pypirc)$"
)
"""Files whose values stand without quotes."""
PLACEHOLDER = re.compile(
    r"example|change.?me|your|placeholder|dummy|sample|xxxx|0000|1234567|redacted|\*\*|\.\.\.|<|\$\{|\{\{|%\(|:///"
    r"|^(?:https?|file|s3|urn|arn):|password|process\.env|environ",
    re.IGNORECASE,
)
_GLUE = re.compile(r"[\"'`]\s{0,200}(?:(?:\+|\.|&|\|\||\\)\s{0,200})?[\"'`]")
LONGEST = 20_000  # characters of a line that are looked at


@dataclass(frozen=True, slots=True)
class Found:
    """A secret. What it is, is never repeated."""

    place: int  # of its line in those that were handed in, from 0
    kind: str
    sure: bool  # False: it looks like one


def find(lines: Sequence[str], *, path: str = "") -> list[Found]:
    """Return the secrets in lines that stand together; a literal that is glued from parts is put together first."""
    cut = [line[:LONGEST] for line in lines]
    found = [Found(place, kind, sure=True) for place, line in enumerate(cut) for kind in _forms(line)]
    known = {each.place for each in found}
    found += [
        Found(place, kind, sure=False)
        for place, line in enumerate(cut)
        if place not in known
        for kind in _guesses(line, path)
    ]
    if not any(each.sure for each in found):
        found += [
            Found(0, f"{kind}, put together from parts", sure=True) for kind in _forms(_GLUE.sub("", "\n".join(cut)))
        ]
    return found


def _forms(text: str) -> Iterator[str]:
    for match in _FORM.finditer(text):
        if not _is_filler(match[0]):
            yield _KINDS[int((match.lastgroup or "k0")[1:])]


def _is_filler(key: str) -> bool:
    """Tell whether it is a form that is filled in with nothing, such as `ghp_xxxxxxxxxxxx`."""
    return not key.startswith("-----") and (len(set(key)) < 10 or "xxxx" in key.lower() or "example" in key.lower())


def _guesses(line: str, path: str) -> Iterator[str]:
    ways = GUESSES if path and not CONFIGURATION.search(path) else (*GUESSES, ("a secret that is assigned", _PLAIN))
    for kind, way in ways:
        if any(is_likely(match[1]) for match in way.finditer(line)):
            yield kind
            return


def is_likely(value: str) -> bool:
    """Tell whether a value looks like a secret: letters and digits without order, and no stand-in for one."""
    mixed = any(letter.isdigit() for letter in value) and any(letter.isalpha() for letter in value)
    return mixed and len(value) >= 8 and entropy(value) >= 3.0 and not PLACEHOLDER.search(value)


def entropy(text: str) -> float:
    """Return Shannon's entropy in bits for each character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())
