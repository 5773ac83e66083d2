"""Projects made from the shipped Node templates, as somebody makes and drives them; what each step takes is kept."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
FIELDS = [
    {"name": "Product name"},
    {"name": "remark", "type": "text", "optional": True},
    {"name": "amount", "type": "integer"},
    {"name": "unit price", "type": "decimal", "optional": True},
    {"name": "gift", "type": "boolean"},
    {"name": "due", "type": "date", "optional": True},
    {"name": "sold on", "type": "date"},
    {"name": "shipped at", "type": "datetime", "optional": True},
    {"name": "paid at", "type": "datetime"},
]
"""One of each type that a field can have, and what may be left out."""
NEEDED = {"node": "nodejs", "npm": "npm", "git": "git"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

WHO = {f"GIT_{who}_{what}": "ada@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
QUIET = {"NO_COLOR": "1", "NEXT_TELEMETRY_DISABLED": "1", "CHECKPOINT_DISABLE": "1"}


def jig(where: Path, *words: str, env: Mapping[str, str] | None = None) -> str:
    """What a command of jigsmith prints; AssertionError with all it said if it fails."""
    return run(where, [sys.executable, "-m", "jigsmith", *words], env=env)


def run(where: Path, words: Sequence[str], *, env: Mapping[str, str] | None = None, seconds: float = 600) -> str:
    """What a command prints. It is stopped, with all that it started, when it takes too long."""
    full = {**os.environ, **WHO, **QUIET, **(env or {})}
    with subprocess.Popen(
        words, cwd=where, env=full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    ) as started:  # fmt: skip
        try:
            said, _ = started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            said, _ = started.communicate()
            said += f"\n(took longer than {seconds:.0f} s)"
    assert started.returncode == 0, f"{' '.join(words)} in {where} ended with {started.returncode}:\n{said[-6_000:]}"
    return said


def needed() -> None:
    """AssertionError that names what is missing: nothing is left out in silence."""
    missing = [f"{program} (Debian: {package})" for program, package in NEEDED.items() if not shutil.which(program)]
    assert not missing, f"these tests need {', '.join(missing)}"


def chromium() -> str:
    """The browser: CHROMIUM_PATH, or one that is installed."""
    found = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "these tests need a browser: set CHROMIUM_PATH, or install one (Debian: apt-get install chromium)"
    return found


def engine(folder: Path) -> Path:
    """Prisma's engine of migrations without a download, ready to run in `folder`."""
    for name in ("package.json", "prisma_engine.mjs"):
        shutil.copy(HERE / name, folder / name)
    run(folder, ["npm", "install", "--no-audit", "--no-fund"])
    return folder / "prisma_engine.mjs"


@dataclass(kw_only=True)
class Project:
    """A project on disk, with the environment in which its commands run."""

    root: Path
    env: Mapping[str, str]
    seconds: dict[str, float] = field(default_factory=dict)
    """What each step took."""

    def npm(self, script: str, *words: str, step: str = "") -> str:
        """Run a script of package.json."""
        return self.call(step, ["npm", "run", script, *(["--", *words] if words else [])])

    def call(self, step: str, words: Sequence[str]) -> str:
        """Run a command; what it takes is kept under `step` if that is not empty."""
        began = time.monotonic()
        said = run(self.root, words, env=self.env)
        if step:
            self.seconds[step] = self.seconds.get(step, 0) + time.monotonic() - began
        return said

    def has(self, script: str) -> bool:
        """Whether package.json has such a script."""
        return script in json.loads((self.root / "package.json").read_text())["scripts"]

    def check(self, suffix: str = "") -> None:
        """All that its CI does: linter, types, tests, build, and a browser where there is something to see."""
        self.npm("lint", step=f"lint{suffix}")
        self.npm("typecheck", step=f"types{suffix}")
        self.npm("test", step=f"test{suffix}")
        self.npm("build", step=f"build{suffix}")
        if self.has("e2e"):
            self.npm("e2e", step=f"e2e{suffix}")


def make(where: Path, template: str, *words: str) -> Path:
    """The project `shop` from a template, its files alone."""
    jig(where, "create-app", "shop", "--template", template, *words, "--yes", "--no-install")
    return where / "shop"


def cruds(root: Path) -> None:
    """Two resources through all layers: a small one, and one with every type of field."""
    jig(root, "generate", "crud", "Product", "--field", "title:string", "--field", "price:decimal", "--yes")
    jig(root, "generate", "crud", "Order item", "--set", f"fields={json.dumps(FIELDS)}", "--yes")


def features(root: Path, orm: str) -> list[str]:
    """One of each that a monorepo can have; their names, in the order in which they were made."""
    values = {"prisma": ["number=0003"], "drizzle": ["number=0001", "at=1795542836000"]}[orm]
    wanted = {
        ("crud", "Order item"): ["--field", "title:string", "--field", "price:decimal"],
        ("model", "Invoice"): ["--field", "total:decimal"],
        ("endpoint", "price list"): ["--field", "day:date"],
        ("page", "about us"): [],
        ("component", "user card"): [],
        ("test", "basket"): ["--set", "folder=packages/shared/", "--set", "cases=keeps its order"],
        ("migration", "trim titles"): [word for value in values for word in ("--set", value)],
    }
    for (kind, name), options in wanted.items():
        jig(root, "generate", kind, name, *options, "--yes")
    return [name for _, name in wanted]
