"""What the tests of linting share: a template in a file, and what is found in it."""

from pathlib import Path

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates.linting import check, findings


def found(folder: Path, text: str, files: dict[str, str] | None = None) -> list[findings.Finding]:
    """All findings about a template that is written into `folder`."""
    home = folder / "sample"
    for path, content in {"template.yaml": text, **(files or {})}.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(content)
    return check.lint(formats.load(home))


def kinds(folder: Path, text: str, files: dict[str, str] | None = None) -> list[tuple[str, str, int]]:
    """Severity, kind and line of each."""
    return [(each.severity, each.kind, each.line) for each in found(folder, text, files)]
