"""One way to run git: without its pager, hooks, prompts and locks, in the C locale, with bytes in and out."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from jigsmith.base import errors, git


def start(root: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start git in `root`, so that several can run at once; `finish` waits for it. Raises GitFailed."""
    try:
        return subprocess.Popen(
            [*git.WORDS, "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=git.environment(),
        )
    except OSError as error:
        raise errors.GitFailed(f"git cannot be started: {error}", do="Install git, or check your PATH.") from error


def finish(process: "subprocess.Popen[bytes]") -> bytes:
    """Return what a started git printed. Raises GitFailed with what it complained about."""
    out, complaint = process.communicate()
    if process.returncode:
        said = complaint.decode(errors="replace").strip() or f"exit code {process.returncode}"
        raise errors.GitFailed(f"git {subcommand(process)} failed: {said}")
    return out


def run(root: Path, *arguments: str) -> bytes:
    """Run git in `root` and return what it printed. Raises GitFailed."""
    return finish(start(root, *arguments))


def fed(root: Path, *arguments: str, stdin: str = "", more: Mapping[str, str] | None = None) -> str:
    """Run git with something to read and with more of an environment, such as an index of its own; return what it
    printed, without its line end. Raises GitFailed.
    """
    done = subprocess.run(
        [*git.WORDS, "-C", str(root), *arguments],
        input=stdin.encode(),
        capture_output=True,
        check=False,
        env=git.environment() | dict(more or {}),
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
        word = next((each for each in arguments if re.fullmatch("[a-z-]*[a-z]", each) and not each.startswith("-")), "")
        raise errors.GitFailed(f"git {word} failed: {said}", where=str(root))
    return done.stdout.decode(errors="replace").strip()


def ignored(root: Path, paths: Sequence[str]) -> list[str]:
    """Return those of the paths that git leaves out of a commit; none where there is no repository."""
    process = subprocess.run(
        [*git.WORDS, "-C", str(root), "check-ignore", "-z", "--stdin"],
        input=b"\0".join(path.encode() for path in paths) + b"\0",
        capture_output=True,
        env=git.environment(),
        check=False,
    )
    return [path.decode() for path in process.stdout.split(b"\0") if path] if process.returncode == 0 else []


def subcommand(process: "subprocess.Popen[bytes]") -> str:
    """Return the name of the git command that was started, for messages."""
    arguments = process.args if isinstance(process.args, list) else []
    return str(arguments[len(git.WORDS) + 2]) if len(arguments) > len(git.WORDS) + 2 else ""
