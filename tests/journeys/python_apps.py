"""What the tests of the shipped Python templates share: projects that are generated, and their own checks."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jigsmith.app import generate

BIN = Path(sys.executable).parent
FIELDS: list[dict[str, Any]] = [
    {"name": "title"},
    {"name": "notes", "type": "text", "optional": True},
    {"name": "stock", "type": "integer"},
    {"name": "price", "type": "decimal"},
    {"name": "active", "type": "boolean"},
    {"name": "releasedOn", "type": "date"},
    {"name": "seenAt", "type": "datetime", "optional": True},
]


def made(root: Path, template: str, name: str, **params: Any) -> Path:
    """The project at `root` with what a template makes in it."""
    root.mkdir(exist_ok=True)
    generate.generate(root, template, name, params=params)
    return root


def tree(root: Path) -> dict[str, bytes]:
    """All files of a project but the records of what was generated, by path."""
    files = (path for path in root.rglob("*") if path.is_file())
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return {path: data for path, data in found.items() if not path.startswith(".jig/")}


def ruff(root: Path) -> str:
    """What the linter and the formatter of this environment find in a project, by its own configuration."""
    commands = [["check", "--no-cache", "--output-format", "concise"], ["format", "--no-cache", "--diff"]]
    ran = [
        subprocess.run([str(BIN / "ruff"), *words, "."], cwd=root, capture_output=True, text=True, check=False)
        for words in commands
    ]
    return "\n".join(each.stdout + each.stderr for each in ran if each.returncode)


def run(root: Path, *words: str, code: int = 0, **environment: Any) -> str:
    """Run a command of the project's own environment; it must end with that code."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    inherited = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "DATABASE_URL"}}
    env = inherited | {"PATH": path, "UV_PYTHON": f"{sys.version_info[0]}.{sys.version_info[1]}", **environment}
    ran = subprocess.run(words, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == code, f"{' '.join(words)}\n{ran.stdout[-6000:]}\n{ran.stderr[-3000:]}"
    return ran.stdout


def own_checks(root: Path, **environment: Any) -> str:
    """Install a project, and run its linter, its type checker and its tests; what the tests said."""
    run(root, "uv", "sync", "--quiet", **environment)
    run(root, "uv", "run", "ruff", "check", **environment)
    run(root, "uv", "run", "ruff", "format", "--check", **environment)
    run(root, "uv", "run", "pyright", **environment)
    return run(root, "uv", "run", "pytest", "-q", **environment)
