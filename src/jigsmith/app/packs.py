"""Packs: templates of others, copied into `.jig/packs` and pinned in `jig.toml`; nothing of them is run."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jigsmith.app.packing import looks, trees, writing
from jigsmith.base import errors, settings
from jigsmith.engines.templates import packs

Files = Mapping[str, tuple[bytes, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack of a project."""

    name: str
    source: str
    version: str = ""
    description: str = ""
    templates: Sequence[str] = ()
    changed: bool = False
    """Whether its copy was edited since it was added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A pack as its source has it now."""

    name: str
    source: str
    version: str
    files: Files = field(repr=False)
    meta: packs.Meta
    notes: Sequence[str] = ()

    @property
    def digest(self) -> str:
        """By which it is pinned."""
        return packs.digest(self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What adding a pack did, or would do."""

    pack: Pack
    dry_run: bool
    action: str
    """`add`, `replace` or `unchanged`."""
    files: Sequence[str]
    """Those that are written or taken away."""
    hooks: Sequence[str] = ()
    """The templates that want to run commands."""
    notes: Sequence[str] = ()


def listed(root: Path) -> list[Pack]:
    """The packs of a project. ConfigInvalid."""
    return [_described(root, pinned) for pinned in settings.load(root).packs]


def _described(root: Path, pinned: settings.Pack) -> Pack:
    held = packs.held(root / packs.FOLDER / pinned.name)
    return Pack(
        name=pinned.name,
        source=pinned.source,
        version=pinned.version,
        description=packs.meta(held, origin=pinned.name).description,
        templates=packs.template_names(held),
        changed=packs.digest(held) != pinned.digest,
    )


def add(root: Path, source: str, *, name: str | None = None, dry_run: bool = False) -> Added:
    """Copy the pack at `source` (a folder, the address of a repository, the name of an installed package's pack; with
    `@VERSION`) into the project at `root` and pin it.

    GitFailed, FileUnreadable, TemplateMissing, TemplateInvalid, PathEscapes, WouldOverwrite; then nothing was written.
    """
    return put(root, fetch(root, source, name=name), dry_run=dry_run)


def fetch(root: Path, source: str, *, name: str | None = None) -> Fetched:
    """Read the pack at `source`, and refuse it if it is not fit to be added; nothing is written."""
    tree, kept = _tree(root, source)
    chosen = packs.chosen({file.path: (_data(file), file.executable) for file in tree.files})
    _refuse_links(chosen)
    meta = packs.meta(chosen, origin=source)
    called = name or meta.name or _named(source)
    if not packs.NAME.fullmatch(called):
        raise errors.ParameterInvalid(
            f"{called[:80]!r} cannot be the name of a pack", do="Give another one with --name."
        )
    packs.rendered(called, chosen)
    version = tree.version or tree.commit[:12] or meta.version
    notes = [f"{path} is a repository of its own (a submodule); it is left out" for path in tree.left_out]
    return Fetched(name=called, source=kept, version=version, files=chosen, meta=meta, notes=notes)


_LINK = b"\0link "


def _data(file: trees.File) -> bytes:
    return file.data if file.link is None else _LINK + os.fsencode(file.link)


def _refuse_links(chosen: Files) -> None:
    """PathEscapes for a symbolic link among the files of a pack: it could lead anywhere."""
    bad = next((path for path, (data, _) in chosen.items() if data.startswith(_LINK)), None)
    if bad:
        target = os.fsdecode(chosen[bad][0][len(_LINK) :])
        what = f"{bad} is a symbolic link to {target[:100]!r}, which a pack may not have"
        raise errors.PathEscapes(what, do="Ask its authors to put the file there. Nothing was written.")


def _tree(root: Path, source: str) -> tuple[trees.Tree, str]:
    """The files at a source, and how the source is written down: without a version that is a tag."""
    if source.startswith("-"):
        raise errors.GitFailed(
            f"{source[:100]!r} is an option, not a source", do="Name a folder, an address or a package."
        )
    address = trees.address_of(source)
    if address is not None:
        tree = trees.from_git(*address)
        is_tag = bool(re.match(r"v?\d", tree.version))
        branch = f"@{tree.version}" if tree.version and not is_tag else ""
        return (tree if is_tag else trees.at_commit(tree)), f"{address[0]}{branch}"
    folder = Path(source)
    if folder.is_dir():
        inside = folder.resolve()
        kept = os.path.relpath(inside, root.resolve()) if not Path(source).is_absolute() else str(inside)
        return trees.from_folder(inside), Path(kept).as_posix()
    if folder.exists() or re.search(r"[/\\]", source):
        raise errors.FileUnreadable(
            "there is no such folder", where=source, do="Name a folder, or the address of a repository."
        )
    return trees.from_package(trees.split_version(source)[0]), trees.split_version(source)[0]


def _named(source: str) -> str:
    """What a pack is called after its source."""
    found = trees.address_of(source)
    stem = (
        re.split(r"[/\\:]", found[0].rstrip("/\\"))[-1]
        if found
        else Path(source).resolve().name
        if Path(source).is_dir()
        else source
    )
    stem = trees.split_version(stem)[0] if not found else stem
    return re.sub(r"\.git$|^jig(smith)?-(?=.)|-(jig|templates)$", "", stem)


def put(root: Path, found: Fetched, *, dry_run: bool) -> Added:
    """Write a pack that was fetched, in place of what is there under its name."""
    hooks, notes = looks.looked_at(root, found.name, found.files)
    before = next((each for each in settings.load(root).packs if each.name == found.name), None)
    if (
        before
        and _elsewhere(before.source) != _elsewhere(found.source)
        and found.source != f"{packs.FOLDER}/{found.name}"
    ):
        do = f"Give this one another name with --name, or take that one away with `jig remove {found.name}`."
        raise errors.WouldOverwrite(
            f"there is a pack `{found.name}` from {before.source} already",
            where=settings.at(str(root / "jig.toml"), None),
            do=do,
        )
    source = before.source if before and found.source == f"{packs.FOLDER}/{found.name}" else found.source
    version = before.version if before and source != found.source else found.version
    pinned = settings.Pack(name=found.name, source=source, version=version, digest=found.digest)
    planned = writing.planned(root, found.name, packs.rendered(found.name, found.files), pinned)
    if not dry_run:
        writing.carry_out(root, "add", found.name, planned)
    pack = Pack(
        name=found.name,
        source=source,
        version=version,
        description=found.meta.description,
        templates=packs.template_names(found.files),
    )
    written = writing.paths_of(planned)
    action = "unchanged" if not written else "replace" if before else "add"
    said = [*found.notes, *notes, *looks.ignored(root, written)]
    return Added(pack=pack, dry_run=dry_run, action=action, files=written, hooks=hooks, notes=said)


def _elsewhere(source: str) -> str:
    """A source without its branch and ending, to tell whether two are one."""
    return re.sub(r"(\.git)?/*(@[\w.+-]+)?$", "", source)


def remove(root: Path, name: str, *, dry_run: bool = False) -> list[str]:
    """Take a pack away; what was made of its templates stays. Gives the files. PackMissing, WriteFailed."""
    one(root, name)
    planned = writing.planned(root, name, [], None)
    if not dry_run:
        writing.carry_out(root, "remove", name, planned)
    return writing.paths_of(planned)


def one(root: Path, name: str) -> settings.Pack:
    """A pack by its name. PackMissing."""
    known = {each.name: each for each in settings.load(root).packs}
    if name not in known and not (root / packs.FOLDER / name).is_dir():
        listed = f" Here are: {', '.join(known)}." if known else ""
        raise errors.PackMissing(
            f"there is no pack {name[:80]!r}", where=str(root), do=f"`jig packs` lists them.{listed}"
        )
    return known.get(name) or settings.Pack(name=name, source=name, digest="0" * 64)
