"""Trees: the files of a folder, a repository or an installed package, read as data and bounded; nothing is run."""

import importlib.metadata
import importlib.util
import os
import re
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.git import remote

MAX_FILES = 5_000
MAX_BYTES = 50_000_000
"""Of all files together."""
MAX_FILE = 5_000_000
GROUP = "jigsmith.packs"
"""The entry points under which packages say that they hold a pack."""
_LEFT_OUT = frozenset({".git", "__pycache__", "node_modules", ".venv", ".DS_Store", ".hg", ".svn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a tree."""

    path: str
    """From the top, with `/`."""
    data: bytes
    executable: bool = False
    link: str | None = None
    """The target, where it is a symbolic link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What lies at a source."""

    files: Sequence[File]
    version: str = ""
    """The tag, the branch or the version of the package; empty: there is none."""
    commit: str = ""
    left_out: Sequence[str] = ()
    """Submodules and the like."""


def split_version(source: str) -> tuple[str, str]:
    """A source without the `@VERSION` at its end, and the version; empty: none is given."""
    head, at, version = source.rpartition("@")
    if at and head and re.fullmatch(r"[\w.+-]+", version) and not version.startswith("-"):
        return head, version
    return source, ""


def address_of(source: str) -> tuple[str, str] | None:
    """The address of the repository that a source is, and the version asked for; None: it is a folder, or a name."""
    head, version = split_version(source)
    if remote.is_address(source):
        return (head, version) if remote.is_address(head) else (source, "")
    if Path(source).exists():
        return (Path(source).resolve().as_uri(), "") if _is_bare(Path(source)) else None
    if version and Path(head).is_dir() and ((Path(head) / ".git").exists() or _is_bare(Path(head))):
        return Path(head).resolve().as_uri(), version
    return None


def _is_bare(folder: Path) -> bool:
    """Whether a folder is a repository without a work tree."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def from_folder(folder: Path) -> Tree:
    """The files of a folder. FileUnreadable; TemplateInvalid: there are too many, or too large ones."""
    found: list[File] = []
    total = 0
    for here, folders, names in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT and name not in links)
        for name in sorted(each for each in (*names, *links) if each not in _LEFT_OUT):
            file = _file(Path(here) / name, (Path(here) / name).relative_to(folder).as_posix())
            total += len(file.data)
            found.append(file)
            _refuse_large(len(found), total, str(folder))
    return Tree(files=found)


def _file(place: Path, path: str) -> File:
    try:
        status = place.lstat()
        if stat.S_ISLNK(status.st_mode):
            return File(path=path, data=b"", link=os.readlink(place))  # noqa: PTH115 - the text, not a path
        if not stat.S_ISREG(status.st_mode):
            raise errors.FileUnreadable("it is no file", where=str(place), do="Take it away.")
        if status.st_size > MAX_FILE:
            raise errors.TemplateInvalid(f"larger than {MAX_FILE} bytes", where=str(place), do="Leave it out.")
        return File(path=path, data=place.read_bytes(), executable=bool(status.st_mode & 0o100))
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=str(place)) from error


def _refuse_large(count: int, total: int, where: str) -> None:
    if count > MAX_FILES or total > MAX_BYTES:
        what = f"more than {MAX_FILES} files" if count > MAX_FILES else f"more than {MAX_BYTES} bytes"
        raise errors.TemplateInvalid(what, where=where, do="Name a folder that holds templates and nothing else.")


def from_git(address: str, version: str = "") -> Tree:
    """The files of a repository: of a tag or a branch `version`, else of the newest version, else as it is by default.

    GitFailed; TemplateInvalid: there are too many files, or too large ones.
    """
    offered = remote.refs(address)
    ref, version = _chosen(offered, version, address)
    with tempfile.TemporaryDirectory(prefix="jig-fetch-") as folder:
        bare = Path(folder) / "repository"
        commit = remote.fetch(address, ref, bare)
        listed = remote.listed(bare, commit)
        _refuse_large(len(listed), sum(size for *_, size in listed), address)
        large = next((path for path, _, _, size in listed if size > MAX_FILE), None)
        if large:
            raise errors.TemplateInvalid(
                f"{large} is larger than {MAX_FILE} bytes", where=address, do="Take another version."
            )
        held = remote.entries(bare, [each for each in listed if each[1] != 0o160000])
    files = [_entry(each) for each in held]
    return Tree(
        files=files, version=version, commit=commit, left_out=[path for path, mode, *_ in listed if mode == 0o160000]
    )


def at_commit(tree: Tree) -> Tree:
    """A tree that is known by its commit, as the ref it was taken from moves."""
    return replace(tree, version=tree.commit[:12])


def _entry(entry: remote.Entry) -> File:
    if entry.mode == 0o120000:
        return File(path=entry.path, data=b"", link=entry.data.decode("utf-8", "surrogateescape"))
    return File(path=entry.path, data=entry.data, executable=entry.mode == 0o100755)


def _chosen(offered: remote.Refs, version: str, address: str) -> tuple[str, str]:
    """The ref to fetch, and what it is called."""
    if not version:
        newest = offered.versions()
        if newest:
            return f"refs/tags/{newest[0]}", newest[0]
        if not offered.head:
            raise errors.GitFailed("the repository is empty", where=address, do="Commit something to it.")
        return "HEAD", ""
    for name in (f"refs/tags/{version}", f"refs/tags/v{version}", f"refs/heads/{version}"):
        if name in offered.names:
            return name, name.rpartition("/")[2]
    tags = ", ".join(offered.versions()[:8]) or "none"
    raise errors.GitFailed(f"there is no version {version}", where=address, do=f"Its versions are: {tags}.")


def packages() -> Mapping[str, str]:
    """The installed packages that hold a pack: what they name it, and in which module."""
    return {each.name: each.value for each in importlib.metadata.entry_points(group=GROUP)}


def from_package(name: str) -> Tree:
    """The files of a pack that an installed package holds; its module is not imported. TemplateMissing."""
    entry = next((each for each in importlib.metadata.entry_points(group=GROUP) if each.name == name), None)
    if entry is None:
        known = ", ".join(packages()) or "none"
        do = f"Give a folder or the address of a repository. Installed packages with packs: {known}."
        raise errors.TemplateMissing(f"there is no pack {name[:100]!r}", do=do)
    folder = _folder_of(entry.value.partition(":")[0])
    if folder is None:
        raise errors.TemplateMissing(f"the package of {name!r} has no folder {entry.value}", do="Install it again.")
    version = entry.dist.version if entry.dist else ""
    tree = from_folder(folder)
    return Tree(files=[file for file in tree.files if not file.path.endswith((".pyc", ".py"))], version=version)


def _folder_of(module: str) -> Path | None:
    """The folder of a module, found without importing it or what it is in."""
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    spec = importlib.util.find_spec(parts[0])
    places = list(spec.submodule_search_locations or []) if spec else []
    if spec and not places and spec.origin:
        places = [str(Path(spec.origin).parent)]
    for place in places:
        found = Path(place).joinpath(*parts[1:])
        if found.is_dir():
            return found
    return None


def unpack(files: Sequence[File], folder: Path) -> None:
    """Write the files of a tree into an empty folder, for those who read it from there. PathEscapes."""
    for file in files:
        parts = file.path.split("/")
        if any(part in ("", ".", "..") or part.casefold() == ".git" or "\\" in part or "\0" in part for part in parts):
            raise errors.PathEscapes(
                f"the path {file.path[:120]!r} is refused", do="Ask the authors of the repository."
            )
        place = folder.joinpath(*parts)
        if not place.parent.resolve().is_relative_to(folder.resolve()):
            raise errors.PathEscapes(f"the path {file.path[:120]!r} leads through a link", do="Ask its authors.")
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.link is not None:
            place.symlink_to(file.link)
        else:
            place.write_bytes(file.data)
            place.chmod(0o755 if file.executable else 0o644)
