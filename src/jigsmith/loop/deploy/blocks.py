"""Blocks: a paragraph between two marks in a text file that others write as well, such as AGENTS.md.

A block is parted from the text before it by an empty line, the glue. Blocks that follow one another share that of the
first, and whichever is taken out last takes the glue with it.
"""

import re
from typing import Any

from jigsmith.base import errors
from jigsmith.loop.deploy import files, records

digest = files.digest
_FIRST_MARK = "<!-- jigsmith:begin "
_LAST = re.compile(r"<!-- jigsmith:end (\S+) -->\r?\n\Z")


def begin(name: str) -> str:
    """The mark before the block of a template."""
    return f"{_FIRST_MARK}{name} -->"


def end(name: str) -> str:
    """The mark after the block of a template."""
    return f"<!-- jigsmith:end {name} -->"


def state(data: bytes, where: str, name: str) -> str | None:
    """The hash of the text between the marks; None: there are no marks. DeployConflict: there is half of them."""
    text = _text(data, where)
    span = _span(text, where, name)
    return digest(_inside(text[slice(*span)], name)) if span else None


def last(data: bytes) -> str | None:
    """The template whose block is the end of the file; then the next block needs no glue."""
    found = _LAST.search(data.decode(errors="replace"))
    return found[1] if found else None


def put(data: bytes | None, wanted: records.Wanted, name: str) -> tuple[bytes, dict[str, Any]]:
    """The file with the block at its end, and what `take` has to know."""
    text = _text(data or b"", wanted.path)
    newline = _newline(text)
    glue = "" if _LAST.search(text) else _glue(text, newline)
    changed = text + glue + _block(wanted.content, name, newline) + newline
    return changed.encode(), {"made": data is None, "glue": glue}


def update(data: bytes, wanted: records.Wanted, name: str) -> bytes:
    """The file with other text between the marks."""
    text = _text(data, wanted.path)
    start, stop = _known_span(text, wanted.path, name)
    return (text[:start] + _block(wanted.content, name, _newline(text)) + text[stop:]).encode()


def take(data: bytes, piece: records.Piece, name: str) -> bytes | None:
    """The file without the block and the line ends that were put around it; None: nothing but that was in it."""
    text = _text(data, piece.path)
    start, stop = _known_span(text, piece.path, name)
    before, after = text[:start], re.sub(r"\A\r?\n", "", text[stop:])
    if not _LAST.search(before) and not after.startswith(_FIRST_MARK):
        before = _without_glue(before, piece.glue)
    if before and after and not before.endswith("\n") and not after.startswith(("\n", "\r\n")):
        before += _newline(text)
    changed = before + after
    return None if piece.made and not changed else changed.encode()


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        do = "Save it as UTF-8, or leave it out with `--to`. It was not touched."
        raise errors.DeployConflict("it is not UTF-8 text", where=where, do=do) from error


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _block(content: str, name: str, newline: str) -> str:
    return newline.join([begin(name), *content.strip("\n").split("\n"), end(name)])


def _inside(block: str, name: str) -> str:
    """What `_block` was made from."""
    return block[len(begin(name)) : -len(end(name))].replace("\r\n", "\n").strip("\n")


def _glue(text: str, newline: str) -> str:
    """The line ends that part the block from the text before it by one empty line."""
    if not text.strip("\r\n") or text.endswith(newline * 2):
        return ""
    return newline if text.endswith(newline) else newline * 2


def _without_glue(before: str, glue: str) -> str:
    """The text before a block without the glue, if that is still there as it was put there: one line end after a line
    that had its own, or two after one that had none.
    """
    count = glue.count("\n")
    found = re.search(r"(?:\r?\n)+\Z", before)
    there = found[0].count("\n") if found else 0
    if not count or there < count or (count == 2 and there > 2) or (count == 1 and there == 1):
        return before
    for _ in range(count):
        before = before.removesuffix("\n").removesuffix("\r")
    return before


def _span(text: str, where: str, name: str) -> tuple[int, int] | None:
    """From the begin of the first mark to the end of the second."""
    first, last = begin(name), end(name)
    counts = text.count(first), text.count(last)
    if counts == (0, 0):
        return None
    if counts != (1, 1) or text.index(last) < text.index(first):
        do = "Put them back as a pair, or remove both, and run this again. It was not touched."
        raise errors.DeployConflict(f"the marks `{first}` and `{last}` are no pair", where=where, do=do)
    return text.index(first), text.index(last) + len(last)


def _known_span(text: str, where: str, name: str) -> tuple[int, int]:
    span = _span(text, where, name)
    if span is None:
        raise errors.DeployConflict("the block is not there any more", where=where)
    return span
