"""Which files a work tree holds, each with the id of its content where git knows it without reading."""

from typing import NamedTuple

from jigsmith.base import errors
from jigsmith.engines.git.answers import Answer

REGULAR = (b"100644 ", b"100755 ")


class Tree(NamedTuple):
    """The files of a work tree, by their path from the folder that was asked about."""

    tracked: dict[str, str]  # path to blob id: unchanged since it was added
    changed: tuple[str, ...]  # tracked and changed, or new and not ignored: content unknown to git
    head: str | None  # None: no commit yet
    shallow: bool  # the history is cut off
    prefix: str  # path of the folder from the top of the repository: "" or "sub/"


def read(answer: Answer) -> Tree | None:
    """Return what git knows about the files of a folder; None when they are in no repository or there is no git.

    Raises FileUnreadable in git's own folder and in a bare repository: no work tree is there.
    """
    if answer.inside:
        do = "Scan a checkout of it: `git clone` or `git worktree add` makes one."
        raise errors.FileUnreadable("this is git's own folder; there is no work tree here", where=answer.root, do=do)
    fields = answer.place.decode("utf-8", "replace").split("\n")
    if answer.failed or len(fields) < 3:
        return None
    tracked, changed = parse(answer.listed)
    return Tree(
        tracked=tracked,
        changed=changed,
        head=answer.head,
        shallow=fields[0] == "true",
        prefix=fields[1],
    )


def parse(listed: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read `git ls-files -z -t --stage ...`: unchanged files with their blobs, and changed or new ones.

    An entry is "H mode blob stage TAB path" for what is in the index, once more with R when it is gone and with C when
    it was changed, or "? path" for what is new. Links and sub-modules are left out.
    """
    tracked: dict[str, str] = {}
    changed: set[str] = set()
    gone: set[str] = set()
    for entry in listed.split(b"\0"):
        mark, about = entry[:1], entry[2:]
        if mark == b"?":
            changed.add(about.decode("utf-8", "surrogateescape"))
            continue
        facts, _, name = about.partition(b"\t")
        path = name.decode("utf-8", "surrogateescape")
        if mark == b"R":
            gone.add(path)
        elif facts.startswith(REGULAR):
            if mark == b"C":
                tracked.pop(path, None)
                changed.add(path)
            else:
                tracked[path] = facts.split(b" ")[1].decode()
    return {path: blob for path, blob in tracked.items() if path not in gone}, tuple(sorted(changed - gone))
