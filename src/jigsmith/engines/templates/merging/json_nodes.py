"""JSON, with comments and trailing commas as tsconfig.json has them, as nodes. It is read as injections read it."""

from jigsmith.engines.templates.inject import key_json, values
from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit


def read(text: str) -> Node:
    """The document. Unfit: it is not valid, or a key is there twice."""
    try:
        found = key_json.read(text)
    except ValueError as error:
        raise Unfit(str(error)) from error
    if found is None:
        raise Unfit("it is empty")
    return _node(found)


def _node(value: values.Value) -> Node:
    if value.kind == "scalar":
        return Node("scalar", value.start, value.end, value.data)
    if value.doubled:
        raise Unfit("a key is there twice")
    if value.kind == "map":
        parts = [Part(key, value.keys[key], _node(member)) for key, member in value.members.items()]
        return Node("map", value.start, value.end, parts=parts)
    return Node("list", value.start, value.end, parts=[Part(None, item.start, _node(item)) for item in value.items])
