"""Which files of a tree are looked at: from git where there is git, from the folders themselves where there is none."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jigsmith.base import errors
from jigsmith.engines.git import answers
from jigsmith.engines.git import files as git
from jigsmith.loop.observe import ignores, noise
from jigsmith.loop.observe.records import Blob, Listing, Source


class Stamp(NamedTuple):
    """What tells, without reading it, that a file still has the content that was hashed."""

    size: int
    mtime_ns: int
    inode: int
    blob: Blob


Stamps = dict[str, Stamp]
Seen = Callable[[Blob, bytes], None]


def listing(
    root: Path,
    ignore: Sequence[str],
    stamps: Stamps,
    seen: Seen | None = None,
    *,
    answer: answers.Answer | None = None,
) -> Listing:
    """Return the files of `root` that are looked at, and why the others are not.

    `ignore` holds patterns as in .gitignore. `stamps` saves hashing what git does not know; it is brought up to date.
    `seen` is given each content that has to be read to be hashed. `answer` is what git says, when it was asked before.
    Raises FileUnreadable when `root` is no folder.
    """
    if not root.is_dir():
        raise errors.FileUnreadable("there is no such folder", where=str(root), do="Give the path of a folder.")
    left_out: dict[str, list[str]] = {}
    tree = git.read(answer or answers.Question(str(root)).answer())
    blobs: dict[str, Blob | None]
    if tree and (tree.tracked or tree.changed):
        blobs = {path: Blob(blob) for path, blob in tree.tracked.items()}
        blobs |= dict.fromkeys(tree.changed)
    else:
        tree = None
        blobs = dict.fromkeys(walk(root, left_out))
    unwanted = ignores.rules(root, ignore, blobs)
    wanted: dict[str, Blob | None] = {}
    for path, blob in blobs.items():
        reason = noise.by_path(path) or unwanted(path) or (None if is_text(path) else "name is no text")
        if reason:
            left_out.setdefault(reason, []).append(path.encode("utf-8", "replace").decode())
        else:
            wanted[path] = blob
    known = settle(root, wanted, stamps, seen)
    return Listing(
        sources=tuple(Source(path, known[path]) for path in sorted(known)),
        left_out={reason: tuple(sorted(paths)) for reason, paths in sorted(left_out.items())},
        git=tree is not None,
        head=tree.head if tree else None,
        shallow=tree.shallow if tree else False,
        prefix=tree.prefix if tree else "",
    )


def is_text(path: str) -> bool:
    """Tell whether a path is Unicode; other names cannot be told to anybody."""
    return path.isascii() or not any("\ud800" <= char <= "\udfff" for char in path)


def walk(root: Path, left_out: dict[str, list[str]]) -> Iterator[str]:
    """Yield the files below `root` that no .gitignore names; folders of noise are not entered, links not followed."""
    waiting: list[tuple[str, ignores.Ignored]] = [("", ignores.nothing)]
    while waiting:
        folder, ignored = waiting.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:
            left_out.setdefault("unreadable", []).append(folder)
            continue
        if any(entry.name == ignores.GIT for entry in entries):
            ignored = ignores.also(root, folder, ignored)
        for entry in entries:
            path = folder + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            reason = noise.by_folder(entry.name, tracked=False) if is_folder else None
            if reason or ignored(path + "/" * is_folder):
                left_out.setdefault(reason or ".gitignore", []).append(path + "/" * is_folder)
            elif is_folder:
                waiting.append((path + "/", ignored))
            elif entry.is_file(follow_symlinks=False):
                yield path


def settle(root: Path, wanted: Mapping[str, Blob | None], stamps: Stamps, seen: Seen | None) -> dict[str, Blob]:
    """Return all paths with the id of their content; those without one are hashed, or known by their stamp."""
    found: dict[str, Blob] = {}
    fresh: Stamps = {}
    for path, blob in wanted.items():
        if blob is not None:
            found[path] = blob
        elif stamp := stamped(root, path, stamps.get(path), seen):
            fresh[path] = stamp
            found[path] = stamp.blob
    stamps.clear()
    stamps.update(fresh)
    return found


def stamped(root: Path, path: str, before: Stamp | None, seen: Seen | None) -> Stamp | None:
    """Return the stamp of a file, read only when it is not as before; None: it is gone, no file or not ours to read."""
    try:
        about = os.lstat(os.path.join(root, path))  # noqa: PTH118 - thousands of them
        if not stat.S_ISREG(about.st_mode):
            return None
        if before and before[:3] == (about.st_size, about.st_mtime_ns, about.st_ino):
            return before
        data = read(root, path)
    except OSError:
        return None
    stamp = Stamp(about.st_size, about.st_mtime_ns, about.st_ino, hashed(data))
    if seen:
        seen(stamp.blob, data)
    return stamp


def read(root: Path, path: str) -> bytes:
    """Return the content of a file. Raises OSError."""
    with open(os.path.join(root, path), "rb", buffering=0) as file:  # noqa: PTH118, PTH123 - thousands of them
        return file.read()


def size(root: Path, path: str) -> int:
    """Return the bytes of a file, 0 when it is gone."""
    try:
        return os.lstat(os.path.join(root, path)).st_size  # noqa: PTH118 - thousands of them
    except OSError:
        return 0


def hashed(data: bytes) -> Blob:
    """Return the id that git gives to this content."""
    head = b"blob %d\0" % len(data)
    return Blob(hashlib.sha1(head + data, usedforsecurity=False).hexdigest())
