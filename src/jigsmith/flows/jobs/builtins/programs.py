"""Which package managers a project uses, and where their programs are."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from jigsmith.flows.jobs.catalogue import Desk

Manager = Literal["npm", "uv", "pip"]
LOCKS: dict[Manager, str] = {"npm": "package-lock.json", "uv": "uv.lock", "pip": "requirements.txt"}


def managers(desk: Desk) -> list[Manager]:
    """Return the package managers whose files lie in the root of the project; uv goes before pip."""
    found = [manager for manager, file in LOCKS.items() if (desk.tree / file).exists()]
    return [each for each in found if not (each == "pip" and "uv" in found)]


def where(desk: Desk, name: str) -> str | None:
    """Return the path of a program: on the PATH of the job, or beside this Python; None: it is not installed."""
    beside = str(Path(sys.executable).parent)
    path = desk.shell.box.environment.get("PATH", "")
    return shutil.which(name, path=f"{path}:{beside}")


def parsed(text: str) -> Any:
    """Return what a program printed as JSON; None: it is none."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
