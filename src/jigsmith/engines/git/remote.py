"""Remote: what lies in a repository that is somebody else's, read without trusting it.

Nothing is checked out: names, modes and contents are read from the objects, so that no filter, hook,
submodule or symbolic link of theirs does anything here. Every call has a time limit, and a fetch a limit on what it
may bring.
"""

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jigsmith.base import errors, git

SECONDS = 180
MAX_FETCHED = 500_000_000
"""Bytes that a repository may take on the disk while it is read."""
MAX_ANSWER = 50_000_000
_SCHEMES = ("https", "http", "ssh", "git", "file")
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://[^\s\x00-\x1f]+", re.IGNORECASE)
_SCP = re.compile(r"(?!-)[\w.-]+@[\w.-]+:(?!-)[^\s\x00-\x1f:]+|(?!-)[\w-][\w.-]+\.[\w.-]+:(?!//|-)[^\s\x00-\x1f:]+")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(.*)")
_SAFE = (
    ("protocol.allow", "never"), ("core.hooksPath", os.devnull), ("core.fsmonitor", "false"),
    ("core.symlinks", "false"), ("core.protectNTFS", "true"), ("core.protectHFS", "true"), ("core.askPass", ""),
    ("submodule.recurse", "false"), ("fetch.recurseSubmodules", "false"), ("protocol.version", "2"),
    ("gc.auto", "0"), ("core.bare", "true"), ("fetch.fsckObjects", "true"), ("transfer.credentialsInUrl", "allow"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refs:
    """What a repository offers."""

    head: str = ""
    """The commit that is taken when nothing else is asked for."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The commit of each branch and tag, by the whole name of the ref."""

    def versions(self) -> list[str]:
        """The tags that are versions, the newest first."""
        tags = [name.removeprefix("refs/tags/") for name in self.names if name.startswith("refs/tags/")]
        return sorted((tag for tag in tags if _VERSION.fullmatch(tag)), key=version_key, reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a commit."""

    path: str
    mode: int
    """0o100644, 0o100755, 0o120000 for a link, 0o160000 for a submodule."""
    data: bytes


def is_address(word: str) -> bool:
    """Whether a word is meant as the address of a repository: a URL, `user@host:path`, or a transport of git."""
    return bool(_URL.fullmatch(word) or _SCP.fullmatch(word) or re.match(r"[A-Za-z0-9+.-]+::", word))


def checked(address: str) -> str:
    """`address` if git may be given it. GitFailed: it is an option, a transport that runs commands, or no address."""
    found = _URL.fullmatch(address)
    if (
        found
        and found["scheme"].lower() in _SCHEMES
        and "::" not in address.partition("://")[0]
        and "://-" not in address
    ):
        return address
    if _SCP.fullmatch(address) and "::" not in address:
        return address
    schemes = ", ".join(f"{scheme}://" for scheme in _SCHEMES)
    what = f"{address[:200]!r} is no address that is fetched from"
    raise errors.GitFailed(what, do=f"Give one that begins with {schemes}, or user@host:path, or a folder.")


def version_key(tag: str) -> tuple[tuple[int, ...], bool, str]:
    """What versions are sorted by: `1.10` after `1.9`, and `2.0rc1` before `2.0`."""
    found = _VERSION.fullmatch(tag)
    numbers = tuple(int(part) for part in found[1].split(".")) if found else ()
    rest = found[2] if found else tag
    return numbers, not rest.lstrip("-.") or rest.startswith("+"), rest


def refs(address: str) -> Refs:
    """The branches and tags of a repository. GitFailed."""
    said = _run(["ls-remote", "--", checked(address)], address).decode("utf-8", "replace")
    head, names = "", {}
    for line in said.splitlines():
        commit, _, name = line.partition("\t")
        if name == "HEAD":
            head = commit
        elif name.endswith("^{}"):
            names[name.removesuffix("^{}")] = commit
        elif name.startswith(("refs/tags/", "refs/heads/")):
            names.setdefault(name, commit)
    return Refs(head=head, names=names)


def fetch(address: str, ref: str, folder: Path) -> str:
    """Bring one ref, without its past, into the empty folder `folder`; gives the commit. GitFailed."""
    if ref.startswith("-") or not re.fullmatch(r"[\w./+@-]+", ref):
        raise errors.GitFailed(
            f"{ref[:100]!r} is no name of a branch or a tag", do="Write it as the repository has it."
        )
    _run(["init", "--quiet", "--bare", "--template=", "--", str(folder)], address)
    arguments = [
        "fetch",
        "--quiet",
        "--depth=1",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-commit-graph",
        "--",
        checked(address),
        ref,
    ]
    _run(arguments, address, folder=folder)
    return _run(["rev-parse", "--verify", "FETCH_HEAD^{commit}"], address, folder=folder).decode().strip()


def listed(folder: Path, commit: str, below: str = "") -> list[tuple[str, int, str, int]]:
    """Path, mode, object and size of every file of a commit. GitFailed: a path is not text."""
    said = _run(
        ["ls-tree", "-r", "-l", "-z", "--full-tree", commit, *(["--", below] if below else [])],
        str(folder),
        folder=folder,
    )
    found = []
    for line in said.split(b"\0"):
        if not line:
            continue
        head, _, name = line.partition(b"\t")
        mode, _, name_of, size = head.split()
        try:
            path = name.decode()
        except UnicodeDecodeError as error:
            raise errors.GitFailed(
                f"the name of a file is not UTF-8: {name!r}", do="Ask its authors to rename it."
            ) from error
        found.append((path, int(mode, 8), name_of.decode(), int(size) if size != b"-" else 0))
    return found


def contents(folder: Path, objects: Sequence[str]) -> dict[str, bytes]:
    """What objects hold, by their names. GitFailed."""
    said = _run(
        ["cat-file", "--batch"],
        str(folder),
        folder=folder,
        given="\n".join(objects).encode() + b"\n",
        limit=MAX_FETCHED,
    )
    found: dict[str, bytes] = {}
    at = 0
    for _ in objects:
        end = said.index(b"\n", at)
        name, _, size = said[at:end].decode().split(" ")
        found[name] = said[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)
    return found


def entries(folder: Path, wanted: Sequence[tuple[str, int, str, int]]) -> list[Entry]:
    """The files that `listed` named, with their contents. GitFailed."""
    held = contents(folder, sorted({name for _, mode, name, _ in wanted if mode != 0o160000}))
    return [Entry(path=path, mode=mode, data=held.get(name, b"")) for path, mode, name, _ in wanted]


def _words(address: str) -> list[str]:
    """Git with nothing on but the protocol that is asked for."""
    scheme = (_URL.fullmatch(address) or {"scheme": "ssh"})["scheme"].lower()
    settings = [*_SAFE, (f"protocol.{scheme}.allow", "always")]
    return [*git.WORDS, *(word for key, value in settings for word in ("-c", f"{key}={value}"))]


def _run(
    arguments: list[str], address: str, *, folder: Path | None = None, given: bytes = b"", limit: int = MAX_ANSWER
) -> bytes:
    environment = git.environment() | {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true"}
    environment |= {
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=20",
        "GIT_CEILING_DIRECTORIES": str(folder.parent) if folder else "/",
    }
    place = ["--git-dir", str(folder)] if folder else []
    words = [*_words(address), *place, *arguments]
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
            cwd=folder or "/", start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise errors.GitFailed(f"git cannot be started: {error}", do="Install git, or check your PATH.") from error
    out, complaint = _waited(process, given, folder, arguments[0])
    if process.returncode:
        said = complaint.decode("utf-8", "replace").strip() or f"exit code {process.returncode}"
        raise errors.GitFailed(f"git {arguments[0]} failed: {said[-600:]}", where=address)
    if len(out) > limit:
        raise errors.GitFailed(
            f"git {arguments[0]} says more than {limit} bytes", where=address, do="Take a smaller repository."
        )
    return out


def _waited(process: "subprocess.Popen[bytes]", given: bytes, folder: Path | None, verb: str) -> tuple[bytes, bytes]:
    """What git said, unless it takes too long or brings too much: then it is ended."""
    deadline = time.monotonic() + SECONDS
    first: bytes | None = given
    while True:
        try:
            return process.communicate(first, timeout=1.0)
        except subprocess.TimeoutExpired:
            first = None
            large = folder is not None and _size(folder) > MAX_FETCHED
            if not large and time.monotonic() < deadline:
                continue
            process.kill()
            process.communicate()
            what = f"brings more than {MAX_FETCHED} bytes" if large else f"took more than {SECONDS} seconds"
            raise errors.GitFailed(f"git {verb} {what}", do="Take a smaller repository, or a folder.") from None
        except BaseException:
            process.kill()
            process.communicate()
            raise


def _size(folder: Path) -> int:
    return sum((Path(here) / name).lstat().st_size for here, _, names in os.walk(folder) for name in names)
