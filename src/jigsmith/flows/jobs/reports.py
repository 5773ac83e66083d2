"""The hook save-report: a run as a page under reports/, committed on a branch of its own or on the one checked out."""

from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.git import branches, command
from jigsmith.flows.jobs import texts
from jigsmith.flows.jobs.records import Begun, Tried, World
from jigsmith.store.factory.runs import Run

BRANCH = "jig/reports"
TRIES = 10  # while others move the branch


def save(world: World, run: Run, begun: Begun, *, tried: Tried) -> str:
    """Commit the report of a run and return its path. Twice is once. Raises GitFailed."""
    path = f"reports/{run.job}/{begun.due:%Y-%m-%d-%H%M%S}.md"
    text = texts.report(run, tried)
    message = f"Report on {run.job}: {texts.headline(run)}"
    if begun.job.report == "in-place":
        _in_place(world.repository, path, text, message=message)
        return path
    for _ in range(TRIES):
        if _on_branch(world, path, text, message=message):
            return f"{BRANCH}:{path}"
    raise errors.GitFailed(f"others move the branch {BRANCH} all the time", where=str(world.repository))


def _on_branch(world: World, path: str, text: str, *, message: str) -> bool:
    """Commit a file on the branch of reports beside every work tree; False: the branch moved meanwhile."""
    root, ref = world.repository, f"refs/heads/{BRANCH}"
    old = branches.commit_of(root, ref)
    blob = command.fed(root, "hash-object", "-w", "--stdin", stdin=text)
    if old and blob in command.fed(root, "ls-tree", old, "--", path):
        return True
    index = world.home / "work" / f"index-{path.replace('/', '-')}"
    index.parent.mkdir(parents=True, exist_ok=True)
    index.unlink(missing_ok=True)
    more = {"GIT_INDEX_FILE": str(index)}
    try:
        command.fed(root, "read-tree", old or "--empty", more=more)
        command.fed(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", more=more)
        tree = command.fed(root, "write-tree", more=more)
    finally:
        index.unlink(missing_ok=True)
    new = branches.commit(root, tree, parents=[old] if old else [], message=message, when=world.clock())
    return branches.move_ref(root, ref, to=new, was=old or branches.NOBODY)


def _in_place(root: Path, path: str, text: str, *, message: str) -> None:
    """Write a file into the work tree and commit it alone; what else is changed or staged there stays as it is."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    who = {"GIT_COMMITTER_NAME": branches.NAME, "GIT_COMMITTER_EMAIL": branches.EMAIL}
    more = who | {"GIT_AUTHOR_NAME": branches.NAME, "GIT_AUTHOR_EMAIL": branches.EMAIL}
    command.fed(root, "add", "--force", "--", path)
    if command.fed(root, "status", "--porcelain", "--", path):
        plain = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false")
        command.fed(root, *plain, "commit", "--quiet", "--only", "-m", message, "--", path, more=more)


def run_free_name(path: str) -> str:
    """Return a path as the name of one file."""
    return path.replace("/", "-")
