"""The commits of a repository that may be anybody's, seen without obeying it.

An agent may have written to its clone's configuration and hooks. So git never works in there: a new, empty repository
borrows its objects, and git works in that one.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.forge import git

SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@contextmanager
def of(source: Path, sha: str) -> Iterator[Path]:
    """Give a bare repository of our own that can read the commit `sha` of `source`; gone afterwards.

    Raises ForgeRefused: `sha` is not the whole name of a commit that is there.
    """
    if not SHA.fullmatch(sha):
        raise errors.ForgeRefused(f"{sha[:80]!r} is not the whole name of a commit", do="Give all of its digits.")
    with borrowing(source) as view:
        if not git.commit_of(view, sha):
            raise errors.ForgeRefused(f"there is no commit {sha[:12]}", where=str(source), do="Commit it there first.")
        yield view


@contextmanager
def borrowing(source: Path) -> Iterator[Path]:
    """Give an empty bare repository that can read all objects of `source`; gone afterwards."""
    with empty() as view:
        folder = git.run(source, "rev-parse", "--path-format=absolute", "--git-common-dir")
        (view / "objects" / "info").mkdir(exist_ok=True)
        (view / "objects" / "info" / "alternates").write_text(f"{folder}/objects\n", encoding="utf-8")
        yield view


@contextmanager
def empty() -> Iterator[Path]:
    """Give an empty bare repository; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jigsmith-", ignore_cleanup_errors=True) as folder:
        view = Path(folder) / "view.git"
        git.run(Path(folder), "init", "--quiet", "--bare", "--template=", str(view))
        yield view
