"""Injecting: what a template puts into files that are there, worked out beside the files that it makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jigsmith.app.records import bases, overlay
from jigsmith.base import errors
from jigsmith.engines.templates import changes, compose, expressions, paths, records, render
from jigsmith.engines.templates import format as formats

if TYPE_CHECKING:
    from jigsmith.engines.templates.inject import apply
    from jigsmith.engines.trees import places


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One injection with its expressions filled in."""

    id: str
    path: str
    text: str
    part: records.Injection
    place: Mapping[str, Any]
    """The place, as keywords of the engine's own record."""

    def rendered(self) -> "apply.Injection":
        """The wish as the engine takes it."""
        from jigsmith.engines.templates.inject import apply  # noqa: PLC0415 - start-up time: few templates inject

        return apply.Injection(id=self.id, path=self.path, text=self.text, **self.place)


@dataclass(slots=True)
class Sheet:
    """The files as they will be, while one injection after the other is put in."""

    files: list[render.Rendered]
    """Those that the template makes."""
    others: overlay.Overlay
    put: list[bases.Put] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """What was left out because its file or its place is not there, in words."""

    def text(self, path: str) -> str | None:
        """What is in the file at this point; None: there is none."""
        own = self.own(path)
        there = self.others.get(path) if own is None else None
        if there is not None and there.link is not None:
            paths.jail_file(self.others.root, path)  # says that it is a link
        data = self.files[own].data if own is not None else there.data if there else None
        return None if data is None else _decoded(data, path)

    def own(self, path: str) -> int | None:
        """The number of the file of the template that has this path."""
        return next((number for number, file in enumerate(self.files) if file.path == path), None)

    def set(self, path: str, text: str) -> None:
        """Let the file be this from now on."""
        own, there = self.own(path), self.others.get(path)
        if own is not None:
            self.files[own] = replace(self.files[own], data=text.encode())
        elif there is not None:
            self.others.put(path, replace(there, data=text.encode()))

    def changes(self) -> list[changes.Change]:
        """What becomes of the files of others; those in which all is there already are named as unchanged."""
        differing = {change.file.path: change for change in self.others.changes()}
        touched = {
            path: there for path, there in self.others.now.items() if there is not None and there.data is not None
        }
        return [
            differing.get(path) or changes.modified(path, there.data or b"", there.data or b"")
            for path, there in touched.items()
        ]


def inject(
    root: Path, template: formats.Loaded, values: Mapping[str, Any], files: Sequence[render.Rendered],
    *, before: bases.Base | None,
) -> Sheet:  # fmt: skip
    """Put all injections of a template into its files and those of the project at `root`. What was put in `before` is
    replaced, or taken out where it is wanted no more. InjectFailed, TemplateInvalid, PathEscapes.
    """
    sheet = Sheet(list(files), overlay.Overlay(root))
    known = {put.id: put for put in before.put} if before else {}
    if not template.inject and not known:
        return sheet
    wishes = list(wished(template, values))
    for wish in wishes:
        old = known.pop(wish.id, None)
        one(sheet, wish, old if old and old.path == wish.path else None)
    for gone in known.values():
        take_out(sheet, gone)
    return sheet


def hashes(template: records.Template, values: Mapping[str, Any]) -> dict[str, str]:
    """The hash of all that is put into files, by `path#id`."""
    return {f"{wish.path}#{wish.id}": changes.sha(wish.text.encode()) for wish in wished(template, values)}


def wished(template: records.Template, values: Mapping[str, Any]) -> Iterator[Wish]:
    """All injections that are wanted for these values. TemplateInvalid: they are too many."""
    count = total = 0
    for index, part in enumerate(template.inject):
        place: records.Place = ("inject", index)
        for item, scope in render.scopes(template, part, place, values):
            count += 1
            if count > render.MAX_RENDERED:
                raise errors.TemplateInvalid(f"puts in more than {render.MAX_RENDERED} texts", where=template.where)
            if not render.wanted(template, part, place, scope):
                continue
            wish = _wish(template, index, scope, item)
            total += len(wish.text)
            if total > render.MAX_TOTAL:
                raise errors.TemplateInvalid(f"puts in more than {render.MAX_TOTAL} bytes", where=template.where)
            yield wish


