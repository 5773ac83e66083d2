"""Overlay: the files of a project as they will be, while nothing is written yet."""

import stat
from dataclasses import dataclass, field
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import changes, paths, render

MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class There:
    """What is in a place."""

    data: bytes | None
    """None: it is a symbolic link."""
    link: str | None = None
    mode: int = 0o644


_NOTHING_PUT = There(None)


@dataclass(slots=True)
class Overlay:
    """Reads come from the project unless something was put there."""

    root: Path
    before: dict[str, There | None] = field(default_factory=dict)
    """What was read, by path. None: nothing is there, or a folder."""
    now: dict[str, There | None] = field(default_factory=dict)
    """What was put, by path. None: it was removed."""
    _past: list[tuple[str, There | None]] = field(default_factory=list)

    def get(self, path: str) -> There | None:
        """What is there now. FileUnreadable, PathEscapes."""
        if path in self.now:
            return self.now[path]
        if path not in self.before:
            self.before[path] = read(paths.jail(self.root, path))
        return self.before[path]

    def put(self, path: str, there: There | None) -> None:
        """Let this be there from now on; None: nothing."""
        self.get(path)
        self._past.append((path, self.now.get(path, _NOTHING_PUT)))
        self.now[path] = there

    def mark(self) -> int:
        """Where one is, to go `back_to` there."""
        return len(self._past)

    def back_to(self, mark: int) -> None:
        """Take back what was put since."""
        while len(self._past) > mark:
            path, there = self._past.pop()
            if there is _NOTHING_PUT:
                del self.now[path]
            else:
                self.now[path] = there

    def changes(self) -> list[changes.Change]:
        """What has to be written."""
        found = []
        for path, now in self.now.items():
            was = self.before[path]
            if now != was:
                found.append(_change(path, was, now))
        return found


def _change(path: str, was: There | None, now: There | None) -> changes.Change:
    file = render.Rendered(
        path=path, data=now.data if now else None, link=now.link if now else None, mode=now.mode if now else 0o644
    )
    if was is None:
        return changes.Change(file=file, action="create")
    action: changes.Action = "remove" if now is None else "modify" if was.mode == now.mode else "replace"
    return changes.Change(file=file, action=action, before=was.data, before_link=was.link)


def read(place: Path) -> There | None:
    """What is in a place; None: nothing, or a folder. FileUnreadable."""
    try:
        status = place.lstat()
        if stat.S_ISLNK(status.st_mode):
            return There(None, str(place.readlink()))
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > MAX_BYTES:
            raise errors.FileUnreadable(f"larger than {MAX_BYTES} bytes", where=str(place))
        return There(place.read_bytes(), None, stat.S_IMODE(status.st_mode))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=str(place)) from error
