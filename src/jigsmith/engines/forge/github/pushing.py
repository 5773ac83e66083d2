"""Branches go to GitHub by git over https; the token is in the environment of that one git alone.

It is on no command line and in no file. Git works in a repository of our own that borrows the objects (see views), and
hears no configuration of the user's: one that rewrites addresses would send the branch, or the token, elsewhere.
"""

import base64
import os
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.forge import git, views

MOVED = (
    "stale info",
    "fetch first",
    "non-fast-forward",
    "failed to update ref",
    "cannot lock ref",
    "reference already",
)


def push(source: Path, url: str, *, sha: str, branch: str, was: str | None, token: str) -> None:
    """Make `branch` of the repository at `url` be the commit `sha` of `source`. Raises MergeRefused, GitFailed.

    `was`: only if it is there now ("": only if there is none); None: only forwards.
    """
    with views.of(source, sha) as view:
        lease = [] if was is None else [f"--force-with-lease=refs/heads/{branch}:{was}"]
        _send(view, url, [*lease, url, f"{sha}:refs/heads/{branch}"], token)


def fetch(into: Path, url: str, *, sha: str, branch: str, token: str) -> None:
    """Bring a commit of a branch of the repository at `url` into the local one. Raises GitFailed.

    It comes by way of a repository of our own, which borrows what is there already: the local one's configuration may
    rewrite addresses. What comes in is checked (fetch.fsckObjects).
    """
    quiet = ("-c", "fetch.fsckObjects=true", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head")
    ref = f"refs/jigsmith/remote/{branch}"
    with views.borrowing(into) as view:
        code, out, complaint = git.ask(view, *quiet, url, f"+refs/heads/{branch}:{ref}", more=environment(url, token))
        if code:
            said = " ".join(f"{out} {complaint}".split())[-600:]
            raise errors.GitFailed(f"git fetch failed: {said.replace(token, '***') if token else said}", where=url)
        git.run(into, *quiet, str(view), f"+{ref}:{ref}")
    if not git.commit_of(into, sha):
        raise errors.GitFailed(f"{branch} moved while it was fetched", where=url)


def delete(url: str, *, sha: str, branch: str, token: str) -> None:
    """Delete a branch that is `sha`. Raises MergeRefused, GitFailed."""
    with views.empty() as view:
        _send(view, url, [f"--force-with-lease=refs/heads/{branch}:{sha}", url, f":refs/heads/{branch}"], token)


def _send(view: Path, url: str, words: list[str], token: str) -> None:
    quiet = ("--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", "--no-signed")
    code, out, complaint = git.ask(view, "push", *quiet, *words, more=environment(url, token))
    if not code:
        return
    said = f"{out}\n{complaint}".replace(token, "***") if token else f"{out}\n{complaint}"
    what = " ".join(said.split())[-600:]
    if any(mark in said for mark in MOVED):
        raise errors.MergeRefused(f"the branch has moved: {what}", why="moved", where=url, do="Look what is there now.")
    if "remote rejected" in said:
        raise errors.MergeRefused(f"GitHub does not take it: {what}", why="rules", where=url)
    raise errors.GitFailed(f"git push failed: {what}", where=url)


def environment(url: str, token: str) -> dict[str, str]:
    """Return what git needs in its environment to show the token to `url`, and to that address alone."""
    shown = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    scheme = url.partition("://")[0]
    settings = (
        (f"http.{url}.extraHeader", f"Authorization: Basic {shown}"),
        ("http.followRedirects", "false"),
        ("credential.helper", ""),
        ("core.askPass", ""),
        ("protocol.allow", "never"),
        (f"protocol.{scheme}.allow", "always"),
    )
    counted = {"GIT_CONFIG_COUNT": str(len(settings)), "GIT_CONFIG_GLOBAL": os.devnull}
    keys = {f"GIT_CONFIG_KEY_{at}": name for at, (name, _) in enumerate(settings)}
    return counted | keys | {f"GIT_CONFIG_VALUE_{at}": value for at, (_, value) in enumerate(settings)}
