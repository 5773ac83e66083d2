"""The instances of a family as text: found by path patterns, read, and freed of what is the same in whole files.

Line endings, byte order marks, modes and encodings are taken off here and put back by the template's file entries.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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


def find(root: Path, patterns: Sequence[str], *, progress: Callable[[str], None] | None = None) -> list[Instance]:
    """The instances that the first pattern finds, sorted by name, each with the files of the other patterns.

    PatternMatchesTooFew: fewer than two. PathEscapes, FileUnreadable: a file is not text or cannot be read.
    """
    templates = [path_template(p) for p in patterns]
    found = _names(root, templates[0])
    if len(found) < 2:
        what = f"the pattern {patterns[0]!r} matches {'one file' if found else 'no file'}; a family has two or more"
        do = "Widen it, or take a candidate that `jig scan` lists."
        raise errors.PatternMatchesTooFew(what, where=str(root), do=do)
    instances = []
    for name in sorted(found):
        if progress:
            progress(name)
        instances.append(Instance(name, tuple(_text(root, t, name) for t in templates)))
    return instances


def _names(root: Path, template: str) -> list[str]:
    pattern = matching.pattern(template, None)
    if pattern is None:
        return []
    every = [p.relative_to(root).as_posix() for p in _walk(root, paths.jail(root, pattern.folder or "."), template)]
    return list(dict.fromkeys(name for name, _ in matching.names_in(pattern, every) if _is_name(name)))


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


def _text(root: Path, template: str, name: str) -> Text | None:
    pattern = matching.pattern(template, None)
    if pattern is None:
        return None
    relative = "".join(
        t + (names.apply(name, h.styles) if h else "")
        for t, h in zip(pattern.texts, [*pattern.holes, None], strict=True)
    )
    place = root / relative
    if place.is_symlink():
        return Text(relative, str(place.readlink()), link=True)
    place = paths.jail(root, relative)
    return read(place, relative) if place.is_file() else None


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
        executable=bool(status.st_mode & stat.S_IXUSR),
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
