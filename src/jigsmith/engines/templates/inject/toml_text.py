"""Values and keys as TOML writes them, each on one line."""

from __future__ import annotations

import json
import re
from typing import Any


def line(key: tuple[str, ...], data: Any) -> str:
    """Return a key with its value. ValueError: TOML has no word for it (null)."""
    return f"{dotted(key)} = {written(data)}"


def dotted(names: tuple[str, ...]) -> str:
    """Return a key of several parts, in quotes where they must be."""
    return ".".join(name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _string(name) for name in names)


def _string(told: str) -> str:
    return json.dumps(told, ensure_ascii=False).replace("\x7f", "\\u007f")


def written(data: Any) -> str:
    """Return a value as TOML writes it on one line. ValueError: TOML has no word for it (null)."""
    if isinstance(data, str):
        return _string(data)
    if isinstance(data, dict):
        inner = ", ".join(line((key,), value) for key, value in data.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(data, list):
        return f"[{', '.join(map(written, data))}]"
    if data is None:
        raise ValueError("TOML has no null")
    if isinstance(data, bool):
        return "true" if data else "false"
    return repr(data)
