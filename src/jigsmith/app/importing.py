"""Importing: templates of cookiecutter, copier, plop and hygen become templates of a project."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.app import projects, usage
from jigsmith.app.packing import trees
from jigsmith.base import clock, errors
from jigsmith.engines.templates import changes, locking, render, write
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build.importing import finish, notes, tools

KINDS = tuple(tools.READERS)
Remark = notes.Remark
_SHELF = ".jig/templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template that came of it."""

    name: str
    path: str
    """Its folder, from the root."""
    action: str
    """`create`, or `unchanged`: it is there already, just like this."""
    parameters: Sequence[str]
    files: int
    injections: int
    hooks: Sequence[str]
    remarks: Sequence[Remark]

    @property
    def lost(self) -> list[Remark]:
        """What could not be carried over."""
        return [each for each in self.remarks if each.lost]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made."""

    source: str
    kind: str
    root: Path
    dry_run: bool
    templates: Sequence[Template]
    left_out: Sequence[Template] = ()
    """Generators of which nothing could be carried over."""


def run(
    root: Path, source: str, *, name: str | None = None, kind: str | None = None, dry_run: bool = False
) -> Imported:
    """Read the templates at `source` (a folder, a plopfile, or the address of a repository) and write them to the
    templates of the project at `root`; nothing of theirs is run.

    TemplateMissing: none is there, or of several tools; TemplateInvalid, FileUnreadable, GitFailed; WouldOverwrite:
    another template of that name is there.
    """
    with _folder(source) as place:
        found, kind = _read(place, source, name, kind)
    kept: list[notes.Import] = []
    left_out: list[notes.Import] = []
    for into in found:
        (kept if into.files or into.inject else left_out).append(into)
    if not kept:
        said = "; ".join(f"{remark.where}: {remark.what}" for into in left_out for remark in into.remarks[:3])
        raise errors.TemplateInvalid(
            f"nothing of it could be carried over: {said}"[:1000], where=source, do="Name another one."
        )
    _distinct(kept)
    made = [(into, _planned(root, into)) for into in kept]
    every = [change for _, planned in made for change in planned]
    changes.refuse_conflicts(every)
    if not dry_run:
        _write(root, every)
    templates = [_template(into, planned) for into, planned in made]
    return Imported(
        source=source,
        kind=kind,
        root=root,
        dry_run=dry_run,
        templates=templates,
        left_out=[_template(each, []) for each in left_out],
    )


@contextmanager
def _folder(source: str) -> Iterator[Path]:
    """The folder or the file that a source is; a repository is brought into a folder that is removed again."""
    found = trees.address_of(source)
    if found is None:
        place = Path(source)
        if not place.exists():
            raise errors.FileUnreadable(
                "there is no such file or folder", where=source, do="Name one that is there, or a URL."
            )
        yield place
        return
    address, version = found
    with tempfile.TemporaryDirectory(prefix="jig-import-") as folder:
        trees.unpack(trees.from_git(address, version).files, Path(folder))
        yield Path(folder)


def _read(place: Path, source: str, name: str | None, kind: str | None) -> tuple[list[notes.Import], str]:
    if place.is_file():
        if kind not in (None, "plop"):
            raise errors.TemplateMissing(f"a template of {kind} is a folder", where=source, do="Name its folder.")
        root = _above(place)
        return tools.read_file(root, place.resolve().relative_to(root).as_posix(), name or ""), "plop"
    kind = kind or tools.kind_of(place)
    called = name or ("" if kind in ("plop", "hygen") else _named(source, kind))  # generators have names of their own
    return tools.read(place, kind, called, today=clock.now().date()), kind


def _above(place: Path) -> Path:
    """The project that a plopfile belongs to: its paths may lead out of its own folder."""
    here = place.resolve().parent
    found = projects.root_of(here)
    package = next((folder for folder in (here, *here.parents) if (folder / "package.json").is_file()), here)
    return found if package.is_relative_to(found) and found != here else package


def _named(source: str, kind: str) -> str:
    """What a template is called after its source."""
    found = trees.address_of(source)
    stem = re.split(r"[/\\:]", found[0].rstrip("/\\"))[-1] if found else Path(source).resolve().name
    stem = Path(stem).parent.name if stem == ".git" else stem
    stem = re.sub(r"\.git$", "", stem)
    stem = re.sub(rf"^{kind}[-_.]|[-_.]{kind}$", "", stem)
    return notes.template_name(stem)


def _distinct(found: Sequence[notes.Import]) -> None:
    """Give templates that would have one name different ones."""
    taken: set[str] = set()
    for into in found:
        name, number = into.name, 2
        while into.name.casefold() in taken:
            into.name, number = f"{name}-{number}", number + 1
        taken.add(into.name.casefold())


def _planned(root: Path, into: notes.Import) -> list[changes.Change]:
    files = finish.template(into)
    rendered = [render.Rendered(path=f"{_SHELF}/{into.name}/{path}", data=data) for path, data in files.items()]
    there = dict(formats.list_all(root)).get(into.name)
    if there and there.is_relative_to(root) and there != root / _SHELF / into.name:
        do = "Nothing was written. Give another name with --name."
        raise errors.WouldOverwrite(f"there is a template `{into.name}` already", where=str(there), do=do)
    return changes.plan(root, rendered, {})


def _write(root: Path, every: Sequence[changes.Change]) -> None:
    with ExitStack() as stack:
        stack.enter_context(write.root_made(root))
        stack.enter_context(locking.alone(root))
        stack.enter_context(write.written(root, every))
    fresh = [change for change in every if change.action in changes.WRITTEN]
    usage.current().wrote(files=len(fresh), lines=sum((change.file.data or b"").count(b"\n") for change in fresh))


def _template(into: notes.Import, planned: Sequence[changes.Change]) -> Template:
    return Template(
        name=into.name,
        path=f"{_SHELF}/{into.name}",
        action="create" if any(change.action in changes.WRITTEN for change in planned) else "unchanged",
        parameters=["name", *(key for key in into.parameters if key != "name")],
        files=len(into.files),
        injections=len(into.inject),
        hooks=[_hook(command) for command in (*into.before, *into.after)],
        remarks=into.remarks,
    )


def _hook(command: Any) -> str:
    """A hook as one would type it."""
    bare = command["run"] if isinstance(command, dict) else command
    return bare if isinstance(bare, str) else " ".join(bare)
