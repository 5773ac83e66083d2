"""The commands of somebody who works on jigsmith: `./dev setup | test | lint | bench | docs | lock`."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
LOCKS = {"run": ["checkout"], "dev": ["checkout", "dev"]}

USAGE = """usage: ./dev COMMAND [ARGUMENTS]

  setup            make or refresh .venv (every other command does it too, when needed)
  test [--slow]    run the tests; --slow adds those marked slow; other arguments go to pytest
  lint [PATH ...]  format, lint, house rules, layers and types; --fix repairs what it can (in PATH, when given)
  bench [NAME]     run the benchmarks in bench/
  docs [--check]   write docs/reference from the code, and record docs/images; --check only says what is stale
  lock             resolve the dependencies of pyproject.toml into requirements/*.lock
"""


def main() -> int:
    """Run the command named first on the command line."""
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("help", [])
    if name in {"help", "--help", "-h"}:
        print(USAGE, end="")
        return 0
    if name not in COMMANDS:
        print(f"./dev: there is no command '{name}'.\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    return COMMANDS[name](arguments)


def setup(arguments: list[str]) -> int:
    """Nothing left to do: ./dev has made .venv before this script ran."""
    print("The .venv is up to date. Next: ./dev test, ./jig tour")
    return 2 if arguments else 0


def test(arguments: list[str]) -> int:
    """Run pytest, two processes for each core: many tests wait, for a lease, a clock or a server."""
    slow = "--slow" in arguments
    rest = [a for a in arguments if a != "--slow"]
    marks = [] if slow or "-m" in rest else ["-m", "not slow"]
    spread = [] if any(a.startswith("-n") or "::" in a for a in rest) else ["-n", str(2 * (os.cpu_count() or 1))]
    return call("python", "-m", "pytest", *marks, *spread, *rest)


def lint(arguments: list[str]) -> int:
    """Run every check even after one failed, so that one run shows all there is."""
    fix = "--fix" in arguments
    paths = [a for a in arguments if a != "--fix"]
    checks = [
        ["ruff", "format", "--quiet", *paths] if fix else ["ruff", "format", "--check", *paths],
        ["ruff", "check", "--quiet", *(["--fix"] if fix else []), *paths],
        ["python", "scripts/house_rules.py"],
        ["lint-imports", "--no-cache", "--no-logo"],
        ["mypy"],
    ]
    failed = [" ".join(check) for check in checks if call(*check) != 0]
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Run one benchmark, or list them."""
    found = sorted(path for path in (ROOT / "bench").glob("*.py") if not path.name.startswith("_"))
    if not arguments:
        print("\n".join(f"./dev bench {path.stem}" for path in found) or "There are no benchmarks yet.")
        return 0
    return call("python", f"bench/{arguments[0]}.py", *arguments[1:])


def docs(arguments: list[str]) -> int:
    """Write docs/reference and the recording, or check that the reference is what the code says."""
    return call("python", "scripts/docs.py", *arguments) or (
        0 if "--check" in arguments else call("python", "scripts/recording.py")
    )


def lock(arguments: list[str]) -> int:
    """Resolve anew; `--upgrade` takes newer versions, otherwise only what has to change does."""
    for name, extras in LOCKS.items():
        target = f"requirements/{name}.lock"
        flags = [word for extra in extras for word in ("--extra", extra)]
        pins = [] if name == "run" else ["--constraint", "requirements/run.lock"]
        code = call(
            "uv", "pip", "compile", "--quiet", "pyproject.toml", *flags, *pins, "--universal",
            "--python-version", "3.11",
            "--generate-hashes", "--no-strip-extras", "--no-emit-index-url", "--no-annotate",
            "--custom-compile-command", "./dev lock",
            "-o", target, *arguments,
        )  # fmt: skip
        if code:
            return code
    return 0


def call(*command: str) -> int:
    """Run a program of .venv and return its exit code."""
    environment = os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "VIRTUAL_ENV": str(ROOT / ".venv"),
    }
    return subprocess.run([str(BIN / command[0]), *command[1:]], check=False, env=environment).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "test": test,
    "lint": lint,
    "bench": bench,
    "docs": docs,
    "lock": lock,
}

if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
