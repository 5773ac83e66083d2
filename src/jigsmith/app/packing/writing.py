"""Writing packs: their files and the line in `jig.toml`, all or nothing, so that `jig undo` can take it back."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from jigsmith.app import usage
from jigsmith.app.records import history, recovery
from jigsmith.base import errors, places, settings
from jigsmith.engines.templates import changes, locking, packs, render, write


def planned(
    root: Path, name: str, files: Sequence[render.Rendered], pinned: settings.Pack | None
) -> list[changes.Change]:
    """What has to be written so that the pack `name` is these files and `jig.toml` says so; None: the pack is gone."""
    recovery.recover(root, places.home())
    wanted = {file.path for file in files}
    found = [changes.over(root, file) for file in files]
    for path in packs.held(root / packs.FOLDER / name):
        place = f"{packs.FOLDER}/{name}/{path}"
        if place not in wanted:
            found.append(_gone(root, place))
    refused = [change for change in found if change.action == "conflict"]
    changes.refuse_conflicts(refused)
    text = _text(root)
    config = pin(text, name, pinned, where=str(root / places.CONFIG))
    if config != text:
        found.append(changes.over(root, render.Rendered(path=places.CONFIG, data=config.encode())))
    return [change for change in found if change.action in changes.WRITTEN]


def _gone(root: Path, path: str) -> changes.Change:
    place = root / path
    if place.is_symlink():
        do = "Take it away, and run this again."
        raise errors.PackChanged("it is a symbolic link, which nobody put there", where=str(place), do=do)
    return changes.Change(file=render.Rendered(path=path, data=None), action="remove", before=place.read_bytes())


def _text(root: Path) -> str:
    try:
        return (root / places.CONFIG).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise errors.ConfigInvalid(f"cannot be read: {error}", where=str(root / places.CONFIG)) from error


def pin(text: str, name: str, pinned: settings.Pack | None, *, where: str) -> str:
    """The text of a `jig.toml` in which the pack `name` is pinned so, or not named; all else stays. ConfigInvalid."""
    settings.parse(text, where=where)
    try:
        document: Any = tomlkit.parse(text)
    except TOMLKitError as error:
        raise errors.ConfigInvalid(f"is not valid TOML: {error}", where=where) from error
    listed = document.get("packs")
    at = next((number for number, each in enumerate(listed or ()) if each.get("name") == name), None)
    if pinned is None:
        if at is not None:
            del listed[at]
        if listed is not None and not len(listed):
            del document["packs"]
        return tomlkit.dumps(document)
    values = {"name": pinned.name, "source": pinned.source, "version": pinned.version, "digest": pinned.digest}
    if at is None:
        _append(document, listed, {key: value for key, value in values.items() if value})
    else:
        _renew(listed[at], values)
    return tomlkit.dumps(document)


def _append(document: Any, listed: Any, values: dict[str, str]) -> None:
    entry = (
        tomlkit.table()
        if listed is None or hasattr(listed, "body") or isinstance(listed, tomlkit.items.AoT)
        else tomlkit.inline_table()
    )
    for key, value in values.items():
        entry.add(key, value)
    if listed is None:
        listed = tomlkit.aot()
        listed.append(entry)
        document.add("packs", listed)
    else:
        listed.append(entry)


def _renew(entry: Any, values: dict[str, str]) -> None:
    for key, value in values.items():
        if value and entry.get(key) != value:
            entry[key] = value
        elif not value and key in entry:
            del entry[key]


def write_all(root: Path, about: history.About, every: Sequence[changes.Change]) -> None:
    """Write what is planned. WouldOverwrite, WriteFailed."""
    with ExitStack() as stack:
        stack.enter_context(write.root_made(root))
        stack.enter_context(locking.alone(root))
        home = places.home()
        recovery.recover(root, home)
        stack.enter_context(history.recorded(root, home, about, every))
        stack.enter_context(write.written(root, every))
    usage.current().wrote(files=len(every), lines=0)


def carry_out(root: Path, verb: str, name: str, every: Sequence[changes.Change]) -> None:
    """Write a pack that is planned, and leave no empty folders of it behind."""
    write_all(root, history.About(verb, name), every)
    here = root / packs.FOLDER / name
    for folder in sorted((path for path in here.rglob("*") if path.is_dir() and not path.is_symlink()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for folder in (here, here.parent):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def paths_of(every: Sequence[changes.Change]) -> list[str]:
    """The files that are written or taken away."""
    return [change.file.path for change in every]
