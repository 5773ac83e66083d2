"""Injections: changes of files that are there, by other tools made with patterns of lines, here at a place by name."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.engines.trees import syntax as trees
from jigsmith.loop.build.importing import notes, script, sources

_ROOTS = {
    "javascript": "program", "typescript": "program", "tsx": "program", "python": "module", "go": "source_file",
    "java": "program", "rust": "source_file", "ruby": "program", "php": "program", "css": "stylesheet",
    "c-sharp": "compilation_unit", "kotlin": "source_file", "html": "document", "yaml": "stream", "toml": "document",
    "markdown": "document",
}  # fmt: skip
_IMPORTS = {
    "javascript": r"import\b.*", "typescript": r"import\b.*", "tsx": r"import\b.*", "python": r"(?:import|from)\s.*",
    "java": r"import\s.*", "kotlin": r"import\s.*", "rust": r"use\s.*", "c-sharp": r"using\s[\w.]+;", "php": r"use\s.*",
}  # fmt: skip


_COMMENTS = {
    **dict.fromkeys(("javascript", "typescript", "tsx", "python", "go", "ruby", "php", "css", "c-sharp"), "(comment)"),
    **dict.fromkeys(("html", "yaml", "toml"), "(comment)"),
    **dict.fromkeys(("java", "kotlin", "rust"), "[(line_comment) (block_comment)]"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text goes in a file."""

    content: str
    pattern: str | None = None
    """Of the line; None: the whole file."""
    side: str = "end"
    """`before` or `after` the line, `start` or `end` of the file."""


def relative(path: str, module: str) -> str | None:
    """A path that a script names, from the folder that is imported; None: it leads out of it."""
    if path.startswith("@root"):
        found = os.path.normpath(path.removeprefix("@root").lstrip("/") or ".")
    elif path.startswith("/"):
        return None
    else:
        found = os.path.normpath(f"{module.rpartition('/')[0] or '.'}/{path}")
    found = found.replace(os.sep, "/")
    return None if found == ".." or found.startswith("../") else found


def by_pattern(pattern: Any, template: str, *, kind: str, separator: Any) -> "Place | str":
    """What `modify` and `append` of plop do; a text says why it has no counterpart."""
    if kind == "append" and not pattern:
        return Place(content=template)
    raw = (
        pattern.pattern
        if isinstance(pattern, script.Regex)
        else re.escape(pattern)
        if isinstance(pattern, str)
        else None
    )
    if raw is None:
        return "is by code"
    if kind == "append":
        return Place(content=template, pattern=raw, side="after") if "\n" in str(separator) else "is within a line"
    kept = r"(?:\$1|\$&)" if isinstance(pattern, script.Regex) else f"(?:{re.escape(str(pattern))}|\\$&)"
    after = re.fullmatch(rf"\s*{kept}[ \t]*\r?\n(.*)", template, re.DOTALL)
    if after:
        return Place(content=after[1], pattern=raw, side="after")
    before = re.fullmatch(rf"(.*?\n)[ \t]*{kept}\s*", template, re.DOTALL)
    if before:
        return Place(content=before[1], pattern=raw, side="before")
    return f"replaces what matches `{raw}`"


def add(into: notes.Import, entry: dict[str, object], place: Place, *, where: str, root: Path) -> None:
    """Put the injection at `place` into the import; what is to be done for it is said."""
    path, content = str(entry["path"]), str(entry["content"])
    entry["content"] = content if content.endswith("\n") else f"{content}\n"
    language = trees.language_of(re.sub(r"\{\{.*?\}\}", "x", path)) or ""
    lines = [line for line in content.splitlines() if line.strip()]
    if (
        place.pattern is not None
        and lines
        and language in _IMPORTS
        and all(re.fullmatch(_IMPORTS[language], line) for line in lines)
    ):
        entry["imports"] = True
        into.say(where, f"it goes to the imports of {path}, not to where `{place.pattern}` matches", lost=False)
    elif query := _comment(language, place.pattern, _text(root, path)):
        entry |= {"query": query, "at": place.side}
        into.say(where, f"it goes {place.side} the comment of {path} that matches `{place.pattern}`", lost=False)
    elif place.pattern is not None:
        mark = _mark(into, place.pattern, path)
        entry |= {"mark": mark, "at": place.side}
        at = _line(root, path, place.pattern)
        what = f"put `jig:{mark}` in a comment on the line of {at or path} that matches `{place.pattern}`"
        into.say(where, f"a place in a file is found by a mark: {what}", lost=True)
    elif language in _ROOTS:
        entry |= {"query": f"({_ROOTS[language]}) @place", "at": place.side}
    else:
        into.say(where, f"there is no grammar for {path}, so that its {place.side} is no place; it is left out")
        return
    into.inject.append(entry)


def _comment(language: str, pattern: str | None, text: str | None) -> str | None:
    """A query for the comment that a pattern means: it says little more than a text that begins one. None: it says
    more, the language has no such comments, or the file has not exactly one of them.
    """
    found = _literal(pattern) if pattern is not None and language in _COMMENTS else None
    if found is None or not re.match(r"(?:\\s\*)*(?://|/\\\*|\\#|<!\\-\\-|\\\{/)", found):
        return None
    found = re.sub(r"^(?:\\s\*)*\\\{|\\\}(?:\\s\*)*$", "", found)  # of JSX, where a comment is in braces
    if text is not None and len(re.findall(found, text)) != 1:
        return None
    told = found.replace("\\", r"\\").replace('"', r"\"")
    return (
        None
        if "{{" in told or "{%" in told or "{#" in told
        else f'({_COMMENTS[language]} @place (#match? @place "{told}"))'
    )


def _literal(pattern: str) -> str | None:
    """An expression that says a text, blanks of any width in it, as Python has it; None: it says more than that."""
    bare = re.sub(r"^\^?\((?!\?)(.*)\)\$?$", r"\1", pattern.removeprefix("^").removesuffix("$"), flags=re.DOTALL)
    parts = []
    for match in re.finditer(r"\\s[*+]?|[ \t]+[*+]?|\\(\W)|([\w/#<>!@:;,=&%~`'\" -])|(.)", bare, re.DOTALL):
        quoted, plain, other = match.groups()
        if other is not None:
            return None
        parts.append(re.escape(quoted or plain) if quoted or plain else r"\s*")
    return "".join(parts) or None


def _text(root: Path, path: str) -> str | None:
    """What is in a file of what is imported, if it is there."""
    found = sources.inside(root, path) if "{{" not in path else None
    return sources.read(root, found).text if found else None


def _mark(into: notes.Import, pattern: str, path: str) -> str:
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\\[bswdnrtBSWD]|\(\?[:=!]", " ", pattern))
    stem = "-".join(word.lower() for word in words[:4]) or "place"
    taken = {str(each.get("mark")) for each in into.inject if each["path"] == path}
    return stem if stem not in taken else f"{stem}-{len(taken) + 1}"


def _line(root: Path, path: str, pattern: str) -> str | None:
    """File and line in what is imported, if it is there."""
    text = _text(root, path)
    try:
        match = re.search(pattern, text) if text else None
    except (re.error, RecursionError):
        return None
    return f"{path}:{(text or '').count(chr(10), 0, match.start()) + 1}" if match else None
