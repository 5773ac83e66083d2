"""Query: before, after, or inside the one node that a tree-sitter query captures as `@place`."""

from jigsmith.engines.templates.inject import text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Node, Trees

_OPENERS = frozenset({"{", "[", "(", "start_tag", "jsx_opening_element"})


def edits(source: str, injection: Injection, trees: Trees) -> list[Edit]:
    """Put whole lines before or after the node, or at the start or end (the default) of its inside."""
    node = _place(source, injection, trees)
    at = injection.at or "end"
    if at not in ("before", "after", "start", "end"):
        raise injection.failed(f"`at: {at}` says nothing about a query", do="Say before, after, start or end.")
    around = node if at in ("start", "end") else node.parent or node
    if _held(source, around, injection.text):
        return []
    if at == "before":
        start = text.line_start(source, node.start)
        return [Edit(start, start, text.block(injection.text, text.indentation_at(source, start)) + "\n")]
    if at == "after":
        return [_after(source, node.end, text.block(injection.text, text.indentation_at(source, node.start)))]
    if len(node.children) > 1 and node.children[0].kind in _OPENERS:
        return _between(source, node, injection, at)
    return [_within(source, node, injection, at)]


def _place(source: str, injection: Injection, trees: Trees) -> Node:
    query = injection.query or ""
    try:
        found = trees.places(injection.path, source, query)
    except ValueError as error:
        raise injection.failed(f"the query of `{injection.id}` is wrong: {error}") from error
    if found is None:
        raise injection.failed("there is no grammar for a file of that name, and so no query into it")
    if not found:
        raise injection.missing(f"nothing in it matches the query of `{injection.id}` (its capture is @place)")
    if len(found) > 1:
        lines = ", ".join(str(text.line_number(source, node.start)) for node in found[:5])
        raise injection.failed(
            f"the query of `{injection.id}` matches several places: lines {lines}", do="Make the query say one of them."
        )
    return found[0]


def _held(source: str, node: Node, wanted: str) -> bool:
    first, last = text.line_start(source, node.start), text.line_end(source, node.end)
    return text.find_block(source[first:last].splitlines(), wanted) is not None


def _after(source: str, position: int, new: str) -> Edit:
    end = text.line_end(source, position)
    return Edit(end, end, f"\n{new}")


def _between(source: str, node: Node, injection: Injection, at: str) -> list[Edit]:
    """Put it inside brackets or tags; what stands on one line is opened up."""
    opener, closer = node.children[0], node.children[-1]
    outer = text.indentation_at(source, closer.start)
    if "\n" not in source[opener.end : closer.start]:
        indent = text.indentation_at(source, node.start) + text.step(source)
        new, inner = text.block(injection.text, indent), source[opener.end : closer.start].strip()
        kept = f"{indent}{inner}\n" if inner else ""
        inside = f"{kept}{new}\n" if at == "end" else f"{new}\n{kept}"
        return [Edit(opener.end, closer.start, f"\n{inside}{outer}")]
    inner_nodes = [child for child in node.children[1:-1] if text.is_first_in_line(source, child.start)]
    indent = text.indentation_at(source, inner_nodes[0].start) if inner_nodes else outer + text.step(source)
    new = text.block(injection.text, indent)
    if at == "start":
        return [_after(source, opener.end, new)]
    if text.is_first_in_line(source, closer.start):
        start = text.line_start(source, closer.start)
        return [Edit(start, start, f"{new}\n")]
    return [Edit(closer.start, closer.start, f"\n{new}\n{outer}")]


def _within(source: str, node: Node, injection: Injection, at: str) -> Edit:
    """Put it at the start or end of a node without brackets, such as a block in Python."""
    new = text.block(injection.text, text.indentation_at(source, node.start))
    if at == "end":
        return _after(source, node.start + len(node.text.rstrip()), new)
    first = node.children[0] if node.children else node
    if [child.kind for child in first.children] == ["string"]:
        return _after(source, first.end, new)  # a docstring stays first
    start = text.line_start(source, node.start)
    return Edit(start, start, f"{new}\n")
