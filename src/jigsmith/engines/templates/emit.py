"""Plain data as YAML that a person would have written: literal blocks for text of several lines, short lists on one
line, nothing folded. `documents.read` gives the same data back.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from jigsmith.engines.templates import documents

_PLAIN = re.compile(r"[A-Za-z_/.][\w/.@+ ()=*<>$;~^-]*", re.ASCII)
_ODD = re.compile(r"yes|no|on|off|y|n|true|false|null|~|\.(inf|nan)", re.IGNORECASE)
_UNPRINTABLE = r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""What YAML wants escaped. Compiled when it is needed: that takes 9 ms."""


def write(value: Any, *, indent: int = 0) -> str:
    """`value` as YAML: dicts with string keys, lists, strings, finite numbers, booleans and null."""
    return "".join(_lines(value, indent))


def _lines(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _entry(f"{pad}{_scalar(key)}:", item, indent)
    elif isinstance(value, list) and value:
        for item in value:
            yield from _item(item, indent)
    else:
        yield f"{pad}{_scalar(value)}\n"


def _entry(head: str, item: Any, indent: int) -> Iterator[str]:
    if isinstance(item, dict | list) and item and _flow(item) is None:
        yield f"{head}\n"
        yield from _lines(item, indent + 2)
    elif isinstance(item, str) and "\n" in item and _literal(item):
        yield f"{head} {_block(item, indent + 2)}"
    else:
        yield f"{head} {_flow(item) or _scalar(item)}\n"


def _item(item: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(item, dict | list) and item and (isinstance(item, dict) or _flow(item) is None):
        body = "".join(_lines(item, indent + 2))
        yield f"{pad}- {body[indent + 2 :]}"
    else:
        yield from _entry(f"{pad}-", item, indent)


def _flow(value: Any) -> str | None:
    """A short list of scalars on one line; None if it is anything else."""
    if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
        return None
    text = f"[{', '.join(_scalar(item, flow=True) for item in value)}]"
    return text if len(text) <= 100 else None


def _literal(text: str) -> bool:
    return bool(text.strip("\n \t")) and (_is_plain(text) or not re.search(_UNPRINTABLE, text))


def _is_plain(text: str) -> bool:
    """Whether all of it is printable ASCII, which is soon seen."""
    return text.isascii() and text.replace("\n", "").replace("\t", "").isprintable()


def _block(text: str, indent: int) -> str:
    body = text.rstrip("\n")
    chomp = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    hint = "2" if text[0] in " \t\n" else ""
    pad = " " * indent
    lines = [f"{pad}{line}\n" if line else "\n" for line in body.split("\n")]
    return f"|{hint}{chomp}\n{''.join(lines)}" + "\n" * (len(text) - len(body) - 1)


def _scalar(value: Any, *, flow: bool = False) -> str:
    if isinstance(value, str):
        simple = _PLAIN.fullmatch(value) and value[-1] != " " and not _ODD.fullmatch(value)
        if simple and documents.plain(value) == value and not (flow and len(value) > 40):
            return value
        return _quoted(value)
    return json.dumps(value)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if _is_plain(quoted) else re.sub(_UNPRINTABLE, lambda m: f"\\u{ord(m.group()):04x}", quoted)
