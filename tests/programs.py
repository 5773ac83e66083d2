"""Programs that tests need and the machine may not have. What is missing is installed, or an error names it."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import platformdirs

CLAUDE = "@anthropic-ai/claude-code@2.1.330"
CODEX = "@openai/codex@0.169.0"


def bwrap() -> str:
    """Where bubblewrap is; as root it is installed by apt when it is missing. AssertionError without it."""
    if not shutil.which("bwrap") and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update"], ["install", "-y", "--no-install-recommends", "bubblewrap"]):
            subprocess.run(["apt-get", *words], check=False, capture_output=True)
    found = shutil.which("bwrap")
    assert found, "these tests need bubblewrap (Debian, Ubuntu: apt-get install bubblewrap)"
    return found


def claude() -> Path:
    """The real Claude Code, from npm."""
    return _from_npm(CLAUDE, "claude")


def codex() -> Path:
    """The real Codex, from npm."""
    return _from_npm(CODEX, "codex")


def _from_npm(package: str, program: str) -> Path:
    """Install a package below the user's cache once, and return its program. AssertionError without npm."""
    assert shutil.which("npm"), "these tests need npm (Debian, Ubuntu: apt-get install nodejs npm)"
    folder = Path(platformdirs.user_cache_dir("jigsmith-tests")) / package.rpartition("/")[2].replace("@", "-")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:  # several tests may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = folder / "node_modules" / ".bin" / program
        if not found.exists():
            (folder / "package.json").write_text("{}")
            words = ["npm", "install", "--no-audit", "--no-fund", "--no-update-notifier", package]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{package} cannot be installed from npm:\n{done.stdout}{done.stderr}"
    return found
