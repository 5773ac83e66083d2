"""Upgrades of packs: which have something newer at their source, what is new in it, and what an update would do."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.app import packs, update
from jigsmith.app.packing import changelog, looks, trees, writing
from jigsmith.app.records import instances
from jigsmith.base import errors, settings
from jigsmith.engines.git import remote
from jigsmith.engines.templates import packs as pack_files

State = Literal["current", "outdated", "changed", "unreachable"]
"""`changed`: the copy here was edited; `unreachable`: its source cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How a pack stands to its source."""

    name: str
    source: str
    version: str
    newest: str
    """The version that `jig upgrade` would take."""
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What `jig update` would do for the instances of one template."""

    template: str
    updated: Sequence[str] = ()
    conflicts: Sequence[str] = ()
    refused: Sequence[str] = ()
    files: Sequence[str] = ()
    reason: str = ""
    """Why it cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade of one pack did, or would do."""

    name: str
    was: str
    version: str
    dry_run: bool
    state: Literal["current", "upgraded"]
    changelog: str = ""
    added: Sequence[str] = ()
    changed: Sequence[str] = ()
    removed: Sequence[str] = ()
    effects: Sequence[Effect] = ()


def outdated(root: Path) -> list[Age]:
    """How each pack stands to its source, which is asked for that. ConfigInvalid."""
    return [_age(root, pinned) for pinned in settings.load(root).packs]


def _age(root: Path, pinned: settings.Pack) -> Age:
    here = pack_files.digest(pack_files.held(root / pack_files.FOLDER / pinned.name))
    try:
        newest, newer = _newest(root, pinned)
    except errors.JigError as error:
        return _aged(pinned, "", "unreachable", str(error))
    if here != pinned.digest:
        return _aged(pinned, newest, "changed", "its copy here was edited since it was added")
    return _aged(pinned, newest, "outdated" if newer else "current", "")


def _aged(pinned: settings.Pack, newest: str, state: State, reason: str) -> Age:
    return Age(
        name=pinned.name, source=pinned.source, version=pinned.version, newest=newest, state=state, reason=reason
    )


def _newest(root: Path, pinned: settings.Pack) -> tuple[str, bool]:
    """The newest version at the source, and whether it is newer than what is here."""
    address = trees.address_of(_place(root, pinned.source))
    if address is None:
        found = packs.fetch(root, _place(root, pinned.source), name=pinned.name)
        return found.version, found.digest != pinned.digest
    refs = remote.refs(address[0])
    versions = [] if address[1] else refs.versions()
    if versions:
        known = any(pinned.version == tag for tag in versions)
        newer = remote.version_key(versions[0]) > remote.version_key(pinned.version) if known else True
        return (versions[0] if newer else pinned.version), newer
    commit = refs.names.get(f"refs/heads/{address[1]}") or refs.names.get(f"refs/tags/{address[1]}") or refs.head
    return commit[:12], commit[:12] != pinned.version


def _place(root: Path, source: str) -> str:
    """A source as it is asked for: folders are seen from the root of the project."""
    if not remote.is_address(source) and (root / source).is_dir():
        return str(root / source)
    return source


def upgrade(root: Path, name: str | None = None, *, dry_run: bool = False) -> list[Upgraded]:
    """Take the newest version of a pack, or of all. All are fetched before any is written.

    PackMissing; PackChanged: a copy was edited; GitFailed, TemplateInvalid, PathEscapes, WriteFailed.
    """
    chosen = [packs.one(root, name)] if name is not None else settings.load(root).packs
    for pinned in chosen:
        _refuse_edited(root, pinned)
    fetched = [(pinned, packs.fetch(root, _place(root, pinned.source), name=pinned.name)) for pinned in chosen]
    return [_upgraded(root, pinned, found, dry_run=dry_run) for pinned, found in fetched]


def _refuse_edited(root: Path, pinned: settings.Pack) -> None:
    folder = root / pack_files.FOLDER / pinned.name
    if pack_files.digest(pack_files.held(folder)) != pinned.digest:
        again = f"{pinned.source}@{pinned.version}" if pinned.version else pinned.source
        do = f"Keep what you want of it in .jig/templates, then put it back with `jig add {again}`."
        raise errors.PackChanged(f"the pack `{pinned.name}` was edited since it was added", where=str(folder), do=do)


def _refuse_moved(pinned: settings.Pack, found: packs.Fetched) -> None:
    """PackChanged: what was a version is another one now."""
    if pinned.version and found.version == pinned.version and trees.address_of(pinned.source) is not None:
        do = f"Ask its authors. `jig remove {pinned.name}` and `jig add` take it as it is now."
        raise errors.PackChanged(
            f"{pinned.version} is not what it was when it was added: its tag was moved", where=pinned.source, do=do
        )


def _upgraded(root: Path, pinned: settings.Pack, found: packs.Fetched, *, dry_run: bool) -> Upgraded:
    before = pack_files.held(root / pack_files.FOLDER / pinned.name)
    if found.digest == pinned.digest:
        return Upgraded(name=pinned.name, was=pinned.version, version=pinned.version, dry_run=dry_run, state="current")
    _refuse_moved(pinned, found)
    effects = preview(root, found)
    if not dry_run:
        new = settings.Pack(name=pinned.name, source=pinned.source, version=found.version, digest=found.digest)
        planned = writing.planned(root, pinned.name, pack_files.rendered(pinned.name, found.files), new)
        writing.carry_out(root, "upgrade", pinned.name, planned)
    log = found.files.get(found.meta.changelog, (b"", False))[0].decode("utf-8", "replace")
    return Upgraded(
        name=pinned.name,
        was=pinned.version,
        version=found.version,
        dry_run=dry_run,
        state="upgraded",
        changelog=changelog.between(log, pinned.version, found.version),
        added=sorted(found.files.keys() - before.keys()),
        changed=sorted(path for path in found.files.keys() & before.keys() if found.files[path] != before[path]),
        removed=sorted(before.keys() - found.files.keys()),
        effects=effects,
    )


def preview(root: Path, found: packs.Fetched) -> list[Effect]:
    """What `jig update` would do if the pack were as it was fetched; nothing is written."""
    made = set(instances.templates(root))
    with tempfile.TemporaryDirectory(prefix="jig-upgrade-") as folder:
        looks.unpack(found.files, Path(folder))
        with pack_files.instead({found.name: Path(folder)}):
            return [_effect(root, each) for each in pack_files.template_names(found.files) if each in made]


def _effect(root: Path, template: str) -> Effect:
    try:
        planned = update.plan(root, template)
    except errors.JigError as error:
        return Effect(template=template, reason=str(error))
    states: dict[str, list[str]] = {}
    for each in planned.instances:
        states.setdefault(each.state, []).append(each.name)
    return Effect(
        template=template,
        updated=states.get("updated", []),
        conflicts=states.get("conflict", []),
        refused=states.get("refused", []),
        files=[change.file.path for change in planned.written],
    )
