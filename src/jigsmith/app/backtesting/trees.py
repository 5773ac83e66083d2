"""The tree as it was at each commit, which files people added by it, and how long they were at each commit."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from jigsmith.engines.git import log, trail
from jigsmith.loop.observe import files, history, noise
from jigsmith.loop.observe.records import History

FILES = frozenset((trail.PLAIN, trail.EXECUTABLE))


@dataclass(slots=True)
class Tree:
    """What was there after a commit; it changes as commits are laid on it."""

    blobs: dict[str, str] = field(default_factory=dict)  # of the files that a scan looks at, by path
    modes: dict[str, str] = field(default_factory=dict)

    def lay(self, step: trail.Step) -> None:
        """Change it as a commit did."""
        for change in step.changes:
            if change.blob is None or change.mode not in FILES:
                self.blobs.pop(change.path, None)
            elif is_wanted(change.path):
                self.blobs[change.path] = change.blob
                self.modes[change.path] = change.mode


_wanted: dict[str, bool] = {}


def is_wanted(path: str) -> bool:
    """Tell whether a scan looks at a file, by its path."""
    if path not in _wanted:
        _wanted[path] = noise.by_path(path) is None and files.is_text(path)
    return _wanted[path]


def added(tree: Tree, step: trail.Step) -> list[str]:
    """Return the files that somebody wrote in this commit: those that are new, and were not moved or merged.

    A file is moved when the same commit takes one away that has the same content, or the same name but for its ending.
    """
    if step.merge:
        return []
    fresh = [c for c in step.changes if c.blob and c.mode in FILES and c.path not in tree.blobs and is_wanted(c.path)]
    if not fresh:
        return []
    gone = [change.path for change in step.changes if change.blob is None]
    contents = Counter(tree.blobs[path] for path in gone if path in tree.blobs)
    stems = Counter(map(stem, gone))
    return [c.path for c in fresh if not contents[c.blob or ""] and not stems[stem(c.path)]]


def stem(path: str) -> str:
    """Return by what a moved file is told: its name without endings; its folder besides where the name says nothing."""
    parts = PurePosixPath(path)
    own = parts.name.partition(".")[0] or parts.name
    return f"{parts.parent.name}/{own}" if own in {"index", "__init__", "mod", "main"} else own


def commits(steps: Sequence[trail.Step]) -> list[log.Commit]:
    """Return the commits that are no merges, newest first, as history is told from them."""
    tree: dict[str, str] = {}
    found = []
    for step in steps:
        if not step.merge:
            new = {c.path: c.blob for c in step.changes if c.blob and c.path not in tree}
            gone = {tree[c.path]: c.path for c in step.changes if c.blob is None and c.path in tree}
            renamed = tuple((gone[blob], path) for path, blob in new.items() if blob in gone)
            moved = {path for _, path in renamed}
            found.append(log.Commit(step.id, step.when, step.author, tuple(p for p in new if p not in moved), renamed))
        for change in step.changes:
            if change.blob is None:
                tree.pop(change.path, None)
            else:
                tree[change.path] = change.blob
    return found[::-1]


def minutes(newest_first: Sequence[log.Commit]) -> Mapping[str, float]:
    """Return the active minutes that each commit took, by its id. Estimated, see `loop.observe.history`."""
    return {c.id: m for c, m in zip(newest_first, history.active_minutes(newest_first), strict=True)}


def past(newest_first: Sequence[log.Commit], until: str) -> History:
    """Return the history up to a commit, as somebody knew it then."""
    ids = [commit.id for commit in newest_first]
    return history.history(newest_first[ids.index(until) if until in ids else 0 :], shallow=False)


def laid(steps: Sequence[trail.Step]) -> Iterator[tuple[int, trail.Step, Tree]]:
    """Yield each commit with the tree as it was before; it changes when the next one is asked for."""
    tree = Tree()
    for number, step in enumerate(steps):
        yield number, step, tree
        tree.lay(step)
