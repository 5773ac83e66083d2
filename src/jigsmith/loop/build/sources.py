"""The instances of a family as text: found by path patterns, read, and freed of what is the same in whole files.

Line endings, byte order marks, modes and encodings are taken off here and put back by the template's file entries.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import matching, names, paths

MOST_BYTES = 1_000_000  # of one file; a larger one is data, not code
SKIPPED = frozenset((".git", ".jig", "node_modules", ".venv", "__pycache__"))
_HOLE = re.compile(r"\{name(?::([a-z]+))?\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One file of an instance."""

    path: str
    text: str  # line feeds only, unless they are mixed
    crlf: bool = False
    mixed: bool = False  # both kinds of line endings, kept as they are
    bom: bool = False
    encoding: str = "utf-8"
    executable: bool = False
    link: bool = False  # a symbolic link; the text is its target


@dataclass(frozen=True, slots=True)
class Instance:
    """A name, and for each pattern its file, or None."""

    name: str
    texts: tuple[Text | None, ...]

    def raw(self, root: Path) -> dict[str, bytes]:
        """The bytes of each file that is not a link, by path."""
        return {t.path: (root / t.path).read_bytes() for t in self.texts if t and not t.link}


def path_template(pattern: str) -> str:
    """A path pattern (`src/{name:pascal}.tsx`) as the path of a template (`src/{{ name | pascal }}.tsx`).

    PatternMatchesTooFew: it has no `{name}`, or a style that is none.
    """
    cleaned = pattern.removeprefix("./")
    if not _HOLE.search(cleaned):
        do = "Write the part of the path that differs as {name}, such as 'src/{name}/index.ts'."
        raise errors.PatternMatchesTooFew(f"the pattern {pattern!r} has no {{name}} in it", do=do)
    unknown = [m[1] for m in _HOLE.finditer(cleaned) if m[1] and m[1] not in names.STYLES]
    if unknown:
        do = f"The styles are {', '.join(names.STYLES)}."
        raise errors.PatternMatchesTooFew(f"{unknown[0]!r} in {pattern!r} is no style of a name", do=do)
    return _HOLE.sub(lambda m: f"{{{{ name | {m[1]} }}}}" if m[1] and m[1] != "raw" else "{{ name }}", cleaned)


def find(
    root: Path,
    patterns: Sequence[str],
    *,
    among: Collection[str] | None = None,
    progress: Callable[[str], None] | None = None,
    left_out: Callable[[str, str], None] | None = None,
) -> list[Instance]:
    """The instances that the first pattern finds, sorted by name, each with the files of the other patterns.

    `among` are the only paths that may be taken; None: all. `left_out` is told of each instance that no template could
    make, and why: its name cannot be that of a file everywhere, or a symbolic link in it leaves the project.

    PatternMatchesTooFew: fewer than two. PathEscapes: a pattern leaves the project. FileUnreadable: a file is not text
    or cannot be read.
    """
    templates = [path_template(p) for p in patterns]
    instances, refused = [], []
    with _failures_named(root):
        for template in templates:
            _folder(root, template)
        for name, path in sorted(_names(root, templates[0], among).items()):
            if progress:
                progress(name)
            try:
                instances.append(Instance(name, tuple(_text(root, t, name, among) for t in templates)))
            except errors.PathEscapes as error:
                refused.append((path, error.what))
    for path, why in refused:
        if left_out:
            left_out(path, why)
    if len(instances) < 2:
        raise _too_few(root, patterns[0], len(instances), [why for _, why in refused])
    return instances


def _too_few(root: Path, pattern: str, found: int, refused: Sequence[str]) -> errors.PatternMatchesTooFew:
    what = f"the pattern {pattern!r} matches {'one file' if found else 'no file'}; a family has two or more"
    out = f" Left out: {'; '.join(refused[:3])}." if refused else ""
    do = "Widen it, or take a candidate that `jig scan` lists."
    return errors.PatternMatchesTooFew(what + out, where=str(root), do=do)


