"""Which files a work tree holds, each with the id of its content where git knows it without reading."""

from dataclasses import dataclass
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.git import command

REGULAR = (b"100644", b"100755")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The files of a work tree, by their path from the folder that was asked about."""

    tracked: dict[str, str]  # path to blob id: unchanged since it was added
    changed: tuple[str, ...]  # tracked and changed, or new and not ignored: content unknown to git
    head: str | None  # None: no commit yet
    shallow: bool  # the history is cut off
    prefix: str  # path of the folder from the top of the repository: "" or "sub/"


def read(root: Path) -> Tree | None:
    """Return what git knows about the files in `root`; None when they are in no repository or there is no git."""
    try:
        place = command.start(root, "rev-parse", "--is-shallow-repository", "--show-prefix")
        head = command.start(root, "rev-parse", "--verify", "--quiet", "HEAD")
        index = command.start(root, "ls-files", "-z", "--stage")
        # One pass that looks at the work tree: M is changed, R removed, ? new.
        rest = command.start(root, "ls-files", "-z", "-t", "--modified", "--deleted", "--others", "--exclude-standard")
        outputs = [process.communicate()[0] for process in (place, head, index, rest)]
    except errors.GitFailed:
        return None
    if place.returncode or index.returncode or rest.returncode:
        return None
    shallow, _, prefix = outputs[0].decode().partition("\n")
    tracked = parse_index(outputs[2])
    touched = [(entry[:1], entry[2:].decode("utf-8", "surrogateescape")) for entry in outputs[3].split(b"\0") if entry]
    removed = {path for mark, path in touched if mark == b"R"}
    changed = {path for mark, path in touched if mark in {b"C", b"M"} and path in tracked} - removed
    new = {path for mark, path in touched if mark == b"?"}
    return Tree(
        tracked={path: blob for path, blob in tracked.items() if path not in removed and path not in changed},
        changed=tuple(sorted(changed | new)),
        head=outputs[1].decode().strip() or None,
        shallow=shallow == "true",
        prefix=prefix.strip("\n"),
    )


def parse_index(listing: bytes) -> dict[str, str]:
    """Read `git ls-files --stage -z`: "mode blob stage TAB path". Links and sub-modules are left out."""
    found: dict[str, str] = {}
    for entry in listing.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        if about.startswith(REGULAR):
            found[path.decode("utf-8", "surrogateescape")] = about.split(b" ")[1].decode()
    return found
