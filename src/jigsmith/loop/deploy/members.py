"""Members: one entry put into a JSON file that others write as well, and taken out, with every other byte left alone.

The text is never parsed and printed anew. It is cut at the place where the entry belongs, so that indentation, key
order, line ends and whatever nobody has thought of stay. Taking out works on the text as it is then, which may have
been edited or printed anew by somebody else meanwhile.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from jigsmith.base import errors
from jigsmith.loop.deploy import records, spans

KEYS = ("mcpServers", "jigsmith")
"""Where the entry is."""
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Style:
    """How an entry is written beside others."""

    indent: str | None
    """Before the key; None: all is on one line."""
    unit: str
    newline: str
    colon: str
    comma: str

    def text(self, value: Any) -> str:
        marks = (self.comma.rstrip() if self.indent is not None else self.comma, self.colon)
        text = json.dumps(
            value, ensure_ascii=False, separators=marks, indent=None if self.indent is None else self.unit
        )
        return text.replace("\n", f"{self.newline}{self.indent}")

    def member(self, key: str, value: Any) -> str:
        return f"{json.dumps(key, ensure_ascii=False)}{self.colon}{self.text(value)}"


def digest(content: str) -> str:
    """The hash of a value, whatever its key order and layout."""
    return hashlib.sha256(json.dumps(json.loads(content), sort_keys=True).encode()).hexdigest()


def state(data: bytes, where: str, _name: str) -> str | None:
    """The hash of the entry that is there; None: there is none. DeployConflict: the file is broken."""
    value = read(data, where)
    return None if value is None else digest(json.dumps(value))


def read(data: bytes, where: str) -> dict[str, Any] | None:
    """The entry; None: there is none. DeployConflict: the file is broken, or it is no object."""
    text = _text(data, where)
    found = _path(text, where)
    member = found[-1].member(KEYS[-1]) if len(found) == len(KEYS) else None
    if member is not None and not isinstance(member.value, dict):
        raise _broken(f"`{'.'.join(KEYS)}` is no object", where)
    return member.value if member else None


def starts_jig(data: bytes, where: str) -> bool:
    """Whether the entry that is there starts `jig mcp`, by whatever way."""
    entry = read(data, where) or {}
    args = entry.get("args")
    words = [entry.get("command"), *(args if isinstance(args, list) else [])]
    last = [word.replace("\\", "/").rpartition("/")[2] for word in words if isinstance(word, str)]
    return "mcp" in last and bool({"jig", "jigsmith"} & set(last))


def put(data: bytes | None, wanted: records.Wanted, _name: str) -> tuple[bytes, dict[str, Any]]:
    """The file with the entry, and what `take` has to know. DeployConflict: the file is broken."""
    value = json.loads(wanted.content)
    if data is None:
        whole = {KEYS[0]: {KEYS[1]: value}}
        return f"{json.dumps(whole, indent=2, ensure_ascii=False)}\n".encode(), {"made": True, "inner": ""}
    text = _text(data, wanted.path)
    found = _path(text, wanted.path)
    level = len(found) - 1
    for key in reversed(KEYS[level + 1 :]):
        value = {key: value}
    target = found[-1]
    style = _style(text, found)
    member = style.member(KEYS[level], value)
    if target.members:
        end = target.members[-1].end
        gap = style.newline + style.indent if style.indent is not None else style.comma[1:]
        return _bytes(data, text[:end] + "," + gap + member + text[end:]), {"level": level}
    if style.indent is not None:
        outer = style.indent.removesuffix(style.unit)
        member = f"{style.newline}{style.indent}{member}{style.newline}{outer}"
    inner = text[target.start + 1 : target.end]
    changed = text[: target.start + 1] + member + text[target.end :]
    return _bytes(data, changed), {"level": level, "inner": inner}


def update(data: bytes, wanted: records.Wanted, _name: str) -> bytes:
    """The file with another value in the place of the entry."""
    text = _text(data, wanted.path)
    found = _path(text, wanted.path)
    member = found[-1].held(KEYS[-1])
    style = _style(text, found)
    return _bytes(data, text[: member.value_start] + style.text(json.loads(wanted.content)) + text[member.end :])


def take(data: bytes, piece: records.Piece, _name: str) -> bytes | None:
    """The file without the entry, and without what was put around it; None: nothing but that was in it."""
    text = _text(data, piece.path)
    found = _path(text, piece.path)
    level = len(KEYS) - 1
    while level > piece.level and len(found[level].members) == 1:
        level -= 1
    target = found[level]
    member = target.held(KEYS[level])
    if len(target.members) == 1:
        if piece.made and level == 0:
            return None
        inner = piece.inner or "" if level == piece.level else ""
        return _bytes(data, text[: target.start + 1] + inner + text[target.end :])
    index = target.members.index(member)
    if index + 1 < len(target.members):
        return _bytes(data, text[: member.start] + text[target.members[index + 1].start :])
    return _bytes(data, text[: target.members[index - 1].end] + text[member.end :])


def _text(data: bytes, where: str) -> str:
    """The file as text without a byte order mark, known to be a JSON object."""
    try:
        text = data.decode().removeprefix(_BOM)
    except UnicodeDecodeError as error:
        raise _broken("it is not UTF-8 text", where) from error
    try:
        value = spans.value_of(text)
    except json.JSONDecodeError as error:
        raise _broken(f"it is not valid JSON: {error.msg}", f"{where}:{error.lineno}:{error.colno}") from error
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise _broken(f"it is not valid JSON: {reason}", where) from error
    if not isinstance(value, dict):
        raise _broken("it is no JSON object", where)
    return text


def _bytes(data: bytes, text: str) -> bytes:
    bom = _BOM if data.startswith(_BOM.encode()) else ""
    return (bom + text).encode()


def _broken(what: str, where: str) -> errors.DeployConflict:
    do = "Correct it and run this again, or leave it out with `--to`. It was not touched."
    return errors.DeployConflict(what, where=where, do=do)


def _path(text: str, where: str) -> list[spans.Object]:
    """The objects in which the entry is, or belongs, from the outermost; as many of them as are there."""
    found = [spans.root(text)]
    for depth, key in enumerate(KEYS):
        if [member.key for member in found[-1].members].count(key) > 1:
            raise _broken(f"the key `{key}` is there twice", where)
        member = found[-1].member(key)
        if member is None or depth == len(KEYS) - 1:
            break
        if not isinstance(member.value, dict):
            raise _broken(f"`{key}` is no object", where)
        found.append(spans.object_at(text, member.value_start))
    return found


def _style(text: str, found: list[spans.Object]) -> _Style:
    """How the innermost object writes its members; one that is empty does it as the one around it."""
    newline = "\r\n" if "\r\n" in text else "\n"
    target = found[-1] if found[-1].members else found[-2] if len(found) > 1 else None
    if target is None:
        return _Style("  ", "  ", newline, ": ", ",")
    last = target.members[-1]
    gap, closing = spans.space_before(text, last.start), spans.space_before(text, target.end)
    colon = last.colon if "\n" not in last.colon else ": "
    if "\n" not in gap:
        between = gap if len(target.members) > 1 else " " if " " in colon else ""
        return _Style(None, "", newline, colon, f",{between}")
    indent = re.split("[\r\n]", gap)[-1]
    outer = re.split("[\r\n]", closing)[-1] if "\n" in closing else ""
    unit = indent.removeprefix(outer) if indent.startswith(outer) else ""
    unit = unit or ("\t" if "\t" in indent else "  ")
    return _Style(indent + unit if target is not found[-1] else indent, unit, newline, colon, ",")
