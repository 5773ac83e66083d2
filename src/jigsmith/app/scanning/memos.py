"""The memo of a tree, in the cache between two scans."""

from __future__ import annotations

import struct
import zlib
from itertools import accumulate, pairwise

import jigsmith
from jigsmith.app.scanning import keys
from jigsmith.engines.trees import sweep
from jigsmith.loop.detect import memo
from jigsmith.store import scan_cache

WHAT = "memo"
VERSION = f"{jigsmith.__version__} {keys.VERSION} {sweep.VERSION} ".encode()  # others found out something else
MOST = 1 << 27  # bytes; more is not kept
KEY = 20  # bytes of a key


def load(cache: scan_cache.Cache, folder: str) -> memo.Memo:
    """Return what is remembered about a folder; nothing when that is damaged or from another version."""
    kept = cache.tree(folder, WHAT) or b""
    body = memoryview(kept)[len(VERSION) + 4 :]
    if not kept.startswith(VERSION) or kept[len(VERSION) :][:4] != _sum(body):
        return memo.Memo()
    (count,) = struct.unpack_from("<I", body)
    sizes = struct.unpack_from(f"<{count}I", body, 4)
    names = bytes(body[4 + 4 * count :][: KEY * count])
    answers = bytes(body[4 + (4 + KEY) * count :])
    edges = pairwise(accumulate(sizes, initial=0))
    return memo.Memo({names[KEY * n : KEY * (n + 1)]: answers[a:b] for n, (a, b) in enumerate(edges)})


def keep(cache: scan_cache.Cache, folder: str, known: memo.Memo) -> None:
    """Keep what was asked for this time."""
    if not known.changed():
        return
    sizes = [len(answer) for answer in known.used.values()]
    head = struct.pack(f"<{len(sizes) + 1}I", len(sizes), *sizes)
    body = b"".join((head, *known.used, *known.used.values()))
    if len(body) <= MOST:
        cache.keep_tree(folder, WHAT, VERSION + _sum(body) + body)


def _sum(body: bytes | memoryview) -> bytes:
    return struct.pack("<I", zlib.crc32(body))
