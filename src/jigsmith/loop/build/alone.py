"""Alone: the template that makes each block of a family as a file of its own, which is what is fitted and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import msgspec

from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import called, defaults, synthesise, unused

Block = tuple[str, str]  # the name, and the text


def template(bare: formats.Template, found: Sequence[Block], path: str) -> formats.Template:
    """Return `bare` with what it takes to make these blocks; `path` is that of a file that they are in."""
    made = synthesise.synthesise([synthesise.Source(name, (text,)) for name, text in found])
    style = called.style([name for name, _ in found], path)
    content = called.in_style(made.contents[0], made.delimiters[0], style)
    own = f"block{PurePosixPath(path).suffix}"
    whole = msgspec.structs.replace(
        bare,
        parameters=made.parameters,
        files=[formats.File(path=own, content=content, delimiters=made.delimiters[0])],
    )
    return _settled(*unused.dropped(whole, made.values), found)


def _settled(
    whole: formats.Template, values: Mapping[str, Mapping[int, Any]], found: Sequence[Block]
) -> formats.Template:
    """Return it with defaults; of blocks with one name the first is asked."""
    first = {name: number for number, (name, _) in reversed(list(enumerate(found)))}
    if len(first) < 2:
        return whole
    place = {number: at for at, number in enumerate(first.values())}
    asked = {key: {place[n]: value for n, value in held.items() if n in place} for key, held in values.items()}
    return defaults.settle(whole, {name: [found[number][1]] for name, number in first.items()}, asked)
