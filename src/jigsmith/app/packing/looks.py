"""Looking at packs before they are added: what can be used, what wants to run commands, and what git leaves out."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.git import command
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import packs, paths

Files = Mapping[str, tuple[bytes, bool]]


def looked_at(root: Path, name: str, files: Files) -> tuple[list[str], list[str]]:
    """Which templates want to run commands, and what is to be known about others. TemplateInvalid: none can be used."""
    hooks, notes, broken = [], [], []
    own = dict(formats.list_all(root))
    with tempfile.TemporaryDirectory(prefix="jig-pack-") as folder:
        unpack(files, Path(folder))
        for stem in packs.template_names(files):
            try:
                loaded = formats.load(formats.on(Path(folder) / "templates", stem))
            except errors.JigError as error:
                broken.append(str(error).replace(folder, name))
                continue
            if loaded.hooks.before or loaded.hooks.after:
                hooks.append(loaded.name)
            there = own.get(loaded.name)
            if there and packs.pack_of(root, there) != name:
                notes.append(f"{loaded.name} is hidden by the template of that name in {_shown(root, there)}")
    if broken and len(broken) == len(packs.template_names(files)):
        raise errors.TemplateInvalid(broken[0], where=name, do="Ask its authors; nothing was written.")
    return hooks, [*notes, *(f"cannot be used: {each}" for each in broken)]


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else "what comes with jigsmith"


def unpack(files: Files, folder: Path) -> None:
    """Write the files of a pack into a folder that is thrown away later."""
    for path, (data, executable) in files.items():
        place = folder.joinpath(*paths.checked(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(0o755 if executable else 0o644)


def ignored(root: Path, written: Sequence[str]) -> list[str]:
    """Files that git would not commit, so that colleagues lack them and the digest does not hold for them."""
    if not written or not (root / ".git").exists():
        return []
    found = command.ignored(root, written)
    return [f"git ignores {path}: commit it with `git add -f`" for path in found]
