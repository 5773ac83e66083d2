"""Protected paths: what decides over changes is changed by people. It may be good, but a person must see it."""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from jigsmith.base import gate_settings
from jigsmith.loop.gate import contents, patches, paths, records, saying
from jigsmith.loop.gate.records import Changed, Finding, Verdict

NODE = frozenset({
    "scripts", "jest", "vitest", "mocha", "ava", "c8", "nyc", "tap", "eslintConfig", "xo", "prettier", "lint-staged",
    "husky", "simple-git-hooks", "pre-commit", "packageManager", "workspaces", "wireit", "nx", "pnpm",
})  # fmt: skip
DEPENDENCIES = frozenset({"dependencies", "dev-dependencies", "group"})
"""Parts of tables of tools that name dependencies: another gate looks at those."""


def judge(asked: records.Asked, gate: gate_settings.Gate, diff: dict[str, patches.Patch]) -> Verdict:
    """Look at the paths of a change, and into the files that hold checks among other things."""
    findings = [
        Finding(path=file.path, message=why, level="warning")
        for file in asked.change.files
        if (why := _reason(asked, file, gate=gate, patch=diff.get(file.path)))
    ]
    if not findings:
        return saying.passed(gate, "nothing protected is touched.")
    names = ", ".join(each.path for each in findings[:5])
    many = saying.many(len(findings), "protected place is", "protected places are")
    return saying.person(gate, f"{many} touched: {names}{', …' if len(findings) > 5 else ''}.", findings)


def _reason(asked: records.Asked, file: Changed, *, gate: gate_settings.Gate, patch: patches.Patch | None) -> str:
    """Return why a path is protected; empty: it is not."""
    why = next((why for why, patterns in _kinds(gate) if paths.matches(file.path, patterns)), "")
    if why or paths.matches(file.path, tuple(each[1:] for each in gate.paths if each.startswith("!"))):
        return why
    if file.path in _named(asked):
        return "is run by a gate"
    if file.status == "T" or (patch and patch.link):
        return "is a link, or was one"
    return _inside(asked, file, patch)


def _kinds(gate: gate_settings.Gate) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield why paths are protected, with their patterns, without those that jig.toml takes out."""
    taken_out = tuple(each for each in gate.paths if each.startswith("!"))
    for why, patterns in paths.PROTECTED.items():
        yield why, (*patterns, *taken_out)
    if gate.paths:
        yield "is protected by jig.toml", tuple(gate.paths)


def _named(asked: records.Asked) -> set[str]:
    """Return the words of the gates' commands, which may be files."""
    words = (word.strip("\"'();&|") for each in asked.gates for word in each.command.split())
    return {word.removeprefix("./") for word in words}


def _inside(asked: records.Asked, file: Changed, patch: patches.Patch | None) -> str:
    """Say which part of a manifest has changed that says how checks are run."""
    parts = PARTS.get(PurePosixPath(file.path).name)
    if parts is None:
        return ""
    texts = contents.both(asked, file, patch)
    if texts is None:
        return "cannot be compared with what it was"
    try:
        after, before = parts(texts.after), parts(texts.before)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return "cannot be read"
    changed = sorted(key for key in {*after, *before} if after.get(key) != before.get(key))
    return f"says how checks are run: {', '.join(changed)}" if changed else ""


def _node(text: str) -> dict[str, Any]:
    found = json.loads(text or "{}")
    return {key: found[key] for key in NODE if key in found}


def _python(text: str) -> dict[str, Any]:
    found = tomllib.loads(text)
    tools = {f"tool.{name}": _without(value) for name, value in found.get("tool", {}).items()}
    system = {"build-backend": found.get("build-system", {}).get("build-backend")}
    return {key: value for key, value in (tools | system).items() if value not in (None, {})}


def _without(value: Any) -> Any:
    return {k: v for k, v in value.items() if k not in DEPENDENCIES} if isinstance(value, dict) else value


def _rust(text: str) -> dict[str, Any]:
    found = tomllib.loads(text)
    kept = {key: found[key] for key in ("lints", "profile", "test", "bench") if key in found}
    return kept | {"package.build": found.get("package", {}).get("build")}


def _scripts(text: str) -> dict[str, Any]:
    found = json.loads(text or "{}")
    return {key: found[key] for key in ("scripts", "tasks") if key in found}


PARTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "package.json": _node,
    "pyproject.toml": _python,
    "Cargo.toml": _rust,
    "composer.json": _scripts,
    "deno.json": _scripts,
}
