"""Which agents are installed, which version, and whether the proxy has a key for their model."""

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from jigsmith.engines.agents import claude, codex, command, kinds, proxy
from jigsmith.engines.agents.meter import Speech

MEASURED = {"claude": "2.1.330", "codex": "0.169.0"}
"""The versions with which this was tried."""
GET = {
    "claude": "npm install -g @anthropic-ai/claude-code@2.1.330",
    "codex": "npm install -g @openai/codex@0.169.0",
}
KEYS = {
    "claude": "Where `jig serve` runs, set ANTHROPIC_API_KEY, or CLAUDE_CODE_OAUTH_TOKEN (`claude setup-token` prints it).",
    "codex": "Where `jig serve` runs, set OPENAI_API_KEY.",
}
SPEECHES: dict[str, Speech] = {"claude": "anthropic", "codex": "openai"}
SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is known of an agent on this machine."""

    name: str
    kind: str
    program: str
    """Where it is; empty: it is not here."""
    version: str
    """What it says of itself; empty: it does not say."""
    has_key: bool | None
    """Whether there is a key for its model; None: it is its own affair."""
    problems: tuple[str, ...]
    """What keeps it from working; empty: nothing that can be seen without asking a model."""
    do: tuple[str, ...]
    """What to do about each problem."""


def examine(agents: Mapping[str, kinds.Settings], environment: Mapping[str, str]) -> list[Examined]:
    """Look at each agent by name. The environment is the one that `jig serve` has; no key is shown or sent anywhere."""
    keys = proxy.providers(environment)
    return [_examined(name, settings, keys=set(keys)) for name, settings in agents.items()]


def _examined(name: str, settings: kinds.Settings, *, keys: set[Speech]) -> Examined:
    kind = _kind(settings)
    word = shlex.split(settings.command)[0] if isinstance(settings, command.Settings) else settings.command
    program = shutil.which(word) or ""
    version = _version(program) if program and kind != "command" else ""
    speech = SPEECHES.get(kind)
    has_key = speech in keys if speech else None
    found = [
        (not program, f"{word} is not on PATH", GET.get(kind, "Install it, or correct `command` in jig.toml.")),
        (bool(program) and kind != "command" and not version, f"{word} --version fails", GET.get(kind, "")),
        (has_key is False, "there is no key for its model", KEYS.get(kind, "")),
    ]
    return Examined(
        name=name,
        kind=kind,
        program=program,
        version=version,
        has_key=has_key,
        problems=tuple(problem for holds, problem, _ in found if holds),
        do=tuple(do for holds, _, do in found if holds),
    )


def _kind(settings: kinds.Settings) -> str:
    match settings:
        case claude.Settings():
            return "claude"
        case codex.Settings():
            return "codex"
        case command.Settings():
            return "command"


def _version(program: str) -> str:
    """Return what a program says of its version; empty where it says nothing, or fails."""
    try:
        said = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip().splitlines()[0] if said.returncode == 0 and said.stdout.strip() else ""
