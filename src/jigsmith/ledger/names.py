"""Names of repositories: the same for everybody who has a clone, wherever it lies on their machine."""

import re
from collections.abc import Callable
from pathlib import Path

Called = Callable[[str], str]  # from the root on this machine to the name
_SCP = re.compile(r"^(?:[^@/]+@)?([^:/]+):(?!//)(.+)$")  # git@host:owner/name
_URL = re.compile(r"^[a-z+]+://(?:[^@/]*@)?([^/:]+)(?::\d+)?/(.+)$")


def of(root: str) -> str:
    """Return the name of the repository whose main work tree this is: its `origin` as HOST/PATH, else the folder."""
    if not root:
        return ""
    return from_address(origin(Path(root)) or "") or root


def origin(root: Path) -> str | None:
    """Return the address of `origin` as the repository's own configuration has it; None: there is none."""
    try:
        text = (root / ".git" / "config").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    section = re.search(r'^\s*\[remote "origin"\][^\[]*', text, re.MULTILINE)
    found = re.search(r"^\s*url\s*=\s*(\S+)", section[0], re.MULTILINE) if section else None
    return found[1] if found else None


def from_address(address: str) -> str:
    """Return an address without how one gets there and as whom; empty for a folder of this machine."""
    found = _URL.match(address) or _SCP.match(address)
    if not found or address.startswith("file://"):
        return ""
    return f"{found[1].lower()}/{found[2].strip('/').removesuffix('.git')}"
