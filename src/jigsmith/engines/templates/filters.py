"""Filters: what templates can do to a value beside what minijinja and the styles of `names` give them."""

import json
from collections.abc import Callable
from typing import Any

MAX_RESULT = 20_000_000
MAX_INDENT = 200


def for_text(name: str, style: Callable[[str], str]) -> Callable[[Any], str]:
    """`style` for text and numbers, with a message instead of a traceback for lists and tables."""

    def filtered(value: Any) -> str:
        if isinstance(value, list | dict):
            raise TypeError(
                f"the filter `{name}` is for text; this is a {'list' if isinstance(value, list) else 'table'}"
            )
        return style(value if isinstance(value, str) else str(value))

    return filtered


def never(_name: str) -> bool:
    """Nothing is escaped: what is generated is code, not HTML."""
    return False


def indent(text: str, width: int = 4, first: bool = False, blank: bool = False) -> str:  # noqa: FBT001, FBT002
    """`text` with `width` spaces before each line but the first, and lines that hold nothing left alone."""
    if not 0 <= width <= MAX_INDENT:
        raise ValueError(f"`indent` takes a width of 0 to {MAX_INDENT}")
    pad = " " * width
    lines = text.split("\n")
    shifted = [pad + line if (line or blank) and (i or first) else line for i, line in enumerate(lines)]
    return "\n".join(shifted)


def lstrip(text: str, chars: str | None = None) -> str:
    """`text` without blanks, or without any of `chars`, at its beginning."""
    return text.lstrip(chars)


def rstrip(text: str, chars: str | None = None) -> str:
    """The same at its end."""
    return text.rstrip(chars)


def replace(text: str, old: str, new: str) -> str:
    """`text` with `new` for every `old`. ValueError: it would be too large."""
    if len(text) + text.count(old) * len(new) > MAX_RESULT:
        raise ValueError("the result of `replace` is too large")
    return text.replace(old, new)


def as_json(value: Any, indent: int | None = None) -> str:
    """`value` as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=None if indent is None else min(indent, 40))
