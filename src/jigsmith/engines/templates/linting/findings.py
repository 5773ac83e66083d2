"""Findings: what is said about a template, with file and line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from jigsmith.engines.templates import records, render

Severity = Literal["error", "warning", "info"]
Kind = Literal[
    "syntax", "undeclared", "field", "unused", "filter", "test", "function", "delimiters", "choice", "unreachable",
    "no-list", "collision", "shared-path", "example", "pattern", "id", "shell",
]  # fmt: skip
ORDER: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or may be."""

    severity: Severity
    """`error`: it fails, or makes what nobody means; `warning`: it may; `info`: it could be better."""
    kind: Kind
    file: str
    line: int
    what: str
    do: str


@dataclass(slots=True)
class Report:
    """Gathers findings about one template; each is said once."""

    template: records.Template
    is_base: bool = False
    """Whether it is there for others to extend or include, so that they may have what it lacks."""
    is_partial: bool = False
    """Whether a text does not parse, so that nobody can tell what it uses."""
    found: dict[Finding, None] = field(default_factory=dict)

    def is_own(self, place: records.Place) -> bool:
        """Whether a part is written in the template itself, not in one that it extends or includes."""
        return not isinstance(self.template, records.Loaded) or self.template.home(place)[0] is self.template

    def add(
        self,
        what: tuple[Severity, Kind, str],
        place: records.Place,
        *,
        line: int = 1,
        do: str,
    ) -> None:
        """Add a finding about the text at a place of the template; `line` is that of the text, from 1."""
        severity, kind, said = what
        where = render.where_of(self.template, place)
        at = where.first + line - 1
        self.found[Finding(severity=severity, kind=kind, file=where.file, line=at, what=said, do=do)] = None

    def sorted(self) -> list[Finding]:
        """All findings, errors first, then by file and line."""
        return in_order(self.found)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Findings, each once, errors first, then by file and line."""
    return sorted(dict.fromkeys(found), key=lambda each: (ORDER.index(each.severity), each.file, each.line, each.what))
