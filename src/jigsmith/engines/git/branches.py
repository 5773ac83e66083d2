"""Commits made and moved beside every work tree: clones for others to work in, merges without a checkout, guarded refs.

What others worked in is hostile: its configuration can name programs. So nothing is run there from here; its commits
come over as a bundle, which whoever calls has made in a box. Raises GitFailed.
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jigsmith.base import errors, git
from jigsmith.engines.git import command

NO_HOOKS = ("-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "gc.auto=0")
PATCH = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", "-U3")
NOBODY = "0" * 40
NAME, EMAIL = "jigsmith", "jigsmith@localhost"


@dataclass(frozen=True, slots=True)
class Merge:
    """What merging two commits gives."""

    tree: str
    conflicts: tuple[str, ...]  # paths; empty: it merges by itself


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that differs between two commits."""

    path: str
    status: str  # A, M, D, T
    added: int  # lines; -1: not text
    removed: int


def commit_of(root: Path, name: str) -> str | None:
    """Return the commit that a name stands for; None: there is no such name."""
    try:
        return command.run(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
    except errors.GitFailed:
        return None


def default_branch(root: Path) -> str | None:
    """Return the branch that is checked out in the main work tree; None: none is."""
    try:
        return command.run(root, "symbolic-ref", "--short", "--quiet", "HEAD").decode().strip() or None
    except errors.GitFailed:
        return None


def objects_of(root: Path) -> Path:
    """Return the folder of the repository's objects: whoever reads a shared clone must be able to read it."""
    common = command.run(root, "rev-parse", "--path-format=absolute", "--git-common-dir").decode().strip()
    return Path(common) / "objects"


def clone(root: Path, target: Path, *, commit: str, branch: str = "") -> None:
    """Make a clone that borrows the objects of `root` and knows no way back to it, at a commit, on a new branch."""
    command.run(root, *NO_HOOKS, "clone", "--quiet", "--shared", "--no-checkout", "--no-tags", str(root), str(target))
    command.run(target, "remote", "remove", "origin")
    where = ("-B", branch, commit) if branch else ("--detach", commit)
    command.run(target, *NO_HOOKS, "checkout", "--quiet", *where)


def take(root: Path, bundle: Path, *, branch: str, ref: str) -> str:
    """Take the branch that a bundle holds over into `ref` and return its commit; objects are checked on the way."""
    command.run(
        root, *NO_HOOKS, "-c", "fetch.fsckObjects=true", "-c", "protocol.file.allow=always", "fetch", "--quiet",
        "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance",
        str(bundle), f"+refs/heads/{branch}:{ref}",
    )  # fmt: skip
    return commit_of(root, ref) or NOBODY


def merge(root: Path, base: str, head: str) -> Merge:
    """Merge two commits without a work tree (git merge-tree --write-tree)."""
    process = command.start(
        root, *NO_HOOKS, "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, head
    )
    out, complaint = process.communicate()
    if process.returncode not in {0, 1}:
        raise errors.GitFailed(f"git merge-tree failed: {complaint.decode(errors='replace').strip()}")
    tree, *paths = [word.decode(errors="replace") for word in out.split(b"\0") if word]
    return Merge(tree, tuple(dict.fromkeys(paths)) if process.returncode else ())


def commit(root: Path, tree: str, *, parents: Sequence[str], message: str, when: datetime) -> str:
    """Write a commit and return it. The same arguments give the same commit: doing it twice is doing it once."""
    stamp = f"{int(when.timestamp())} +0000"
    who = {"NAME": NAME, "EMAIL": EMAIL, "DATE": stamp}
    identity = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in who.items()}
    words = [word for parent in parents for word in ("-p", parent)]
    made = subprocess.run(
        [*git.WORDS, "-C", str(root), "-c", "commit.gpgSign=false", "commit-tree", tree, *words],
        input=message.encode(),
        capture_output=True,
        check=False,
        env=git.environment() | identity,
    )
    if made.returncode:
        raise errors.GitFailed(f"git commit-tree failed: {made.stderr.decode(errors='replace').strip()}")
    return made.stdout.decode().strip()


def move_ref(root: Path, ref: str, *, to: str, was: str | None = None) -> bool:
    """Set a ref; False when it is no longer `was` (None: whatever it is; NOBODY: it must be new)."""
    guard = () if was is None else (was,)
    try:
        command.run(root, *NO_HOOKS, "update-ref", "--create-reflog", ref, to, *guard)
    except errors.GitFailed:
        if was is not None and commit_of(root, ref) != (None if was == NOBODY else was):
            return False
        raise
    return True


def forget_ref(root: Path, ref: str) -> None:
    """Delete a ref, if it is there."""
    command.run(root, *NO_HOOKS, "update-ref", "-d", ref)


def is_ancestor(root: Path, old: str, new: str) -> bool:
    """Tell whether `new` has `old` in its history."""
    process = command.start(root, "merge-base", "--is-ancestor", old, new)
    process.communicate()
    return process.returncode == 0


def base_of(root: Path, one: str, other: str) -> str:
    """Return the commit at which two histories parted."""
    return command.run(root, "merge-base", one, other).decode().strip()


def tree_of(root: Path, commit: str) -> str:
    """Return the tree of a commit."""
    return command.run(root, "rev-parse", "--verify", f"{commit}^{{tree}}").decode().strip()


def changes(root: Path, base: str, head: str) -> list[Changed]:
    """Return the files that differ, by path; a renamed one counts as deleted and added."""
    words = ("--no-renames", "--no-ext-diff", "--no-textconv", "-z", base, head)
    states = command.run(root, "diff-tree", "-r", "--name-status", *words).split(b"\0")
    status = dict(zip(states[1::2], states[::2], strict=False))
    found = []
    for line in command.run(root, "diff-tree", "-r", "--numstat", *words).split(b"\0"):
        if line:
            added, removed, path = line.split(b"\t", 2)
            counts = (-1, -1) if added == b"-" else (int(added), int(removed))
            found.append(Changed(os.fsdecode(path), status[path].decode(), *counts))
    return sorted(found, key=lambda each: each.path)


def patch(root: Path, base: str, head: str) -> str:
    """Return the unified diff between two commits, without what a repository's own settings would run."""
    return command.run(root, "diff", *PATCH, base, head).decode(errors="replace")


def history(root: Path, base: str, head: str) -> str:
    """Return the unified diff of each commit that `head` has and `base` has not: one may undo what another does."""
    words = ("--patch", "--diff-merges=off", "--format=commit %H", *PATCH)
    return command.run(root, "log", *words, f"{base}..{head}").decode(errors="replace")
