"""Sources: what can be read, where it lies, and what of it is looked at."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jigsmith.engines.git import subjects
from jigsmith.loop.observe import records as observe
from jigsmith.loop.observe.habits import atuin, bash, claude, fish, git, zsh
from jigsmith.loop.observe.habits.tally import Tally

NAMES = ("bash", "zsh", "fish", "atuin", "claude", "git")
KINDS = {"claude": "transcript", "git": "git"}  # the others are shells
READ = {
    "claude": "your prompts to Claude Code, and the commands it ran",
    "git": "the subjects of the commits of the repository",
}
Read = Callable[[Path, Tally], Iterator[observe.Typed | observe.Said]]
_READERS: dict[str, Read] = {
    "bash": bash.read,
    "zsh": zsh.read,
    "fish": fish.read,
    "atuin": atuin.read,
    "claude": claude.read,
    "git": lambda root, tally: git.read(subjects.subjects(root), tally),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be read."""

    name: str
    place: Path

    @property
    def kind(self) -> str:
        """Return shell, transcript or git."""
        return KINDS.get(self.name, "shell")

    @property
    def reads(self) -> str:
        """Return what of it is looked at."""
        return READ.get(self.name, f"the commands in the history of {self.name}")

    def read(self, tally: Tally) -> Iterator[observe.Typed | observe.Said]:
        """Yield what is in it. Raises FileUnreadable, GitFailed."""
        return _READERS[self.name](self.place, tally)


def here(root: Path, *, home: Path, environment: Mapping[str, str]) -> list[Source]:
    """Return the sources that are there; `home`: of the user. Nothing is opened."""
    return [Source(name, place) for name, place in _places(root, home, environment) if os.path.lexists(place)]


def _places(root: Path, home: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    yield "bash", home / ".bash_history"
    zsh_home = Path(environment.get("ZDOTDIR") or home)
    names = (zsh_home / ".zsh_history", home / ".zsh_history", zsh_home / ".histfile", home / ".histfile")
    yield "zsh", next((place for place in names if place.is_file()), names[0])
    yield "fish", data / "fish/fish_history"
    yield "atuin", data / "atuin/history.db"
    yield "claude", Path(environment.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "projects"
    if (root / ".git").exists():
        yield "git", root
