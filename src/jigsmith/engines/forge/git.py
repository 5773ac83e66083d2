"""How a forge speaks with git: without pager, prompts and hooks, and never by way of a work tree's files."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from jigsmith.base import errors, git

WORDS = (*git.WORDS, "-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
SECONDS = 300.0  # a git that takes longer is ended
NOBODY = {"NAME": "jigsmith", "EMAIL": "jigsmith@localhost"}  # who commits where git does not know the user


def ask(root: Path, *arguments: str, more: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run git in `root`; return its exit code, what it printed and what it complained of. Raises GitFailed."""
    words, environment = [*WORDS, "-C", str(root), *arguments], git.environment() | dict(more or {})
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise errors.GitFailed(f"git {arguments[0]} took more than {SECONDS:.0f} s", where=str(root)) from error
    except OSError as error:
        raise errors.GitFailed(f"git cannot be started: {error}", do="Install git, or check your PATH.") from error
    return done.returncode, done.stdout.decode(errors="replace").strip(), done.stderr.decode(errors="replace").strip()


def run(root: Path, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    """Run git in `root` and return what it printed. Raises GitFailed with what it complained about."""
    code, out, complaint = ask(root, *arguments, more=more)
    if code:
        said = complaint or out or f"exit code {code}"
        raise errors.GitFailed(f"git {arguments[0]} failed: {said[-600:]}", where=str(root))
    return out


def commit_of(root: Path, name: str) -> str:
    """Return the commit that a branch, or any other name, stands for; "": there is none."""
    return ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")[1]


def head_of(root: Path, branch: str) -> str:
    """Return the newest commit of a branch; "": there is no such branch."""
    return commit_of(root, f"refs/heads/{branch}")


def leads_to(root: Path, older: str, newer: str) -> bool:
    """Tell whether `newer` holds `older`: a commit holds itself."""
    return ask(root, "merge-base", "--is-ancestor", older, newer)[0] == 0


def committer(root: Path) -> dict[str, str]:
    """Return the environment by which a commit has a name on it: nothing where git knows the user."""
    missing = [what for what in NOBODY if not ask(root, "config", f"user.{what.lower()}")[1]]
    return {
        f"GIT_{role}_{what}": os.environ.get(f"GIT_{role}_{what}", NOBODY[what])
        for role in ("AUTHOR", "COMMITTER")
        for what in missing
    }
