"""The lines of the files of a tree, from the cache where their content was seen before, swept where it was not."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import sweep
from jigsmith.loop.observe import files, noise
from jigsmith.loop.observe.records import Source
from jigsmith.store import scan_cache

VERSION = f"{sweep.VERSION}.{noise.VERSION}"
BATCH = 2_000_000  # bytes that one thread reads and sweeps at a time
WORKERS = 2  # numpy lets go of the interpreter while it works
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


def collect(root: Path, sources: Sequence[Source], cache: scan_cache.Cache, progress: Progress) -> Lines:
    """Return the lines of the files, and keep those that are new in the cache."""
    blobs = sorted({source.blob for source in sources})
    known = {blob: (reason, data) for blob, reason, data in cache.lines(VERSION, blobs)}
    fresh = list({source.blob: source for source in sources if source.blob not in known}.values())
    swept: dict[str, Read] = {}
    for read in _swept(root, fresh):
        swept[read.source.blob] = read
        progress("Reading", len(sources) - len(fresh) + len(swept), len(sources))
    cache.keep_lines(VERSION, [(blob, read.reason, read.lines.tobytes()) for blob, read in swept.items()])
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
    return (read.reason, read.lines) if read else ("unreadable", np.zeros(0, dtype=sweep.LINE))


def _swept(root: Path, sources: Sequence[Source]) -> Iterator[Read]:
    """Read and sweep files, several batches at once."""
    batches = list(_batches(root, sources))
    if len(batches) < 2:
        for batch in batches:
            yield from _sweep(root, batch)
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        for reads in pool.map(lambda batch: _sweep(root, batch), batches):
            yield from reads


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
    contents: list[tuple[Source, bytes]] = []
    found: list[Read] = []
    for source in batch:
        try:
            data = files.read(root, source.path)
        except OSError:
            found.append(Read(source, "unreadable", empty))
            continue
        reason = noise.by_content(data)
        if reason:
            found.append(Read(source, reason, empty))
        else:
            contents.append((source, data))
    swept = sweep.sweep([data for _, data in contents])
    return found + [Read(source, None, lines) for (source, _), lines in zip(contents, swept, strict=True)]
