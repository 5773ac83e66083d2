"""The lines of the files of a tree, from the cache where their content was seen before, swept where it was not."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.app.scanning import beside
from jigsmith.engines.trees import sweep
from jigsmith.loop.observe import files, noise
from jigsmith.loop.observe.records import Blob, Source
from jigsmith.store import scan_cache

VERSION = f"{sweep.VERSION}.{noise.VERSION}"
UNREADABLE = "unreadable"
BATCH = 1_000_000  # bytes that are read and swept at a time
WORTH_IT = 12_000_000  # bytes from which on a second core saves time
Progress = Callable[[str, int, int], None]


class Read(NamedTuple):
    """What is in a file: its lines, or why it is left out."""

    source: Source
    reason: str | None
    lines: NDArray[np.void]


class Lines(NamedTuple):
    """The files that are looked at, with their lines, and those that are not."""

    sources: list[Source]
    lines: list[NDArray[np.void]]
    left_out: dict[str, list[str]]


class Ahead:
    """Sweeps contents that had to be read for another reason, and keeps what it finds in the cache."""

    def __init__(self, cache: scan_cache.Cache) -> None:
        self._cache = cache
        self._waiting: dict[Blob, bytes] = {}
        self._size = self._count = 0

    def add(self, blob: Blob, data: bytes) -> int:
        """Take one more content; return how many have come."""
        self._count += 1
        self._waiting[blob] = data
        self._size += len(data)
        if self._size >= BATCH:
            self.flush()
        return self._count

    def flush(self) -> None:
        """Sweep what has come."""
        reasons = {blob: noise.by_content(data) for blob, data in self._waiting.items()}
        swept = iter(sweep.sweep([data for blob, data in self._waiting.items() if reasons[blob] is None]))
        rows = [(blob, why, b"" if why else next(swept).tobytes()) for blob, why in reasons.items()]
        self._cache.keep_lines(VERSION, rows)
        self._waiting, self._size = {}, 0


def collect(root: Path, sources: Sequence[Source], cache: scan_cache.Cache, progress: Progress) -> Lines:
    """Return the lines of the files, and keep those that are new in the cache."""
    blobs = sorted({source.blob for source in sources})
    known = {blob: (reason, data) for blob, reason, data in cache.lines(VERSION, blobs)}
    fresh = list({source.blob: source for source in sources if source.blob not in known}.values())
    swept: dict[str, Read] = {}
    for read in _on_both_cores(root, fresh):
        swept[read.source.blob] = read
        progress("Reading", len(sources) - len(fresh) + len(swept), len(sources))
    kept = [(blob, read.reason, read.lines.tobytes()) for blob, read in swept.items() if read.reason != UNREADABLE]
    cache.keep_lines(VERSION, kept)
    found = Lines([], [], defaultdict(list))
    for source in sources:
        reason, lines = _known(known, swept, source)
        if reason:
            found.left_out[reason].append(source.path)
        else:
            found.sources.append(source)
            found.lines.append(lines)
    return found


def _known(
    known: dict[str, tuple[str | None, bytes]], swept: dict[str, Read], source: Source
) -> tuple[str | None, NDArray[np.void]]:
    if source.blob in known:
        reason, data = known[source.blob]
        return reason, np.frombuffer(data, dtype=sweep.LINE)
    read = swept.get(source.blob)
    return (read.reason, read.lines) if read else (UNREADABLE, np.zeros(0, dtype=sweep.LINE))


def _on_both_cores(root: Path, sources: Sequence[Source]) -> Iterator[Read]:
    """Read and sweep files, half of the bytes beside when they are many."""
    sizes = list(accumulate(files.size(root, source.path) for source in sources))
    if not sizes or sizes[-1] < WORTH_IT:
        yield from _swept(root, sources)
        return
    middle = bisect_left(sizes, sizes[-1] // 2)
    second = beside.start(lambda: [(read.reason, read.lines.tobytes()) for read in _swept(root, sources[middle:])])
    yield from _swept(root, sources[:middle])
    for source, (reason, data) in zip(sources[middle:], second(), strict=True):
        yield Read(source, reason, np.frombuffer(data, dtype=sweep.LINE))


def _swept(root: Path, sources: Sequence[Source]) -> Iterator[Read]:
    """Read and sweep files, so many at once that their bytes need little memory."""
    for batch in _batches(root, sources):
        yield from _sweep(root, batch)


def _batches(root: Path, sources: Sequence[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += files.size(root, source.path)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sweep(root: Path, batch: Sequence[Source]) -> list[Read]:
    empty = np.zeros(0, dtype=sweep.LINE)
    contents: list[bytes] = []
    reasons: list[str | None] = []
    for source in batch:
        try:
            data = files.read(root, source.path)
        except OSError:
            reasons.append(UNREADABLE)
            continue
        reasons.append(noise.by_content(data))
        if reasons[-1] is None:
            contents.append(data)
    swept = iter(sweep.sweep(contents))
    return [Read(source, why, empty if why else next(swept)) for source, why in zip(batch, reasons, strict=True)]
