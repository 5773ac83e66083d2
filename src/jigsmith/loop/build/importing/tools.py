"""Tools: which ones are read, and which one a folder is for."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from jigsmith.base import errors
from jigsmith.loop.build.importing import cookiecutter, copier, hygen, notes, plop

Reader = Callable[..., list[notes.Import]]
READERS: Mapping[str, tuple[Callable[[Path], bool], Reader]] = MappingProxyType(
    {
        "cookiecutter": (cookiecutter.is_here, cookiecutter.imported),
        "copier": (copier.is_here, copier.imported),
        "plop": (plop.is_here, plop.imported),
        "hygen": (hygen.is_here, hygen.imported),
    }
)
_LOOKS = "cookiecutter.json, copier.yml, plopfile.js and _templates/GENERATOR/ACTION"


def kind_of(root: Path) -> str:
    """The tool that a folder holds templates of. TemplateMissing: of none, or of several."""
    found = [kind for kind, (is_here, _) in READERS.items() if is_here(root)]
    if len(found) == 1:
        return found[0]
    if found:
        do = f"Say which with --kind: {', '.join(found)}."
        raise errors.TemplateMissing(f"it holds templates of {' and '.join(found)}", where=str(root), do=do)
    raise errors.TemplateMissing(
        "it holds no template of a tool that is known", where=str(root), do=f"Name the folder that has one of {_LOOKS}."
    )


def read(root: Path, kind: str, name: str, *, today: date) -> list[notes.Import]:
    """The templates of a tool in a folder. TemplateMissing, TemplateInvalid, FileUnreadable."""
    is_here, reader = READERS[kind]
    if not is_here(root):
        raise errors.TemplateMissing(
            f"there is no template of {kind}", where=str(root), do="Name another folder, or kind."
        )
    return reader(root, name, today=today)


def read_file(root: Path, path: str, name: str) -> list[notes.Import]:
    """The generators of the plopfile at `path` below `root`, by whatever name. TemplateInvalid, FileUnreadable."""
    return plop.read(root, path, name)
