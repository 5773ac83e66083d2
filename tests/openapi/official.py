"""GitHub's own description of its API, and Prism, which answers by it or holds calls and answers against it.

Both come from npm, locked, into the user's cache folder. The description is cut down to what jigsmith calls: whole, it
takes Prism a minute to read.
"""

import hashlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import platformdirs

HERE = Path(__file__).parent
R = "/repos/{owner}/{repo}"
CALLS = [
    *(R + path for path in (
        "/issues", "/issues/{issue_number}", "/issues/{issue_number}/events", "/issues/{issue_number}/labels",
        "/issues/{issue_number}/labels/{name}", "/issues/{issue_number}/comments", "/issues/comments/{comment_id}",
        "/pulls", "/pulls/{pull_number}", "/pulls/{pull_number}/merge", "/statuses/{sha}", "/commits/{ref}/status",
        "/commits/{ref}/check-runs", "/check-runs", "/check-runs/{check_run_id}", "/git/ref/{ref}",
        "/collaborators/{username}/permission", "/installation",
    )),
    "/user", "/app", "/app/installations/{installation_id}/access_tokens",
]  # fmt: skip
KEPT = ("openapi", "info", "servers", "tags")
SECONDS_TO_START = 60


def installed() -> Path:
    """The folder `node_modules` of what package-lock.json names; installed when it is not there yet."""
    missing = [program for program in ("node", "npm") if not shutil.which(program)]
    assert not missing, f"these tests need {', '.join(missing)} (Debian: nodejs npm)"
    lock = (HERE / "package-lock.json").read_bytes()
    folder = Path(platformdirs.user_cache_dir("jigsmith-tests")) / f"openapi-{hashlib.sha256(lock).hexdigest()[:12]}"
    if (folder / "complete").exists():
        return folder / "node_modules"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-4000:]
    (folder / "complete").touch()
    return folder / "node_modules"


def webhooks() -> list[dict[str, Any]]:
    """The official examples of what webhooks send: name and examples of each event."""
    path = installed() / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def described(*, prefix: str = "") -> dict[str, Any]:
    """The description of the calls that jigsmith makes; `prefix` is put before each path."""
    path = installed() / "@octokit" / "openapi" / "generated" / "api.github.com.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    # A path's parameter holds no slash for Prism, but a ref does.
    paths = {prefix + each.replace("/ref/{ref}", "/ref/heads/{ref}"): whole["paths"][each] for each in CALLS}
    components: dict[str, dict[str, Any]] = {}
    waiting: list[Any] = [paths]
    while waiting:
        for name in references(waiting.pop()):
            _, _, section, short = name.split("/", 3)
            if short not in components.setdefault(section, {}):
                components[section][short] = whole["components"][section][short]
                waiting.append(components[section][short])
    cut = {key: whole[key] for key in KEPT if key in whole} | {"paths": paths, "components": components}
    for each in contents(cut):
        # It names one kind of JSON, and clients are told to ask for the other.
        if "application/json" in each:
            each["application/vnd.github+json"] = each["application/json"]
    return cut


def references(part: Any) -> Iterator[str]:
    """Every component that a part of the description points at."""
    for each in walked(part):
        if isinstance(each.get("$ref"), str) and each["$ref"].startswith("#/components/"):
            yield each["$ref"]


def contents(part: Any) -> Iterable[dict[str, Any]]:
    """Every place that says what a body looks like, by its kind."""
    return [each["content"] for each in walked(part) if isinstance(each.get("content"), dict)]


def walked(part: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a part of the description, itself included."""
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


@contextmanager
def prism(folder: Path, description: dict[str, Any], *, upstream: str = "") -> Iterator[str]:
    """Run Prism and give its address: it answers by examples, or (`upstream`) passes calls on and checks both ways."""
    document = folder / "github.json"
    document.write_text(json.dumps(description), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    verb = ["proxy", str(document), upstream] if upstream else ["mock", str(document)]
    words = [str(installed() / ".bin" / "prism"), *verb, "-p", str(port), "--verboseLevel", "warn"]
    with (folder / "prism.log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        try:
            await_port(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until it listens."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        assert process.poll() is None, "Prism ended at once"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise AssertionError(f"Prism did not listen within {SECONDS_TO_START} s")
