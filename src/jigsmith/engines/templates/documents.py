"""YAML and JSON files as plain data, with the line of every value.

The YAML read here is the core schema of YAML 1.2: `no`, `on` and `2024-01-01` are strings, only `true` and
`false` are booleans. Duplicate keys are errors, and size, depth and the growth by anchors are bounded, since a
template may be somebody else's.
"""

import json
import re
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import scalars

MAX_CHARS = scalars.MAX_CHARS
Place = scalars.Place
"""Where a value is: ("files", 0, "path")."""
TEXT = scalars.TEXT
"""Added to the place of a literal block: the line on which its text begins."""
plain = scalars.plain
"""What a scalar without quotes means: see `scalars.plain`."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(text: str, *, origin: str, as_json: bool = False) -> tuple[Any, dict[Place, int]]:
    """The value that `text` holds, and the line (from 1) of each key and item; TemplateInvalid otherwise."""
    if len(text) > MAX_CHARS:
        raise errors.TemplateInvalid(f"larger than {MAX_CHARS} characters", where=origin)
    return _read_json(text, origin) if as_json else _read_yaml(text, origin)


def _read_yaml(text: str, origin: str) -> tuple[Any, dict[Place, int]]:
    from jigsmith.engines.templates import events  # noqa: PLC0415 - start-up time: what was read before needs no YAML

    return events.read(text, origin)


def _read_json(text: str, origin: str) -> tuple[Any, dict[Place, int]]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            twice = next(key for i, (key, _) in enumerate(items) if key in dict(items[:i]))
            raise errors.TemplateInvalid(f"the key `{twice}` is there twice", where=origin)
        return found

    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = f"{origin}:{error.lineno}:{error.colno}"
        raise errors.TemplateInvalid(f"not valid JSON: {error.msg}", where=where) from error
    except (RecursionError, ValueError) as error:
        raise errors.TemplateInvalid("not valid JSON: nested too deeply, or a number too long", where=origin) from error
    if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise errors.TemplateInvalid("not valid JSON: half of a surrogate pair is no character", where=origin)
    try:
        lines = _read_yaml(text, origin)[1]  # JSON is YAML, nearly always: good enough to tell the lines
    except errors.TemplateInvalid:
        lines = {}
    return value, lines
