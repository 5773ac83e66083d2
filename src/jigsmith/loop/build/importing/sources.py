"""Sources: the files of a template of another tool, read without following what leads out of its folder."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, records
from jigsmith.loop.build.importing import notes

MAX_BYTES = 2_000_000
"""Of one file."""
MAX_FILES = 5_000
_LEFT_OUT = frozenset({".git", "node_modules", "__pycache__", ".venv", ".DS_Store"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file."""

    path: str
    """From the folder, with `/`."""
    data: bytes
    mode: int = 0o644
    link: str | None = None
    """The target, where it is a symbolic link."""

    @property
    def text(self) -> str | None:
        """What is in it; None: it is no text."""
        try:
            found = self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        return None if "\0" in found else found


_KINDS = {
    b"\x89PNG": "PNG image", b"\xff\xd8\xff": "JPEG image", b"GIF8": "GIF image", b"RIFF": "WebP, WAV or AVI",
    b"\0\0\1\0": "icon", b"%PDF": "PDF", b"PK\3\4": "ZIP or JAR archive", b"\x1f\x8b": "gzip archive",
    b"wOFF": "WOFF font", b"wOF2": "WOFF2 font", b"\0\1\0\0": "TrueType font", b"OTTO": "OpenType font",
    b"SQLite format 3": "SQLite database", b"\x7fELF": "program", b"MZ": "program", b"\xca\xfe\xba\xbe": "Java class",
}  # fmt: skip


def no_text(source: Source) -> str:
    """Why a file that is no text is left out: what it is, by how it begins."""
    if source.data == b"\0":
        return f"larger than {MAX_BYTES} bytes, or no plain file; it is left out"
    kind = next((word for sign, word in _KINDS.items() if source.data.startswith(sign)), "binary, or not UTF-8")
    what = f"no text ({kind}, {len(source.data)} bytes): a template holds text only"
    return f"{what}; it is left out, copy it by hand"


def walk(root: Path, below: str = "") -> Iterator[Source]:
    """All files of a folder below `root`, sorted by path. TemplateInvalid: there are too many; FileUnreadable."""
    start = root / below
    count = 0
    for folder, folders, names in os.walk(start, followlinks=False):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT and name not in links)
        for name in sorted([*names, *links]):
            if name in _LEFT_OUT:
                continue
            count += 1
            if count > MAX_FILES:
                raise errors.TemplateInvalid(f"more than {MAX_FILES} files", where=str(start))
            yield read(root, (Path(folder) / name).relative_to(root).as_posix())


def behind(root: Path, source: Source) -> list[Source] | None:
    """What a link stands for: the file, or all files of the folder, by the names they have through the link; None: it
    leads out of `root`, or to nothing.
    """
    folder = source.path.rpartition("/")[0]
    target = os.path.normpath(f"{folder}/{source.link}" if folder else str(source.link)).replace(os.sep, "/")
    if file := inside(root, target):
        return [replace(read(root, file), path=source.path)]
    if not (below := folder_inside(root, target)) or source.path.startswith(f"{below}/"):
        return None
    found = [each for each in walk(root, below) if each.link is None]
    return [replace(each, path=source.path + each.path[len(below) :]) for each in found]


def read(root: Path, path: str) -> Source:
    """One file. FileUnreadable: it cannot be read, or is larger than a template may be."""
    place = root / path
    try:
        status = place.lstat()
        if stat.S_ISLNK(status.st_mode):
            return Source(path=path, data=b"", link=os.readlink(place))  # noqa: PTH115 - the text, not a path
        if not stat.S_ISREG(status.st_mode):
            return Source(path=path, data=b"\0")
        data = place.read_bytes() if status.st_size <= MAX_BYTES else b"\0"
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=str(place)) from error
    return Source(path=path, data=data, mode=0o755 if status.st_mode & 0o100 else 0o644)


def text_of(root: Path, path: str) -> str:
    """The text of a file that must be there. FileUnreadable."""
    text = read(root, path).text
    if text is None:
        raise errors.FileUnreadable("not UTF-8 text", where=str(root / path))
    return text


def inside(root: Path, path: str) -> str | None:
    """`path`, seen from `root`, with `.` and `..` worked out; None: it leads out, or there is no such file."""
    found = os.path.normpath(path).replace(os.sep, "/")
    if found.startswith(("..", "/")) or not (root / found).is_file():
        return None
    real = (root / found).resolve()
    return found if real.is_relative_to(root.resolve()) else None


_MARKS = (("<<", ">>"), ("[[", "]]"), ("<@", "@>"), ("((", "))"), ("@@", "@@"), ("\u00ab", "\u00bb"))


def verbatim(text: str, given: records.Delimiters | None = None) -> dict[str, object]:
    """What makes a file say all that is in it as it stands: delimiters that are not in it, if the usual ones are."""
    if not expressions.has_tags(text, given):
        return {}
    marks = next(
        (
            pair
            for pair in _MARKS
            if pair[0] + "=" not in text and pair[0] + "%" not in text and pair[0] + "#" not in text
        ),
        None,
    )
    if marks is None:
        return {}
    start, end = marks
    return {
        "delimiters": {
            "variable": [f"{start}=", end],
            "block": [f"{start}%", f"%{end}"],
            "comment": [f"{start}#", f"#{end}"],
        }
    }


def folder_inside(root: Path, path: str) -> str | None:
    """A folder below `root`, as its files are named; None: it leads out, or there is none."""
    found = os.path.normpath(path or ".").replace(os.sep, "/")
    if (
        found.startswith(("..", "/"))
        or not (root / found).is_dir()
        or not (root / found).resolve().is_relative_to(root.resolve())
    ):
        return None
    return "" if found == "." else found


def add(into: notes.Import, entry: dict[str, object], text: str, *, source: Source) -> None:
    """Put a file into the import: its text beside the template, by a name that every system takes."""
    named = re.sub(
        r"[{<]+[%#=-]*.*?[%#-]*[}>]+", lambda m: "_".join(re.findall(r"\w+", m.group())[:4]), str(entry["path"])
    )
    plain = "/".join(
        re.sub(r"[^\w.@+ -]+", "_", part).strip(" .") or "_" if part.strip(".") else "_" for part in named.split("/")
    )
    plain = re.sub(r"(^|/)\.+(?=/|$)", r"\1_", plain)
    dotted = "/".join(
        ("." if part.startswith(".") else "") + new.lstrip(".")
        for part, new in zip(named.split("/"), plain.split("/"), strict=True)
    )
    place = _free(into, f"files/{dotted}"[:200])
    into.sources[place] = text.encode()
    entry["source"] = place
    if source.mode != 0o644:
        entry["mode"] = "755"
    if any(each["path"] == entry["path"] for each in into.files):
        entry.setdefault("id", re.sub(r"\W+", "-", source.path).strip("-")[:100])
    into.files.append(entry)


def _free(into: notes.Import, place: str) -> str:
    folded = {each.casefold() for each in into.sources}
    if place.casefold() not in folded:
        return place
    stem, dot, ending = place.rpartition(".")
    return next(
        new
        for n in range(2, 10_000)
        if (new := f"{stem or ending}-{n}{dot}{ending if stem else ''}").casefold() not in folded
    )
