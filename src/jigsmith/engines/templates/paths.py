"""The jail: a path from a template or a parameter is turned into a place below the root, or refused.

Refused are `..`, absolute paths, drives, anything through a symbolic link, and names that some system treats as
something else (`NUL`, `a.`, `a:b`), since what is generated here is checked out elsewhere.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from jigsmith.base import errors

MAX_PART = 255
MAX_PATH = 1_000
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff]')


def jail(root: Path, relative: str) -> Path:
    """The place of `relative` below `root`; PathEscapes if it could be anywhere else, or is no portable path.

    What is in that place may itself be a link: it is for the caller not to follow it.
    """
    parts = checked(relative)
    here = root
    for part in parts[:-1]:
        here = here / part
        _no_link(here, relative)
    return here / parts[-1]


def refuse_records(relative: str) -> None:
    """PathEscapes if a template would write what jigsmith itself keeps of a project."""
    parts = [_folded(part) for part in relative.split("/")]
    if parts[:2] == [".jig", "instances"] or parts == [".jig"]:
        raise _refused(relative, "there jigsmith keeps what was generated")


def jail_file(root: Path, relative: str) -> Path:
    """`jail` for a file that is read: it may not be a symbolic link itself."""
    place = jail(root, relative)
    if place.is_symlink():
        raise _refused(relative, "it is a symbolic link")
    return place


@lru_cache(maxsize=20_000)
def checked(relative: str) -> tuple[str, ...]:
    """The parts of a relative path with `/` between them; PathEscapes if a part is not a plain, portable name."""
    if not relative:
        raise _refused(relative, "it is empty")
    if len(relative) > MAX_PATH:
        raise _refused(relative, f"it is longer than {MAX_PATH} characters")
    if relative.startswith("/") or re.match("[A-Za-z]:", relative):
        raise _refused(relative, "it is absolute")
    parts = relative.split("/")
    for part in parts:
        _check_part(part, relative)
    if any(_folded(part) in (".git", "git~1") for part in parts):
        raise _refused(relative, "it lies in git's own folder")
    return tuple(parts)


def _check_part(part: str, relative: str) -> None:
    if part in ("", ".", ".."):
        raise _refused(relative, "it leaves the project" if part == ".." else "a part of it is empty or `.`")
    found = _FORBIDDEN.search(part)
    if found:
        raise _refused(relative, f"{found.group()!r} cannot be in the name of a file")
    if part[-1] in " ." or part[0] == " ":
        raise _refused(relative, "a part of it begins or ends with a space, or ends with a dot")
    if _DEVICE.fullmatch(part):
        raise _refused(relative, f"{part!r} is a device on some systems")
    try:
        size = len(part.encode())
    except UnicodeEncodeError as error:
        raise _refused(relative, "it is not valid Unicode") from error
    if size > MAX_PART:
        raise _refused(relative, f"a part of it is longer than {MAX_PART} bytes")
    if _folded(part) in ("..", "."):
        raise _refused(relative, "it leaves the project")


def _folded(part: str) -> str:
    """What file systems that fold case, Unicode forms or ignorable characters make of a name."""
    if part.isascii():
        return part.lower().rstrip(" .") or "."
    text = unicodedata.normalize("NFKC", part).casefold()
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", text).rstrip(" .") or "."


def check_link(relative: str, target: str) -> None:
    """PathEscapes unless a symbolic link at `relative` that holds `target` points to a place below the root."""
    if not target or target.startswith("/") or len(target) > MAX_PATH:
        raise _refused(target, "a link has a relative target")
    depth = relative.count("/")
    for part in target.split("/"):
        depth += -1 if part == ".." else 0 if part == "." else 1
        if depth < 0:
            raise _refused(target, "the link leaves the project")
        if part not in (".", ".."):
            _check_part(part, target)


def _no_link(folder: Path, relative: str) -> None:
    try:
        mode = os.lstat(folder).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return  # what is not there leads nowhere; a file in the way is a conflict
    except (OSError, ValueError) as error:
        raise _refused(relative, f"{folder.name!r} cannot be looked at") from error
    if stat.S_ISLNK(mode):
        raise _refused(relative, f"{folder.name!r} is a symbolic link")


def _refused(relative: str, why: str) -> errors.PathEscapes:
    shown = relative if len(relative) <= 120 else f"{relative[:100]}..."
    return errors.PathEscapes(
        f"the path {shown!r} is refused: {why}", do="Correct the parameter or the template. Nothing was written."
    )


def distinct(relatives: Iterable[str]) -> None:
    """TemplateInvalid if two paths are one, would be on a system that folds case, or one is the folder of another."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for relative in relatives:
        parts = [_folded(part) for part in relative.split("/")]
        key = "/".join(parts)
        other = seen.get(key) or folders.get(key)
        above = ["/".join(parts[:i]) for i in range(1, len(parts))]
        other = other or next((seen[folder] for folder in above if folder in seen), None)
        if other is not None:
            raise errors.TemplateInvalid(
                f"two files of one template fall on the same place: {other!r} and {relative!r}",
                do="Give them different paths, or a `when` that excludes one.",
            )
        seen[key] = relative
        folders.update(dict.fromkeys(above, relative))
