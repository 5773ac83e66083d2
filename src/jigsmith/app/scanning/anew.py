"""Scanning a tree whose report is not known yet: read it, find what repeats, ask history, put it into words."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from jigsmith.app.scanning import beside, lines, memos, pasts, reports, wishes
from jigsmith.base import clock
from jigsmith.loop.detect import describe, drafts
from jigsmith.loop.detect import records as detect
from jigsmith.loop.observe import files
from jigsmith.loop.observe.records import Listing
from jigsmith.loop.plan import worth

ALIKE = 0.25  # part of a block that a template writes at least, in a sample
WORTH_IT = 300_000  # lines from which on a second core saves time


def report(root: Path, listing: Listing, past: pasts.Past, wish: wishes.Wish) -> str:
    """Return the report on a tree as JSON."""
    cache = past.cache
    read = lines.collect(root, listing.sources, cache, wish.progress)
    wish.progress("Asking history", 0, 1)
    came = past.history()
    wish.progress("Comparing", 0, 1)
    known = memos.load(cache, str(root))
    code = drafts.Code(read.sources, read.lines, [source.path for source in read.sources], known)
    big = sum(map(len, read.lines)) >= WORTH_IT
    found = drafts.find(code, came, minimum=wish.minimum, beside=beside.start if big else None)
    now = clock.now()
    arrivals = worth.Arrivals(came)
    candidates = [reports.candidate(each, arrivals, now=now) for each in _described(root, code, found, wish)]
    memos.keep(cache, str(root), known)
    return reports.to_json(
        reports.Report(
            root=str(root),
            candidates=tuple(candidates),
            found=len(found),
            files=len(read.sources),
            lines=sum(len(each) for each in read.lines),
            left_out=reports.left_out(listing.left_out, read.left_out),
            git=listing.git,
            head=listing.head,
            commits=came.commits,
            shallow=came.shallow,
            minimum=wish.minimum,
            made=now,
        )
    )


def _described(
    root: Path, code: drafts.Code, found: Sequence[drafts.Draft], wish: wishes.Wish
) -> list[detect.Candidate]:
    """Return as many candidates as are wanted; blocks of which a template would write little are passed over."""
    texts: dict[int, list[str]] = {}

    def read(number: int) -> list[str]:
        if number not in texts:
            try:
                data = files.read(root, code.sources[number].path)
            except OSError:
                data = b""
            text = data.decode("utf-8", "replace").split("\n")
            texts[number] = text + [""] * (len(code.lines[number]) - len(text))  # it may have become shorter
        return texts[number]

    def each() -> Iterator[detect.Candidate]:
        for draft in found:
            texts.clear()
            candidate = describe.candidate(draft, code, read)
            if draft.kind != "blocks" or candidate.share >= ALIKE:
                yield candidate

    return list(islice(describe.unlike(each()), wish.top))
