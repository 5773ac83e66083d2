"""Sandbox: a project in a temporary folder, with templates on its shelf and a home of its own, in which to try them."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app import generate, usage
from jigsmith.app.generating import hooks
from jigsmith.base import errors, places
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import packs, paths

Fill = Callable[[Path], None]
"""Puts templates into the folder that it is given."""
SHELF = f"{places.FOLDER}/templates"
_PREFIX = "jig-try-"
ASIDE = ("tests", "versions")
"""What lies beside a template and is no part of it."""
Content = tuple[bytes, bool] | str
"""Of a file: its bytes, and whether it can be executed; of a link: its target."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A temporary project."""

    root: Path
    home: Path

    def put(self, fill: Fill) -> None:
        """Put other templates on the shelf, in the place of those that are there."""
        shutil.rmtree(self.root / SHELF, ignore_errors=True)
        (self.root / SHELF).mkdir(parents=True)
        fill(self.root / SHELF)

    def make(self, template: str, name: str, params: Mapping[str, object], *, trusted: bool) -> generate.Prepared:
        """Generate an instance, all checks of the template included. Raises what generating raises."""
        self.consent(template, trusted=trusted)
        prepared = generate.prepare(self.root, template, name, params=params)
        generate.check(prepared)
        generate.apply(prepared)
        return prepared

    def consent(self, template: str, *, trusted: bool) -> None:
        """Let the commands of a template run here, if they may run in the project that it is of."""
        if trusted:
            hooks.trust(self.root, formats.load(formats.find(self.root, template)), self.home)

    def files(self) -> dict[str, Content]:
        """All files by path, but for the templates."""
        shelf = self.root / SHELF
        found: dict[str, Content] = {}
        for folder, folders, names in os.walk(self.root):
            here = Path(folder)
            folders[:] = [name for name in folders if here / name != shelf]
            for name in [*names, *(each for each in folders if (here / each).is_symlink())]:
                found[(here / name).relative_to(self.root).as_posix()] = content(here / name)
        return found

    def product(self) -> dict[str, Content]:
        """All files by path, but for what is jigsmith's own."""
        return {path: each for path, each in self.files().items() if not path.startswith(f"{places.FOLDER}/")}


def content(place: Path) -> Content:
    """What is in a file, or where a link leads."""
    if place.is_symlink():
        return os.readlink(place)  # noqa: PTH115 - the text of the link as it is
    return place.read_bytes(), bool(place.stat().st_mode & 0o100)


@contextmanager
def project(files: Mapping[str, str], fill: Fill) -> Iterator[Sandbox]:
    """A temporary project with these files and templates. What is done in the block is recorded nowhere, and is gone
    afterwards.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        root, home = Path(folder) / "project", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        for path, text in files.items():
            place = paths.jail(root, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        box = Sandbox(root, home)
        box.put(fill)
        with _own_home(home):
            yield box


@contextmanager
def _own_home(home: Path) -> Iterator[None]:
    """JIG_HOME is `home`, and no use is recorded."""
    before = os.environ.get("JIG_HOME")
    token = usage.current_run.set(None)
    os.environ["JIG_HOME"] = str(home)
    try:
        yield
    finally:
        usage.current_run.reset(token)
        if before is None:
            del os.environ["JIG_HOME"]
        else:
            os.environ["JIG_HOME"] = before


def told(text: str, template: formats.Loaded) -> str:
    """What was said in a sandbox with the template where it is, and other files from the root of the project."""
    shelf = str(shelf_of(template))
    text = re.sub(rf"/\S*?{_PREFIX}\w+/project/{re.escape(SHELF)}", lambda _: shelf, text)
    return re.sub(rf"/\S*?{_PREFIX}\w+/project/?", "", text)


def shelf_of(template: formats.Loaded) -> Path:
    """The folder in which a template lies beside those that it may extend."""
    home = template.origin.parent
    return home.parent if template.origin.stem == "template" else home


def shelved(template: formats.Loaded) -> Fill:
    """Puts a template and its neighbours on a shelf; those that come with jigsmith are found without."""

    def fill(shelf: Path) -> None:
        if not formats.is_shipped(template):
            copy(shelf_of(template), shelf)

    return fill


def copy(source: Path, to: Path) -> None:
    """Copy a shelf: its templates, without what lies beside them. FileUnreadable."""

    def aside(folder: str, names: list[str]) -> list[str]:
        here = Path(folder)
        if here == source:  # it may be a folder in which a project keeps other things as well
            return [name for name in names if not _holds_templates(here / name)]
        return [name for name in names if name in ASIDE] if here.parent == source else []

    try:
        shutil.copytree(source, to, symlinks=True, ignore=aside, dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        raise errors.FileUnreadable(f"cannot be copied: {error}", where=str(source)) from error


def _holds_templates(place: Path) -> bool:
    """Whether a file on a shelf is a template, or a folder has one in it."""
    if not place.is_dir():
        return place.suffix in packs.SUFFIXES
    return any(each.suffix in packs.SUFFIXES for each in place.iterdir()) or any(place.glob("*/template.*"))
