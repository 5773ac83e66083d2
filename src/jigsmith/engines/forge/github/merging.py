"""Merging a pull request on GitHub: only the commit that was judged, and once."""

from collections.abc import Callable
from dataclasses import replace

from jigsmith.base import errors
from jigsmith.engines.forge.github.client import Answer, Client
from jigsmith.engines.forge.records import Method, Pull

LOOKS = 5  # at whether it can be merged: GitHub computes that after it was asked
REFUSED = (403, 405, 409, 422)


def merge(client: Client, path: str, pull: Callable[[], Pull], *, sha: str, method: Method, message: str,
          sleep: Callable[[float], None]) -> Pull:  # fmt: skip
    """Merge the pull request at `path`, if its head is `sha`. Raises MergeRefused with `why`, ForgeFailed."""
    found = pull()
    if found.state == "merged" and found.head_sha == sha:
        return found
    check(found, sha)
    title, _, text = message.partition("\n")
    said = {"commit_title": title, "commit_message": text.strip()} if message and method != "rebase" else {}
    answer = client.ask("PUT", f"{path}/merge", body={"sha": sha, "merge_method": method, **said}, allowed=REFUSED)
    if answer.status < 300:
        return replace(found, state="merged", merged_sha=str(answer.data["sha"]), mergeable=None)
    return _explain(pull, answer, sha=sha, sleep=sleep)


def check(found: Pull, sha: str) -> None:
    """Raise MergeRefused unless it is open and its head is `sha`."""
    where = found.url or None
    if found.state != "open":
        raise errors.MergeRefused(f"the pull request {found.number} is {found.state}", why="closed", where=where)
    if found.head_sha != sha:
        what = f"{found.head} is {found.head_sha[:12]}, and {sha[:12]} was to be merged"
        raise errors.MergeRefused(what, why="moved", where=where, do="Judge what is there now.")


def _explain(pull: Callable[[], Pull], answer: Answer, *, sha: str, sleep: Callable[[float], None]) -> Pull:
    """Return the pull request if it is merged after all. Raises MergeRefused with why it is not, or ForgeFailed."""
    said = str(answer.data.get("message", "")) if isinstance(answer.data, dict) else ""
    found = pull()
    for turn in range(LOOKS):
        if found.state != "open" or found.mergeable is not None:
            break
        sleep(2.0**turn / 2)
        found = pull()
    if found.state == "merged" and found.head_sha == sha:
        return found
    check(found, sha)
    if "base branch was modified" in said.lower() or (answer.status == 409 and found.mergeable):
        raise errors.ForgeFailed(f"the base moved meanwhile: {said}", where=found.url or None)
    if found.mergeable is False:
        what = f"it conflicts with {found.base}: {said}"
        raise errors.MergeRefused(what, why="conflict", where=found.url or None, do="Rebase it.")
    if found.mergeable is None:
        raise errors.ForgeFailed(f"GitHub does not know yet whether it can be merged: {said}", where=found.url or None)
    what = f"GitHub does not merge it: {said or answer.status}"
    raise errors.MergeRefused(what, why="rules", where=found.url or None, do="Look at the rules of the branch.")
