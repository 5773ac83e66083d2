"""Shells: commands that hand a shell a line with somebody's value in it, which could hold a command of its own."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import commands, findings, reading, scanning, shapes
from jigsmith.engines.templates.linting import seen as seeing
from jigsmith.engines.templates.linting.nodes import Node

_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", "fish", "cmd", "cmd.exe", "powershell", "pwsh", "eval", "ssh"})
_INTERPRETERS = frozenset({"python", "python3", "node", "ruby", "perl", "php", "deno", "bun"})
_SCRIPT = frozenset({"-c", "-lc", "-ec", "-xc", "-ic", "-e", "-r", "--eval", "/c", "/C", "-Command", "-command"})
_SPLIT = "Close its quotes, or write it as a list of words."
_SAFE = frozenset(
    {"pascal", "camel", "snake", "kebab", "slug", "flat", "const", "train", "cobol", "flatupper", "length", "int"}
)


def check(report: findings.Report) -> None:
    """Find commands with a value in a line for a shell."""
    template = report.template
    names = seeing.of_parameters(template.parameters)
    for place, command in commands.of(template):
        words = commands.split(command, template.delimiters)
        if not words:
            report.add(("error", "syntax", f"the command {command!r} cannot be split into words"), place, do=_SPLIT)
        for word in _scripts(words):
            if any(not _is_safe(node, names) for node in _taken(word, template.delimiters)):
                what = f"a value goes into a line that {PurePosixPath(words[0]).name} runs: it may hold a command"
                do = (
                    "Pass it as a word of its own after the line, and use it there as `$1`; or filter it, as `| snake`."
                )
                report.add(("warning", "shell", what), place, do=do)


def _scripts(words: Sequence[str]) -> Iterator[str]:
    """The words that a shell or an interpreter runs as a program."""
    for number, word in enumerate(words[:-1]):
        name = PurePosixPath(word).name
        if name in ("eval", "ssh"):
            yield from words[number + 1 :]
            return
        if name in _SHELLS or name in _INTERPRETERS:
            after = words[number + 1 :]
            yield from (after[at + 1] for at, flag in enumerate(after[:-1]) if flag in _SCRIPT)
            return


def _taken(word: str, marks: records.Delimiters | None) -> Iterator[Node]:
    try:
        for tag in scanning.tags(word, marks):
            if tag.kind == "variable":
                yield reading.Reader(tag.words).whole()
    except scanning.Unreadable:
        return


def _is_safe(node: Node, names: Mapping[str, shapes.Shape]) -> bool:
    """Whether a value can be no more than a word: by its filter, or by its type."""
    if node.kind == "filter":
        return node.value in _SAFE
    if node.kind == "constant":
        return True
    shape = names.get(str(node.value)) if node.kind == "name" else None
    kind = shape.parameter.type if shape and shape.parameter else ""
    return kind in ("choice", "boolean", "integer", "number")
