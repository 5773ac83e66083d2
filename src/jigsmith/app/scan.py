"""Scan: find what repeats in a folder, and what a generator for it would be worth.

A scan of a tree that has not changed since is read from the cache; of one that has, only what changed is read anew.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import jigsmith
from jigsmith.base import clock, errors, places
from jigsmith.loop.observe import files
from jigsmith.loop.observe.records import Blob, Listing
from jigsmith.store import scan_cache

if TYPE_CHECKING:
    from jigsmith.app import lines
    from jigsmith.app.reports import Candidate, Report

VERSION = 1  # raise it when the same tree would give another report: reports are keyed by it
TOP, MINIMUM, PAIR = 20, 3, 2
Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much (0: not known)


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


def scan(
    root: Path | str = ".", *, min_instances: int | None = None, top: int | None = TOP, progress: Progress = silent
) -> "Report":
    """Find families of alike files and blocks in a folder, most gain first.

    `min_instances` (default: of jig.toml, else 3) is the smallest family. `top` is how many candidates are wanted;
    None: all. `progress` is called with what is done, how much of it and of how much. Raises FileUnreadable when
    there is no such folder, ConfigInvalid for a wrong jig.toml.
    """
    import msgspec  # noqa: PLC0415 - start-up time: a report as text needs no decoding

    from jigsmith.app import reports  # noqa: PLC0415 - the same

    text = scan_json(root, min_instances=min_instances, top=top, progress=progress)
    return msgspec.json.decode(text, type=reports.Report)


def scan_json(
    root: Path | str = ".", *, min_instances: int | None = None, top: int | None = TOP, progress: Progress = silent
) -> str:
    """Return the report of `scan` as JSON."""
    folder = Path(root).resolve()
    ignore, minimum = _settings(folder)
    minimum = min_instances or minimum
    with scan_cache.opened(places.home()) as cache:
        listing = _listing(folder, ignore, cache, progress)
        today = clock.now().date().isoformat()
        key = _key(listing, str(folder), jigsmith.__version__, VERSION, minimum, top, today)
        text = cache.report(key)
        if text is None:
            from jigsmith.app import scanning  # noqa: PLC0415 - start-up time: numpy is not needed for a known tree

            text = scanning.report(folder, listing, cache, scanning.Wish(minimum, top, progress))
            cache.keep_report(key, str(folder), text)
        return text


def candidate(root: Path | str, identifier: str, *, progress: Progress = silent) -> "Candidate":
    """Return a candidate of a folder; a scan that was made before is not made again. Raises CandidateMissing."""
    found: dict[str, Candidate] = {}
    for top, minimum in ((TOP, None), (None, None), (None, PAIR)):
        report = scan(root, top=top, min_instances=minimum, progress=progress)
        found = {str(each.id): each for each in report.candidates}
        if identifier in found:
            return found[identifier]
    near = [each for each in found if identifier.partition("-")[0] in each][:3]
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise errors.CandidateMissing(f"there is no candidate '{identifier}'", do=f"{hint}`jig scan` lists what is there.")


def _settings(folder: Path) -> tuple[Sequence[str], int]:
    """Return what jig.toml says about scanning."""
    if not (folder / places.CONFIG).exists():
        return (), MINIMUM
    from jigsmith.base import settings  # noqa: PLC0415 - start-up time: most trees have no jig.toml

    loaded = settings.load(folder)
    return loaded.scan.ignore, loaded.scan.min_instances


def _listing(folder: Path, ignore: Sequence[str], cache: scan_cache.Cache, progress: Progress) -> Listing:
    """List the files; what git does not know the content of is told by its stamp, when it was hashed before."""
    stamps: files.Stamps = {}
    kept = cache.tree(str(folder), "stamps")
    if kept is not None:
        with suppress(ValueError, TypeError):
            stamps = {path: files.Stamp(*fields) for path, fields in json.loads(kept).items()}
    before = dict(stamps)
    ahead: list[lines.Ahead] = []

    def seen(blob: Blob, data: bytes) -> None:
        if not ahead:
            from jigsmith.app import lines  # noqa: PLC0415 - start-up time: a known tree is not read

            ahead.append(lines.Ahead(cache))
        progress("Reading", ahead[0].add(blob, data), 0)

    listing = files.listing(folder, ignore, stamps, seen)
    for waiting in ahead:
        waiting.flush()
    if stamps != before:
        cache.keep_tree(str(folder), "stamps", json.dumps(stamps).encode())
    return listing


def _key(listing: Listing, *more: object) -> str:
    """Return what a report follows from: the content of the tree, its history, and what was asked for."""
    told = hashlib.sha256(repr((more, listing.head, listing.prefix, listing.shallow)).encode())
    told.update(repr(sorted(listing.left_out.items())).encode("utf-8", "surrogateescape"))
    told.update(
        "\0".join(f"{source.path}\0{source.blob}" for source in listing.sources).encode("utf-8", "surrogateescape")
    )
    return told.hexdigest()
