"""Branches of a repository on this machine: proposed, merged and moved without disturbing anybody's work.

A merge is computed by `git merge-tree --write-tree` and written by `git commit-tree`: no work tree and no index take
part. The branch is then moved by `git update-ref` if it still is what it was. Where a branch is checked out in a work
tree, moving it alone would make its files look like changes that take back the merge: a clean work tree is carried
along by `git merge --ff-only`, one with changes makes the move refused. No hook of the repository runs.
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.forge import git, views

ABSENT = "0" * 40
_ODD = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")
BUSY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "BISECT_LOG")


def mergeable(repository: Path, base: str, head: str) -> bool | None:
    """Tell whether a commit goes into another one without conflict; None: they have no common past, or git fails."""
    code = git.ask(repository, "merge-tree", "--write-tree", "--name-only", "--no-messages", base, head)[0]
    return {0: True, 1: False}.get(code)


def merge(repository: Path, base: str, head: str, *, message: str, squash: bool) -> str:
    """Return a new commit on `base` with the changes of `head`; no branch is moved. Raises MergeRefused, GitFailed."""
    words = ("merge-tree", "--write-tree", "--name-only", "--no-messages", base, head)
    code, out, complaint = git.ask(repository, *words)
    tree, *files = out.splitlines() or [""]
    if code == 1:
        what = f"it conflicts in {', '.join(files[:5])}{' and more' if len(files) > 5 else ''}"
        raise errors.MergeRefused(what, why="conflict", do="Rebase it, or merge by hand.")
    if code:
        raise errors.GitFailed(f"git merge-tree failed: {complaint or code}", where=str(repository))
    parents = ["-p", base, *([] if squash else ["-p", head])]
    return git.run(repository, "commit-tree", tree, *parents, "-m", message, more=git.committer(repository))


def move(repository: Path, branch: str, *, new: str, old: str) -> None:
    """Move a branch from `old` ("": it is new) to `new`. Raises MergeRefused: it is elsewhere, or checked out."""
    named(branch)
    with _alone(repository):
        places = checked_out(repository, branch)
        for place in places:
            _carry_along(place, branch, new=new, old=old)
    if places:
        return
    words = ("update-ref", "-m", "jigsmith", f"refs/heads/{branch}", new, old or ABSENT)
    code, _, complaint = git.ask(repository, *words)
    if code and git.head_of(repository, branch) != new:
        what = f"the branch {branch} is not {old[:12] or 'absent'} any more: {complaint}"
        raise errors.MergeRefused(what, why="moved", where=str(repository))


def delete(repository: Path, branch: str, *, sha: str) -> None:
    """Delete a branch that is `sha`; none is fine. Raises MergeRefused: it is elsewhere, or checked out."""
    there = git.head_of(repository, named(branch))
    if not there:
        return
    if there != sha or checked_out(repository, branch):
        what = f"the branch {branch} is {there[:12]}" if there != sha else f"the branch {branch} is checked out"
        raise errors.MergeRefused(what, why="moved" if there != sha else "checked-out", where=str(repository))
    git.run(repository, "update-ref", "-d", f"refs/heads/{branch}", sha)


def take(repository: Path, source: Path, sha: str) -> None:
    """Bring a commit with its past from another repository on this machine. Raises ForgeRefused, GitFailed."""
    if git.commit_of(repository, sha) == sha:
        return
    # Version 2 of the protocol gives any commit by its name, also one that no branch ends with.
    settings = {"protocol.version": "2", "protocol.allow": "never", "protocol.file.allow": "always"}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    quiet = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance")
    with views.of(source, sha) as view:
        git.run(repository, *words, "-c", "fetch.fsckObjects=true", "fetch", *quiet, "--", str(view), sha)


def named(branch: str) -> str:
    """Return `branch` if it can be the name of one, as git-check-ref-format(1) has it. Raises ForgeRefused."""
    parts = branch.split("/")
    odd = _ODD.search(branch) or branch in ("@", "HEAD") or branch.startswith("-") or branch.endswith(".")
    if odd or not all(part and not part.startswith(".") and not part.endswith(".lock") for part in parts):
        raise errors.ForgeRefused(f"{branch[:100]!r} is no name of a branch", do="Give another one.")
    return branch


def checked_out(repository: Path, branch: str) -> list[Path]:
    """Return the work trees in which a branch is checked out."""
    listed = git.run(repository, "worktree", "list", "--porcelain", "-z")
    found = []
    for entry in listed.split("\0\0"):
        lines = entry.strip("\0").split("\0")
        if f"branch refs/heads/{branch}" in lines and not any(line.startswith("prunable") for line in lines):
            found.append(Path(lines[0].removeprefix("worktree ")))
    return found


@contextmanager
def _alone(repository: Path) -> Iterator[None]:
    """Wait until nobody else of us carries a work tree of this repository along: git itself would fail one of both."""
    folder = Path(git.run(repository, "rev-parse", "--path-format=absolute", "--git-common-dir"))
    with (folder / "jigsmith.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _carry_along(place: Path, branch: str, *, new: str, old: str) -> None:
    """Move a branch together with the files of the work tree in which it is checked out."""
    do = "Commit or stash what is changed there, and merge again."
    here = git.commit_of(place, "HEAD")
    if here == new:
        return
    if here != old:
        raise errors.MergeRefused(f"the branch {branch} is {here[:12]}, not {old[:12]}", why="moved", where=str(place))
    folder = Path(git.run(place, "rev-parse", "--absolute-git-dir"))
    if any((folder / name).exists() for name in BUSY):
        what = f"{branch} is checked out there, in the middle of a merge, a rebase or a search"
        raise errors.MergeRefused(what, why="checked-out", where=str(place), do="Finish it, and merge again.")
    if git.run(place, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=none"):
        what = f"{branch} is checked out there, with changes that are not committed"
        raise errors.MergeRefused(what, why="checked-out", where=str(place), do=do)
    code, out, complaint = git.ask(
        place, "merge", "--ff-only", "--no-verify-signatures", "--no-autostash", "--quiet", new
    )
    if code:
        what = f"{branch} is checked out there and cannot follow: {complaint or out}"
        raise errors.MergeRefused(what[:600], why="checked-out", where=str(place), do=do)
