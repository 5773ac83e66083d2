"""Commands: what one types to generate an instance, so that it means exactly the parameters it was made from."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from jigsmith.engines.templates import emit

LONGEST = 300
"""Characters; a longer command takes its parameters from a document instead."""


def generate(start: str, template: str, name: str, params: Mapping[str, Any], *flags: str) -> str:
    """The command for a shell. Parameters that are long or nested come as YAML on its standard input."""
    head = [*shlex.split(start), "generate", template, name]
    options = [f"--set {shlex.quote(option(key, value))}" for key, value in params.items()]
    line = " ".join([shlex.join(head), *options, *flags])
    if len(line) <= LONGEST and not any(_is_nested(value) for value in params.values()):
        return line
    document = emit.write(dict(params))
    mark = next(mark for mark in ("YAML", "END", "END_OF_YAML") if mark not in document.split("\n"))
    return f"{shlex.join([*head, '--params', '-', *flags])} <<'{mark}'\n{document}{mark}"


def option(key: str, value: Any) -> str:
    """What `--set` takes for a value."""
    if isinstance(value, str):
        return f"{key}={value}"
    if isinstance(value, list) and all(isinstance(item, str) for item in value) and _is_simple(value):
        return f"{key}={','.join(value)}"
    return f"{key}={json.dumps(value, ensure_ascii=False)}"


def _is_simple(items: list[str]) -> bool:
    """Whether the items can stand with commas between them."""
    text = ",".join(items)
    whole = all(item and item == item.strip() and "," not in item for item in items)
    return whole and not text.startswith("[")


def _is_nested(value: Any) -> bool:
    if isinstance(value, str):
        return "\n" in value
    return isinstance(value, dict) or (isinstance(value, list) and any(not isinstance(item, str) for item in value))
