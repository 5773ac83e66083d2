"""Defaults: which gates there are when jig.toml says nothing, or not everything."""

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base.gate_settings import NEED_COMMAND, Builtin, Gate
from jigsmith.loop.gate import reports

BUILTINS: tuple[Builtin, ...] = ("protected", "weakened-tests", "secrets", "dependencies", "diff-size")
"""Those that need no command. Each is there unless jig.toml has a gate with it, be it with `enabled = false`."""
MANIFEST = 1 << 20  # bytes; of what says how tests are run


def effective(gates: Sequence[Gate]) -> list[Gate]:
    """Return the gates that apply: the configured ones, and the built-ins that these do not name.

    Without any gate that runs a command, `tests` is added: it looks for how the project's tests are run.
    """
    named = {each.builtin for each in gates}
    found = list(gates)
    if not any(each.command or each.builtin in NEED_COMMAND for each in gates):
        found.append(Gate(name=_free("tests", gates), builtin="tests"))
    found += [Gate(name=_free(each, gates), builtin=each) for each in BUILTINS if each not in named]
    return [each for each in found if each.enabled]


def _free(name: str, gates: Sequence[Gate]) -> str:
    """Return a name that no gate has."""
    return f"builtin-{name}" if any(each.name == name for each in gates) else name


def command(gate: Gate, tree: Path) -> Gate:
    """Return the gate with the command that the project itself names; without one where it names none."""
    if gate.command or gate.builtin not in {"tests", "lint", "types"}:
        return gate
    found = {"tests": _tests, "lint": _lint, "types": _types}[gate.builtin](tree)
    return msgspec.structs.replace(gate, command=found)


def _tests(tree: Path) -> str:
    script = _script(tree, "test")
    if script and "no test specified" not in script:
        return f"{_node(tree)} test"
    if _is_pytest(tree):
        return f"{_python(tree)} -m pytest -q"
    for manifest, line in (("Cargo.toml", "cargo test --offline"), ("go.mod", "go test ./...")):
        if _text(tree, manifest):
            return line
    return "make test" if re.search(r"^test:", _text(tree, "Makefile"), re.MULTILINE) else ""


def _lint(tree: Path) -> str:
    if _script(tree, "lint"):
        return f"{_node(tree)} run lint"
    if "ruff" in _tools(tree) or _text(tree, "ruff.toml") or _text(tree, ".ruff.toml"):
        return f"{_python(tree)} -m ruff check ."
    return "cargo clippy --offline -- -D warnings" if _text(tree, "Cargo.toml") else ""


def _types(tree: Path) -> str:
    for script in ("typecheck", "type-check", "types"):
        if _script(tree, script):
            return f"{_node(tree)} run {script}"
    if _text(tree, "tsconfig.json"):
        return "npx --no-install tsc --noEmit"
    return f"{_python(tree)} -m mypy ." if "mypy" in _tools(tree) or _text(tree, "mypy.ini") else ""


def _script(tree: Path, name: str) -> str:
    try:
        found = json.loads(_text(tree, "package.json") or "{}")
    except (ValueError, RecursionError):
        return ""
    scripts = found.get("scripts") if isinstance(found, dict) else None
    return str(scripts.get(name, "")) if isinstance(scripts, dict) else ""


def _node(tree: Path) -> str:
    locks = (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun run"), ("bun.lockb", "bun run"))
    return next((program for lock, program in locks if (tree / lock).is_file()), "npm")


def _python(tree: Path) -> str:
    return ".venv/bin/python" if (tree / ".venv/bin/python").exists() else "python3"


def _tools(tree: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(_text(tree, "pyproject.toml")).get("tool")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_pytest(tree: Path) -> bool:
    if "pytest" in _tools(tree) or any(_text(tree, name) for name in ("pytest.ini", "conftest.py")):
        return True
    return any(next(tree.glob(pattern), None) for pattern in ("test_*.py", "tests/test_*.py", "tests/*/test_*.py"))


def _text(tree: Path, name: str) -> str:
    try:
        return reports.contents(tree, name, biggest=MANIFEST).decode("utf-8", "replace")
    except reports.Absent:
        return ""
