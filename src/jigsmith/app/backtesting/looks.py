"""Looks: scans of the tree as it was, by the same code as `jig scan`, with nothing known of what came later."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from jigsmith.app.scanning import anew
from jigsmith.engines.git import contents
from jigsmith.engines.trees import sweep
from jigsmith.loop.detect import describe, drafts, memo
from jigsmith.loop.detect import records as detect
from jigsmith.loop.observe import noise
from jigsmith.loop.observe.records import Blob, History, Source

Lines = NDArray[np.void]
EMPTY = np.zeros(0, dtype=sweep.LINE)


class Looker:
    """Scans one tree after the other; a content is read once, as long as it stays."""

    def __init__(self, held: contents.Contents, *, minimum: int, top: int) -> None:
        self._held, self._minimum, self._top = held, minimum, top
        self._lines: dict[str, Lines | None] = {}  # None: a scan leaves it out
        self._memo = memo.Memo()

    def look(self, blobs: Mapping[str, str], history: History) -> list[detect.Candidate]:
        """Return the families of files among the first candidates that a scan would have listed."""
        self._sweep(blobs)
        paths = [path for path in sorted(blobs) if self._lines[blobs[path]] is not None]
        sources = [Source(path, Blob(blobs[path])) for path in paths]
        lines = [EMPTY if (known := self._lines[source.blob]) is None else known for source in sources]
        self._memo = memo.Memo(self._memo.used)
        code = drafts.Code(sources, lines, paths, self._memo)
        if not sources:
            return []
        found = drafts.find(code, history, minimum=self._minimum)
        listed = islice(describe.unlike(self._described(code, found)), self._top)
        return [each for each in listed if each.kind == "files"]

    def _described(self, code: drafts.Code, found: Sequence[drafts.Draft]) -> Iterator[detect.Candidate]:
        texts: dict[int, list[str]] = {}

        def read(number: int) -> list[str]:
            if number not in texts:
                data = self._held.get(code.sources[number].blob) or b""
                texts[number] = data.decode("utf-8", "replace").split("\n")
            return texts[number]

        for draft in found:
            texts.clear()
            candidate = describe.candidate(draft, code, read)
            if draft.kind != "blocks" or candidate.share >= anew.ALIKE:
                yield candidate

    def _sweep(self, blobs: Mapping[str, str]) -> None:
        wanted = set(blobs.values())
        self._lines = {blob: lines for blob, lines in self._lines.items() if blob in wanted}
        fresh: dict[str, bytes] = {}
        for blob in sorted(wanted - self._lines.keys()):
            data = self._held.get(blob)
            if data is None or noise.by_content(data):
                self._lines[blob] = None
            else:
                fresh[blob] = data
        self._lines |= zip(fresh, sweep.sweep(list(fresh.values())), strict=True)
