"""The file of a copier template: several documents are one, and one may include others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import documents
from jigsmith.loop.build.importing import sources

FILES = ("copier.yml", "copier.yaml")
MAX_INCLUDES = 50
_JOINED = frozenset({"_exclude", "_skip_if_exists", "_jinja_extensions", "_tasks"})
"""Keys of which the lists of several documents are one."""
_INCLUDE = re.compile(r"\s*!include\s+['\"]?([^'\"\s]+)['\"]?\s*")


@dataclass(slots=True)
class Config:
    """All keys of the file, with their places."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[documents.Place, str] = field(default_factory=dict)

    def value(self, key: str) -> Any:
        """What a key holds; None: it is not there."""
        return self.values.get(key)

    def where(self, *place: str | int) -> str:
        """File and line of a key."""
        while place and place not in self.places:
            place = place[:-1]
        return self.places.get(place, FILES[0])

    @property
    def questions(self) -> Mapping[str, Any]:
        """What is asked for."""
        return {key: value for key, value in self.values.items() if not key.startswith("_")}


def read(root: Path) -> Config:
    """The file of the template in `root`. TemplateInvalid, FileUnreadable."""
    config = Config()
    name = next(name for name in FILES if (root / name).is_file())
    _read(root, name, config, [0])
    return config


def _read(root: Path, path: str, config: Config, count: list[int]) -> None:
    count[0] += 1
    if count[0] > MAX_INCLUDES:
        raise errors.TemplateInvalid(f"more than {MAX_INCLUDES} files include one another", where=str(root / path))
    line = 0
    for part in re.split(r"^---[ \t]*(?:#.*)?$", sources.text_of(root, path), flags=re.MULTILINE):
        bare = "\n".join(each for each in part.splitlines() if not each.strip().startswith("#")).strip()
        found = _INCLUDE.fullmatch(bare)
        for other in _named(root, found[1]) if found else ():
            _read(root, other, config, count)
        if bare and not found:
            _document(root / path, path, "\n" * line + part, config)
        line += part.count("\n")


def _named(root: Path, pattern: str) -> list[str]:
    """The files below the root that a pattern names."""
    found = [
        sources.inside(root, other.relative_to(root).as_posix()) for other in sorted(root.glob(pattern.lstrip("/")))
    ]
    return [path for path in found if path]


def _document(origin: Path, path: str, text: str, config: Config) -> None:
    raw, lines = documents.read(text, origin=str(origin))
    if not isinstance(raw, dict):
        raise errors.TemplateInvalid(
            "not a mapping of questions and settings", where=str(origin), do="Correct it there."
        )
    for key, value in raw.items():
        before = config.values.get(key)
        joined = key in _JOINED and isinstance(value, list) and isinstance(before, list)
        config.values[key] = [*before, *value] if joined and before else value
    config.places |= {place: f"{path}:{line}" for place, line in lines.items()}
