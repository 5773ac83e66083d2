"""Projects with templates, and what is in them: for the tests of deploy."""

import json
import stat
from pathlib import Path
from typing import Any

from jigsmith.app import deploy
from jigsmith.loop.deploy import receipts

NOTE = """\
name: {name}
description: A page of notes.
parameters:
  tags: {{type: list, default: []}}
files:
  - path: "{name}s/{{{{ name | kebab }}}}.md"
    content: |
      # {{{{ name | title }}}}
"""


def project(root: Path, *names: str) -> Path:
    """A project with a template of each name."""
    (root / "templates").mkdir(parents=True)
    for name in names or ("note",):
        (root / "templates" / f"{name}.yaml").write_text(NOTE.format(name=name))
    return root


def tree(root: Path) -> dict[str, Any]:
    """Every file with its bytes and its mode, every link with its target, and every folder."""
    found: dict[str, Any] = {}
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[relative] = f"link {path.readlink()}"
        elif path.is_dir():
            found[relative] = "folder"
        else:
            found[relative] = (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
    return found


def actions(done: deploy.Deployed) -> dict[str, str]:
    """What was done, by target."""
    return {item.target: item.action for item in done.items}


def servers(root: Path) -> dict[str, Any]:
    """The entries of .mcp.json."""
    found: dict[str, Any] = json.loads((root / ".mcp.json").read_text())["mcpServers"]
    return found


def pieces(root: Path, template: str) -> list[str]:
    """The targets of which the receipt has something."""
    receipt = receipts.read(root, template)
    return [piece.target for piece in receipt.pieces] if receipt else []
