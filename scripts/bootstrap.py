"""Make or refresh the .venv of a checkout from a lock file: `bootstrap.py run|dev`.

Needs the standard library and pip alone; uses uv when it is there. Two that start at once: the second waits for the
first and then finds nothing to do. What it does goes to stderr, so that `./jig scan --json` stays clean.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "setup.log"


def main() -> int:
    """Bring .venv up to date with the lock file named on the command line."""
    level = sys.argv[1] if len(sys.argv) > 1 else "run"
    lock = ROOT / "requirements" / f"{level}.lock"
    with one_at_a_time():
        if not is_current(level, lock):
            refresh(level, lock)
    return 0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock beside .venv; say so when another one holds it."""
    with (ROOT / ".venv.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this checkout to end ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_current(level: str, lock: Path) -> bool:
    """Tell whether .venv was made from exactly this lock file."""
    stamp = VENV / f"{level}.lock"
    return stamp.is_file() and PYTHON.exists() and stamp.read_bytes() == lock.read_bytes()


def refresh(level: str, lock: Path) -> None:
    """Install what is locked, then jigsmith itself, then leave the lock file in .venv as the stamp."""
    start = time.monotonic()
    uv = shutil.which("uv")
    say(f"setting up .venv with {'uv' if uv else 'pip'} from requirements/{lock.name} (once; a minute or so) ...")
    make_venv(uv)
    LOG.write_text("")
    if not (uv and install_with_uv(uv, lock)):
        install_with_pip(lock)
    run([str(PYTHON), "-m", "compileall", "-q", str(ROOT / "src")])
    for name in ("run", "dev") if level == "dev" else ("run",):
        temporary = VENV / f"{name}.lock.new"
        shutil.copyfile(ROOT / "requirements" / f"{name}.lock", temporary)
        temporary.replace(VENV / f"{name}.lock")
    say(f"ready after {time.monotonic() - start:.0f} s.")


def make_venv(uv: str | None) -> None:
    """Make .venv without pip in it, unless a working one is there."""
    if PYTHON.exists() and run([str(PYTHON), "-c", ""], may_fail=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if uv and run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)], may_fail=True):
        return
    run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def install_with_uv(uv: str, lock: Path) -> bool:
    """Install with uv; False when it could not, so that pip may try (its index settings can differ)."""
    base = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
    done = run([*base, "--require-hashes", "-r", str(lock)], may_fail=True)
    done = done and run([*base, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], may_fail=True)
    if not done:
        say("uv could not do it; trying pip ...")
    return done


def install_with_pip(lock: Path) -> None:
    """Install with the pip of the Python that runs this script, or with one that .venv gets for it."""
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if not run([*pip, "--version"], may_fail=True):
        run([str(PYTHON), "-m", "ensurepip"])
        pip = [str(PYTHON), "-m", "pip"]
    base = [*pip, "install", "--quiet", "--disable-pip-version-check"]
    run([*base, "--require-hashes", "-r", str(lock)])
    run([*base, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def run(command: list[str], *, may_fail: bool = False) -> bool:
    """Run a step with its output in the log; on failure show the log's end and stop, or return False."""
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}}
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,  # where it was started there may be anything, and `-m` looks there first
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if VENV.is_dir():
        with LOG.open("a") as log:
            log.write(f"$ {' '.join(command)}\n{done.stdout}{done.stderr}")
    if done.returncode and not may_fail:
        say(f"this step failed: {' '.join(command)}\n{(done.stderr or done.stdout).strip()[-2000:]}")
        raise SystemExit(1)
    return done.returncode == 0


def say(text: str) -> None:
    """Tell the user what goes on, on stderr."""
    print(f"jigsmith: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
