"""What every MCP tool shares: schemas from its records, arguments checked against them, its use recorded, its errors.

It knows nothing of the protocol; `server` does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app import usage
from jigsmith.base import errors

ADVICE = {
    "TemplateMissing": "`template_list` lists those that are there.",
    "ParameterInvalid": "Give it in `parameters`; `template_describe` has their JSON schema.",
    "WouldOverwrite": "Nothing was written. Choose another name, or ask the user what is to become of that file.",
    "HookNotTrusted": "Nothing was written. Show the commands to the user, who may allow them with "
    "`jig trust TEMPLATE`; you cannot.",
}
"""What to do, in the words of this face; for other errors what the error says itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool: its arguments and its result are msgspec structs, from which the schemas come."""

    name: str
    description: str
    arguments: type[msgspec.Struct]
    result: type[msgspec.Struct]
    run: Callable[[Path, Any], msgspec.Struct]
    """Called with the root of the project and the arguments."""
    writes: bool = False


class Refused(Exception):
    """The tool did not do it; the text says why and what to do."""


def call(tool: Tool, root: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Run a tool and record its use. Raises Refused, with a sentence for the agent, whatever goes wrong."""
    shape = {
        key: "flag" if isinstance(given[key], bool) else "value"
        for key in tool.arguments.__struct_fields__
        if key in given
    }
    try:
        with usage.recorded(tool.name, surface="mcp", shape=shape):
            found: dict[str, Any] = msgspec.to_builtins(tool.run(root, arguments(tool, given)))
            return found
    except errors.JigError as error:
        raise Refused(said(error, root, given)) from error
    except Exception as error:
        what = f"something unforeseen happened: {type(error).__name__}: {error}"
        raise Refused(f"{what}. Report it to the user; the log of the server has more.") from error


def arguments(tool: Tool, given: Mapping[str, Any]) -> Any:
    """The arguments as the tool's record. ParameterInvalid names what is wrong."""
    try:
        return msgspec.convert(dict(given), tool.arguments)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `$.")
        at = f"`{place.rstrip('`')}`: " if place else ""
        known = ", ".join(f"`{field}`" for field in tool.arguments.__struct_fields__) or "none"
        raise errors.ParameterInvalid(
            f"{at}{what[:1].lower()}{what[1:]}", do=f"The arguments of {tool.name} are {known}."
        ) from error


def said(error: errors.JigError, root: Path, given: Mapping[str, Any]) -> str:
    """What is wrong, where, and what to do about it with these tools."""
    where = f" ({error.where.removeprefix(f'{root}/')})" if error.where and error.where != str(root) else ""
    own = error.do if error.do and "--" not in error.do and "jig " not in error.do else ""
    known = ADVICE.get(type(error).__name__) if error.where else None  # an error in the arguments themselves is nowhere
    advice = known.replace("TEMPLATE", str(given.get("template", "NAME"))) if known else error.do or ""
    words = [f"{type(error).__name__}: {error.what}{where}.", own, "" if own == advice else advice]
    return " ".join(word for word in words if word)


def schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a record, an object in one piece: clients differ in how well they follow references."""
    raw = msgspec.json.schema(kind)
    found: dict[str, Any] = _inlined({"$ref": raw["$ref"]}, raw["$defs"])
    return found


def _inlined(value: Any, known: Mapping[str, Any]) -> Any:
    """The value with what it refers to in its place, without the titles and docstrings of the records."""
    if isinstance(value, list):
        return [_inlined(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" not in value:
        return {key: _inlined(item, known) for key, item in value.items()}
    record = known[value["$ref"].rpartition("/")[2]]
    inner = {key: _inlined(item, known) for key, item in record.items() if key not in ("title", "description")}
    return inner | {key: item for key, item in value.items() if key != "$ref"}