def _wish(template: records.Template, index: int, scope: Mapping[str, Any], item: str) -> Wish:
    part = template.inject[index]

    def filled(text: str, key: str, marks: records.Delimiters | None = template.delimiters) -> str:
        return expressions.render(text, scope, marks, where=render.where_of(template, ("inject", index, key)))

    path = filled(part.path, "path")
    paths.checked(path)
    paths.refuse_records(path)
    known = compose.identity(part)
    at: dict[str, Any] = {key: filled(text, key) for key in _TEXTS if (text := getattr(part, key)) is not None}
    if part.sorted:
        at["sorted"] = (filled(part.sorted.after, "sorted"), filled(part.sorted.before, "sorted"))
    return Wish(
        id=f"{known}[{item}]" if part.each else known,
        path=path,
        text=filled(part.content, "content", part.delimiters or template.delimiters),
        part=part,
        place={**at, "imports": part.imports, "at": part.at},
    )


_TEXTS = ("mark", "registry", "key", "query")


def one(sheet: Sheet, wish: Wish, old: bases.Put | None) -> None:
    """Put one thing in, in the place of what it was before."""
    from jigsmith.engines.templates.inject import apply, shapes  # noqa: PLC0415 - start-up time: few templates inject

    try:
        source = _there(sheet, wish)
        done = replaced(source, wish, old) or apply.inject(source, wish.rendered(), trees=_trees())
    except shapes.PlaceMissing as error:
        if wish.part.missing == "error":
            raise
        sheet.skipped.append(f"{wish.path}: {error.what}")
        return
    sheet.set(wish.path, done.text)
    if sheet.own(wish.path) is None:
        sheet.put.append(kept(wish, done.added or (old.added if old else "")))


def _there(sheet: Sheet, wish: Wish) -> str:
    """What is in the file. PlaceMissing: there is none."""
    from jigsmith.engines.templates.inject import shapes  # noqa: PLC0415 - start-up time: few templates inject

    source = sheet.text(wish.path)
    if source is None:
        raise shapes.PlaceMissing(f"the file is not there, into which {wish.part.place} belongs", where=wish.path)
    return source


def kept(wish: Wish, added: str) -> bases.Put:
    """What is kept of an injection for the next update."""
    return bases.Put(id=wish.id, path=wish.path, text=wish.text, place=dict(wish.place), added=added)


def replaced(source: str, wish: Wish, old: bases.Put | None) -> "apply.Injected | None":
    """The file with the new text in the place of the old; None: there was none, it is not there as it was, or its place
    is gone.
    """
    from jigsmith.engines.templates.inject import apply, shapes  # noqa: PLC0415 - start-up time: few templates inject

    if old is None or not old.added or old.text == wish.text:
        return None
    try:
        return apply.replace(source, wish.rendered(), old.added, old=injection(old), trees=_trees())
    except shapes.PlaceMissing:
        return None


def take_out(sheet: Sheet, gone: bases.Put) -> bool:
    """Take out what was put in; whether it was still there as it was."""
    source = sheet.text(gone.path)
    left = None if source is None else without(source, gone)
    if left is not None:
        sheet.set(gone.path, left)
    return left is not None


def without(source: str, put: bases.Put) -> str | None:
    """A file without what was put in; None: it is not there as it was."""
    from jigsmith.engines.templates.inject import apply  # noqa: PLC0415 - start-up time: few templates inject

    return apply.remove(source, injection(put), put.added, trees=_trees())


def shown(put: bases.Put) -> str:
    """What stands in the file of what was put in."""
    from jigsmith.engines.templates.inject import apply  # noqa: PLC0415 - start-up time: few templates inject

    return apply.shown(put.added) if put.added else put.text


def injection(put: bases.Put) -> "apply.Injection":
    """What was put in, as the engine takes it."""
    from jigsmith.engines.templates.inject import apply  # noqa: PLC0415 - start-up time: few templates inject

    place: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in put.place.items()
    }
    return apply.Injection(id=put.id, path=put.path, text=put.text, **place)


def _trees() -> "places.Trees":
    """Where the engine gets syntax trees from, if it needs any."""
    from jigsmith.engines.trees import places  # noqa: PLC0415 - start-up time: few templates inject

    return places.Trees()


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise errors.FileUnreadable("not UTF-8 text, so nothing can be put into it", where=path) from error
