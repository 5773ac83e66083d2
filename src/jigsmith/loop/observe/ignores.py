"""What the user has said to leave out: .gitignore, .jigignore, jig.toml, and the marks of linguist in .gitattributes.

pathspec is imported only where one of these says something: it takes longer than listing a thousand files.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Ignored = Callable[[str], bool]
GIT, JIG, ATTRIBUTES = ".gitignore", ".jigignore", ".gitattributes"
MARKS = ("linguist-generated", "linguist-vendored")


def nothing(path: str) -> bool:  # noqa: ARG001
    """Ignore no path."""
    return False


def rules(root: Path, ignore: Sequence[str], paths: Iterable[str]) -> Callable[[str], str | None]:
    """Return what tells of a path why the user wants it left out; None: they do not."""
    own = spec([*lines(root / JIG), *ignore])
    marked = spec(marks(root, (p for p in paths if p == ATTRIBUTES or p.endswith("/" + ATTRIBUTES))))

    def reason(path: str) -> str | None:
        if own(path):
            return "ignored by .jigignore or jig.toml"
        return "marked in .gitattributes" if marked(path) else None

    return reason


def also(root: Path, folder: str, ignored: Ignored) -> Ignored:
    """Return the rules of a folder's .gitignore on top of those of the folders above; `folder` is "" or ends in "/"."""
    here = spec(lines(root / folder / GIT))
    return lambda path: ignored(path) or here(path[len(folder) :])


def spec(patterns: Sequence[str]) -> Ignored:
    """Return what tells whether a path matches patterns as in .gitignore."""
    if not any(line.strip() and not line.startswith("#") for line in patterns):
        return nothing
    import pathspec  # noqa: PLC0415 - see above

    return pathspec.GitIgnoreSpec.from_lines(patterns).match_file


def marks(root: Path, attribute_files: Iterable[str]) -> list[str]:
    """Return the patterns that .gitattributes files mark as generated or vendored, those unmarked with "!"."""
    return [
        sign + placed(path.removesuffix(ATTRIBUTES), pattern)
        for path in sorted(attribute_files)
        for line in lines(root / path)
        for sign, pattern in marked(line)
    ]


def marked(line: str) -> list[tuple[str, str]]:
    """Return the pattern of a line of .gitattributes with "" when it is marked and "!" when it is unmarked."""
    pattern, *attributes = line.split() or ["#"]
    if pattern.startswith("#"):
        return []
    parts = [(attribute[0] in "-!", *attribute.lstrip("-!").partition("=")) for attribute in attributes]
    return [("!" if off or value == "false" else "", pattern) for off, name, _, value in parts if name in MARKS]


def placed(folder: str, pattern: str) -> str:
    """Return a folder's pattern as one of the root."""
    if not folder:
        return pattern
    inner = pattern.lstrip("/")
    return f"/{folder}{inner}" if "/" in pattern else f"/{folder}**/{inner}"


def lines(path: Path) -> list[str]:
    """Return the lines of a file, none when it is not there."""
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
