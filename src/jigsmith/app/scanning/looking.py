"""Looking at a tree of which the answer of git is new, or does not say all: list its files, and scan what is not known.

numpy is imported for the scan alone: a tree with files that git does not know is known by its stamps.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jigsmith.app.scanning import keys, pasts
from jigsmith.loop.observe import files
from jigsmith.loop.observe.records import Blob, Listing
from jigsmith.store import scan_cache

if TYPE_CHECKING:
    from jigsmith.app.scanning import lines, wishes


def report(tree: wishes.Tree, cache: scan_cache.Cache, wish: wishes.Wish) -> str:
    """Return the report on a tree as JSON, and keep it in the cache."""
    root = Path(tree.folder)
    listing = _listing(tree, wish, cache)
    key = tree.key
    if key is None:
        key = _key(tree, listing, wish)
        text = cache.report(key)
        if text is not None:
            return text
    past = pasts.Past(root, listing, cache)  # asked first, so that git works while numpy is imported and files are read
    from jigsmith.app.scanning import anew  # noqa: PLC0415 - start-up time: numpy is not needed for a known tree

    text = anew.report(root, listing, past, wish)
    cache.keep_report(key, tree.folder, text)
    return text


def _listing(tree: wishes.Tree, wish: wishes.Wish, cache: scan_cache.Cache) -> Listing:
    """List the files; what git does not know the content of is told by its stamp, when it was hashed before."""
    stamps: files.Stamps = {}
    kept = cache.tree(tree.folder, "stamps")
    if kept is not None:
        with suppress(ValueError, TypeError):
            stamps = {path: files.Stamp(*fields) for path, fields in json.loads(kept).items()}
    before = dict(stamps)
    ahead: list[lines.Ahead] = []

    def seen(blob: Blob, data: bytes) -> None:
        if not ahead:
            from jigsmith.app.scanning import lines  # noqa: PLC0415 - start-up time: a known tree is not read

            ahead.append(lines.Ahead(cache))
        wish.progress("Reading", ahead[0].add(blob, data), 0)

    listing = files.listing(Path(tree.folder), wish.ignore, stamps, seen, answer=tree.answer)
    for waiting in ahead:
        waiting.flush()
    if stamps != before:
        cache.keep_tree(tree.folder, "stamps", json.dumps(stamps).encode())
    return listing


def _key(tree: wishes.Tree, listing: Listing, wish: wishes.Wish) -> str:
    """Return the key of a tree that git does not know all about."""
    left_out = repr(sorted(listing.left_out.items()))
    content = "\0".join(f"{source.path}\0{source.blob}" for source in listing.sources)
    facts = (wish.minimum, wish.top, listing.head, listing.prefix, listing.shallow)
    told = (each.encode("utf-8", "surrogateescape") for each in (left_out, content))
    return keys.key(tree.folder, *facts, told=told)
