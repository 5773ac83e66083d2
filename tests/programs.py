"""Programs that tests need and the machine may not have. What is missing is installed, or an error names it."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import jigsmith

NOBODY = 65534
CLAUDE = "@anthropic-ai/claude-code@2.1.330"
CODEX = "@openai/codex@0.169.0"
AXE = "axe-core@4.14.1"


def bwrap() -> str:
    """Where bubblewrap is; as root it is installed by apt when it is missing. AssertionError without it."""
    if not shutil.which("bwrap"):
        install("bubblewrap")
    found = shutil.which("bwrap")
    assert found, "these tests need bubblewrap (Debian, Ubuntu: apt-get install bubblewrap)"
    return found


def claude() -> Path:
    """The real Claude Code, from npm."""
    return _from_npm(CLAUDE, "claude")


def codex() -> Path:
    """The real Codex, from npm."""
    return _from_npm(CODEX, "codex")


@dataclass(frozen=True, kw_only=True)
class Ordinary:
    """Somebody who is not root, with a Python and a copy of jigsmith that they can read."""

    user: int
    python: str
    source: Path
    folder: Path


@contextmanager
def as_ordinary_user() -> Iterator[Ordinary]:
    """Who runs the tests, or nobody when that is root. AssertionError where nobody has a Python."""
    is_root = os.geteuid() == 0
    user = NOBODY if is_root else os.geteuid()
    python = _python_of_all() if is_root else sys.executable
    assert python, "this test needs a Python 3.11 that everybody may run (Debian: apt-get install python3)"
    # Not below pytest's own folder, which others may not enter.
    with tempfile.TemporaryDirectory(prefix="ordinary-") as name:
        folder = Path(name)
        source, work = folder / "source", folder / "work"
        shutil.copytree(Path(jigsmith.__file__).parent, source / "jigsmith", ignore=shutil.ignore_patterns("catalogue"))
        work.mkdir()
        folder.chmod(0o755)
        os.chown(work, user, -1)
        yield Ordinary(user=user, python=python, source=source, folder=work)


def _python_of_all() -> str | None:
    """A Python in a folder of the system, new enough."""
    found = sorted(Path("/usr/bin").glob("python3.1[1-9]")) + sorted(Path("/usr/local/bin").glob("python3.1[1-9]"))
    return next((str(path) for path in found if "/root/" not in str(path.resolve())), None)


def axe() -> Path:
    """The script of axe-core, which finds what keeps people from using a page, from npm."""
    return npm_folder(AXE) / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str:
    """The system's Chromium: CHROMIUM_PATH, or one that is installed; as root by apt when there is none."""
    known = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, known)), None)
    if not found:
        install("chromium")
        found = shutil.which("chromium")
    assert found, "these tests need a browser: set CHROMIUM_PATH, or install one (Debian: apt-get install chromium)"
    return found


def install(package: str) -> None:
    """Install a package of Debian or Ubuntu, as root; where that cannot be, do nothing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    with (Path(tempfile.gettempdir()) / "jigsmith-apt.lock").open("w") as lock:  # several tests may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
            subprocess.run(["apt-get", *words], check=False, capture_output=True)


def _from_npm(package: str, program: str) -> Path:
    """A program of a package."""
    return npm_folder(package) / "node_modules" / ".bin" / program


def npm_folder(package: str) -> Path:
    """Install a package below the user's cache once, and return where. AssertionError without npm."""
    assert shutil.which("npm"), "these tests need npm (Debian, Ubuntu: apt-get install nodejs npm)"
    folder = Path(platformdirs.user_cache_dir("jigsmith-tests")) / package.rpartition("/")[2].replace("@", "-")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:  # several tests may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules" / package.rpartition("@")[0]).exists():
            (folder / "package.json").write_text("{}")
            words = ["npm", "install", "--no-audit", "--no-fund", "--no-update-notifier", package]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{package} cannot be installed from npm:\n{done.stdout}{done.stderr}"
    return folder
