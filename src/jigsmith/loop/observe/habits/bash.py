"""The history of bash: a command on each line, or with HISTTIMEFORMAT a line `#SECONDS` before each command.

With times, a command of several lines is what stands between two of them. Without, bash says nowhere where one ends:
lines belong together while a quote or a here-document is open, as far as it is closed soon.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

from jigsmith.loop.observe.habits import lines, reduce
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Typed

NAME = "bash"
_STAMP = re.compile(r"#(\d{8,11})\Z")
FARTHEST = 200  # lines after which an open quote or document is taken for none


def read(path: Path, tally: Tally) -> Iterator[Typed]:
    """Yield the commands, oldest first. Raises FileUnreadable."""
    texts = []
    for line in lines.lines(path):
        tally.too_long += line is None
        texts.append("" if line is None else line.decode("utf-8", "replace"))
    stamps = [at for at, text in enumerate(texts) if text[:1] == "#" and _STAMP.match(text)]
    without = texts[: stamps[0]] if stamps else texts
    for text in _joined(without):
        tally.records += 1
        yield Typed(NAME, "", None, None, text)
    for at, end in pairwise([*stamps, len(texts)]):
        text = "\n".join(texts[at + 1 : end]).rstrip("\n")
        if text:
            tally.records += 1
            yield Typed(NAME, "", float(texts[at][1:]), None, text)


def _joined(texts: list[str]) -> Iterator[str]:
    """Yield commands; lines that belong together are one."""
    at = 0
    while at < len(texts):
        text = texts[at]
        at += 1
        if text and ("'" in text or '"' in text or "<<" in text or text[-1] == "\\"):
            more = _more(text, texts, at)
            text = "\n".join([text, *texts[at : at + more]])
            at += more
        if text:
            yield text


def _more(text: str, texts: list[str], at: int) -> int:
    """Return how many of the lines from `at` on belong to a command that begins with `text`."""
    word = reduce.opens(text)
    if word:
        ends = (n for n, line in enumerate(islice(texts, at, at + FARTHEST), 1) if line.strip("\t ") == word)
        return next(ends, 0)
    quote = _open(text)
    if quote in ("'", '"'):
        closes = (n for n, line in enumerate(islice(texts, at, at + FARTHEST), 1) if _closes(line, quote))
        return next(closes, 0)
    return int(quote == "\\" and at < len(texts))


def _closes(line: str, quote: str) -> bool:
    return (line if quote == "'" else line.replace("\\\\", "").replace('\\"', "")).count(quote) % 2 == 1


def _open(text: str) -> str:
    r"""Return the quote that a line leaves open, or `\` when it goes on in the next; empty: neither."""
    if text.count("'") % 2 == 0 and text.count('"') % 2 == 0 and text[-1] != "\\":
        return ""
    state, at = "", 0
    while at < len(text):
        char = text[at]
        if char == "\\" and state != "'":
            if at == len(text) - 1:
                return state or "\\"
            at += 1
        elif char in "'\"" and state in ("", char):
            state = "" if state else char
        at += 1
    return state
