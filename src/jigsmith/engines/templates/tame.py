"""Tame: texts with expressions of which a look tells that they cannot grow large. All else is worked out apart
(`base.apart`), whoever wrote it.

What is tame is told from below: only what is known to grow little is let through.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from jigsmith.engines.templates import names, records, sizes

ANY = 1 << 62
"""Steps, however many there are."""


def steps(source: str, marks: records.Delimiters | None, values: Mapping[str, Any]) -> int:
    """In how many steps of the engine a text comes to `sizes.MOST` characters at most, and takes no more than a few
    times that on the way; 0: that is not known.
    """
    tags = tags_of(source, marks)
    if tags is None:
        return 0
    bound = sizes.bound(tags, len(source), values)
    if bound.whole <= sizes.MOST:
        return ANY
    from jigsmith.engines.templates import growth  # noqa: PLC0415 - start-up time: it compiles expressions of its own

    return sizes.MOST // max(bound.step + growth.longest_between(source, marks or records.Delimiters()), 1)


def expression(source: str, values: Mapping[str, Any]) -> bool:
    """The same for an expression that stands alone."""
    if source.isidentifier():
        return True
    from jigsmith.engines.templates import growth  # noqa: PLC0415 - start-up time: it compiles expressions of its own

    tag = growth.tag(source)
    return tag is not None and sizes.bound((tag,), len(source), values).whole <= sizes.MOST


def tags_of(source: str, marks: records.Delimiters | None) -> Sequence[sizes.Tag] | None:
    """All tags; None: there is something in it of which it is not known how large it gets."""
    found = _plain(source, marks or records.Delimiters())
    if found is not None:
        return found
    from jigsmith.engines.templates import growth  # noqa: PLC0415 - start-up time: it compiles expressions of its own

    return growth.tags(source, marks or records.Delimiters())


def _plain(source: str, marks: records.Delimiters) -> Sequence[sizes.Tag] | None:
    """The tags of a text that has none but names with styles, which is soon seen; None: it has others."""
    if marks.block[0] in source or marks.comment[0] in source:
        return None
    found = []
    for part in source.split(marks.variable[0])[1:]:
        code, closed, _ = part.partition(marks.variable[1])
        name, *styles = code.split("|")
        if not closed or not name.strip().replace(".", "_").isidentifier():
            return None
        if any(style.strip() not in names.STYLES for style in styles):
            return None
        found.append(sizes.Tag(len(code), sizes.STYLED ** len(styles), 1, frozenset(), (), 0, loops=False))
    return found
