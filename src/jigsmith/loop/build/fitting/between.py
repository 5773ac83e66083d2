"""Reading between words: what stands in a real file between the same two words as a sentinel, over any number of lines.

Rows know what belongs together and are read first; this finds texts that go over several of them, which no row holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from jigsmith.engines.trees import align, lexer
from jigsmith.loop.build.fitting.sentinels import SENTINEL, Place, Sentinels

Span = tuple[int, int]


def read(asked: str, real: str, sentinels: Sentinels) -> Iterator[tuple[Place, str, str]]:
    """Place, style and text of the sentinels in `asked` where all that differs around them is what they stand for."""
    marks = [lexer.Mark(m.start(), m.end(), m.group()) for m in SENTINEL.finditer(asked)]
    left, right = lexer.tokens(asked, marks), lexer.tokens(real)
    interner = align.Interner()
    for mine, other in _differing(*("".join(interner.code(t.key) for t in stream) for stream in (left, right))):
        text = _text(left, mine)
        if SENTINEL.search(text):
            lead, tail = left[mine[0]].space, _space(left, mine[1])
            found = (_text(right, other) + _space(right, other[1])).removeprefix(lead).removesuffix(tail)
            quoted = left[mine[0] - 1].text[:1] in lexer.QUOTES if mine[0] else False
            if quoted or not _swallows(found, lead, tail):
                yield from sentinels.match(text.removeprefix(lead), found)


def _swallows(found: str, lead: str, tail: str) -> bool:
    """Whether a value on a line with other words takes lines in that are none of its business: it goes on below its
    first line although no bracket is open there.
    """
    first, below, _ = found.partition("\n")
    alone = "\n" in lead and "\n" in tail
    opened = sum(map(first.count, lexer.PAIRS)) > sum(map(first.count, lexer.CLOSERS))
    return bool(below) and not alone and not opened and not first.endswith("\\")


def _differing(left: str, right: str) -> Iterator[tuple[Span, Span]]:
    """What lies between each two stretches that both have; of either side there may be nothing."""
    at = (0, 0)
    equal = [step for step in LCSseq.opcodes(left, right) if step.tag == "equal"]
    for step in equal:
        yield (at[0], step.src_start), (at[1], step.dest_start)
        at = step.src_end, step.dest_end
    yield (at[0], len(left)), (at[1], len(right))


def _text(stream: Sequence[lexer.Token], span: Span) -> str:
    return "".join(t.space + t.text for t in stream[span[0] : span[1]])


def _space(stream: Sequence[lexer.Token], index: int) -> str:
    return stream[index].space if index < len(stream) else ""
