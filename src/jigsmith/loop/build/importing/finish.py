"""Finish: an import becomes the files of a template, and what is wrong with it is said before anybody uses it."""

from typing import Any

import msgspec
from minijinja import TemplateError

from jigsmith.base import errors
from jigsmith.engines.templates import checking, emit, expressions, records
from jigsmith.loop.build.importing import jinja_expressions, notes

_KNOWN = jinja_expressions.STATED | {"name", "loop_index", "debug"}


def template(into: notes.Import) -> dict[str, bytes]:
    """The files of the template's folder, by path: `template.yaml` and what its `source` name. TemplateInvalid."""
    raw = _raw(into)
    checking.check(raw, origin=into.name, lines={})
    for entry in into.files:
        _read(into, entry)
    return {"template.yaml": emit.write(raw).encode(), **into.sources}


def _raw(into: notes.Import) -> dict[str, Any]:
    """The template as plain data, without what is empty."""
    found: dict[str, Any] = {"name": into.name}
    if into.description:
        found["description"] = into.description
    if into.delimiters:
        found["delimiters"] = {key: list(pair) for key, pair in msgspec.to_builtins(into.delimiters).items()}
    parts = {"parameters": into.parameters, "files": into.files, "inject": into.inject}
    found |= {key: part for key, part in parts.items() if part}
    hooks = {key: commands for key, commands in (("before", into.before), ("after", into.after)) if commands}
    found |= {"hooks": hooks} if hooks else {}
    return found | ({"next": into.next} if into.next else {})


def _read(into: notes.Import, entry: dict[str, Any]) -> None:
    """Say what is wrong with the text of a file: it cannot be read, or names what nobody gives."""
    given = entry.get("delimiters")
    marks = records.Delimiters(**{key: tuple(pair) for key, pair in given.items()}) if given else into.delimiters
    text = into.sources[entry["source"]].decode() if "source" in entry else str(entry.get("content", ""))
    where = str(entry.get("source", entry["path"]))
    try:
        found = expressions.environment(marks).undeclared_variables_in_str(text)
    except TemplateError as error:
        into.say(f"{where}:{error.line or 1}", f"cannot be read as a template: {error.detail or error.kind}")
        return
    except errors.JigError as error:
        into.say(where, str(error))
        return
    item = records.EACH.fullmatch(str(entry.get("each", "")))
    known = {*into.parameters, *_KNOWN, *({item["item"]} if item else ())}
    for name in sorted(set(found) - known):
        into.say(where, f"`{name}` is no parameter: generating fails where it is needed")