@contextmanager
def _failures_named(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = str(error.filename or root).removeprefix(f"{root}/")
        do = "Check the permissions, or leave it out of the pattern."
        raise errors.FileUnreadable(f"cannot be read: {error.strerror or error}", where=where, do=do) from error


def _folder(root: Path, template: str) -> Path:
    """The folder in which all paths of a template lie. PathEscapes: it is not below the root."""
    pattern = matching.pattern(template, None)
    folder = pattern.folder if pattern else ""
    return paths.jail(root, f"{folder}/x").parent if folder or template.startswith("/") else root


def _names(root: Path, template: str, among: Collection[str] | None) -> dict[str, str]:
    """Each name with the path that tells it."""
    pattern = matching.pattern(template, None)
    if pattern is None:
        return {}
    every = [p.relative_to(root).as_posix() for p in _walk(root, _folder(root, template), template)]
    allowed = [path for path in every if among is None or path in among]
    found: dict[str, str] = {}
    for name, path in matching.names_in(pattern, allowed):
        if _is_name(name):
            found.setdefault(name, path)
    return found


def _is_name(name: str) -> bool:
    """Whether it can name an instance; `__init__` and the like belong to the language."""
    return bool(names.split(name)) and not name.startswith("__")


def _walk(root: Path, folder: Path, template: str) -> Iterable[Path]:
    depth = template.count("/") - len(folder.relative_to(root).parts)
    level = [folder]
    for _ in range(depth):
        level = [
            d for each in level for d in _entries(each) if d.is_dir() and not d.is_symlink() and d.name not in SKIPPED
        ]
    return [f for each in level for f in _entries(each) if f.is_symlink() or f.is_file()]


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _text(root: Path, template: str, name: str, among: Collection[str] | None) -> Text | None:
    pattern = matching.pattern(template, None)
    if pattern is None:
        return None
    relative = "".join(
        t + (names.apply(name, h.styles) if h else "")
        for t, h in zip(pattern.texts, [*pattern.holes, None], strict=True)
    )
    if among is not None and relative not in among:
        return None
    place = paths.jail(root, relative)
    if place.is_symlink():
        return _link(relative, str(place.readlink()))
    return read(place, relative) if place.is_file() else None


def _link(relative: str, target: str) -> Text:
    try:
        paths.check_link(relative, target)
    except errors.PathEscapes as error:
        what = f"{relative} is a symbolic link to {target!r}, which is absolute or leads out of the project"
        raise errors.PathEscapes(what) from error
    return Text(relative, target, link=True)


def read(place: Path, relative: str) -> Text:
    """One file. FileUnreadable: no permission, too large, or not text."""
    try:
        status = place.stat()
        data = place.read_bytes() if status.st_size <= MOST_BYTES else None
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=relative) from error
    if data is None or b"\0" in data:
        what = "is not text" if data else f"is larger than {MOST_BYTES} bytes"
        raise errors.FileUnreadable(what, where=relative, do="Leave it out of the pattern; a template holds text only.")
    return of_bytes(data, relative, executable=bool(status.st_mode & stat.S_IXUSR))


def of_bytes(data: bytes, relative: str, *, executable: bool = False) -> Text:
    """The text of a file that holds these bytes, which are text."""
    encoding = _encoding(data)
    text = data.decode(encoding)
    crlf = text.count("\r\n")
    mixed = crlf != text.count("\n") and "\r" in text
    return Text(
        relative,
        text.removeprefix("\ufeff") if mixed else text.removeprefix("\ufeff").replace("\r\n", "\n"),
        crlf=bool(crlf) and not mixed,
        mixed=mixed,
        bom=text.startswith("\ufeff"),
        encoding=encoding,
        executable=executable,
    )


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def entry(texts: Sequence[Text], **given: Any) -> formats.File:
    """The file entry of a template for these texts: what most of them are, it is. `given` says the rest of it."""
    if _most(texts, "link"):
        return formats.File(path=given["path"], link=given["content"], when=given["when"])
    if _most(texts, "executable"):
        given["mode"] = "755"
    if _most(texts, "mixed"):
        given["newline"] = "keep"
    elif _most(texts, "crlf"):
        given["newline"] = "crlf"
    encoding = Counter(t.encoding for t in texts).most_common(1)[0][0]
    if encoding != "utf-8":
        given["encoding"] = encoding
    return formats.File(**given, bom=_most(texts, "bom"))


def _most(texts: Sequence[Text], attribute: str) -> bool:
    return bool(2 * sum(getattr(t, attribute) for t in texts) > len(texts))
