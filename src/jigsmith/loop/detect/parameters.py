"""Parameters: what differs between some instances and does not follow from their names, read from a sample of them.

A prediction for the list; building the template finds out for sure.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from jigsmith.engines.templates import names
from jigsmith.engines.trees import reserved
from jigsmith.loop.detect.records import Parameter

SAMPLE = 5
LONGEST = 200  # lines of an instance that are looked at
MOST = 6  # parameters that are told
SHARED = 0.6  # of the sample, so many have a line of this form
KEYS = frozenset({"type", "include", "use", "default", "from", "end", "module", "package", "object", "class"})
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\w+|[^\w\s]")
_WORD = re.compile(r"[A-Za-z_]\w*")
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|<!--|\"\"\")")


def spread(ordered: Sequence[str]) -> list[str]:
    """Return a few of many, evenly chosen, the same ones each time."""
    count = min(SAMPLE, len(ordered))
    return [ordered[(2 * i + 1) * len(ordered) // (2 * count)] for i in range(count)]


def predicted(texts: Sequence[tuple[str, Sequence[str]]]) -> tuple[Parameter, ...]:
    """Return the parameters that instances, given as name and lines, seem to need; those of most instances first."""
    forms: dict[tuple[str, ...], dict[int, list[str]]] = defaultdict(dict)
    for index, (_, lines) in enumerate(texts):
        for line in lines[:LONGEST]:
            tokens = _TOKEN.findall(line)
            if 2 <= len(tokens) <= 60 and not _COMMENT.match(line):
                forms[_form(tokens)].setdefault(index, tokens)
    found: dict[str, dict[int, str]] = {}
    for held in forms.values():
        if len(held) >= max(2, SHARED * len(texts)):
            for name, values in _differing(held, [name for name, _ in texts]):
                found.setdefault(name, values)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), -len(set(item[1].values()))))
    return tuple(Parameter(name, tuple(dict.fromkeys(values.values()))[:3]) for name, values in ranked[:MOST])


def _form(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the line with its names and literals blanked, but for what it begins with."""
    blank = [
        "\0" if (token[0].isalnum() or token[0] in "_\"'") and token not in reserved.EVERY else token
        for token in tokens
    ]
    first = next((i for i, token in enumerate(tokens) if token[0].isalpha()), 0)
    if tokens[first] not in reserved.EVERY:
        blank[first] = tokens[first]
    return tuple(blank)


def _differing(held: dict[int, list[str]], of: Sequence[str]) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield a name and the values of each place of a line that differs and does not follow from the instance's name."""
    width = len(next(iter(held.values())))
    for place in range(width):
        values = {index: tokens[place] for index, tokens in held.items()}
        if len(set(values.values())) < 2 or all(_follows(value, of[index]) for index, value in values.items()):
            continue
        label = _label(
            next(iter(held.values())), place, {p for p in range(width) if len({t[p] for t in held.values()}) > 1}
        )
        if label:
            yield label, {index: value.strip("\"'") for index, value in values.items()}


def _follows(value: str, name: str) -> bool:
    """Tell whether a value has the instance's name in it, in whatever style."""
    flat = "".join(names.split(name))
    return bool(flat) and flat in "".join(names.split(value))


def _label(tokens: Sequence[str], place: int, differing: set[int]) -> str | None:
    """Return what to call the value at a place: the key of `key = value` and `key: value`, `base` of a base class."""
    opener = tokens[place - 1] if place else ""
    if tokens[0] == "class" or "extends" in tokens[:place]:
        return "base" if opener in {"(", ":", "<", "extends"} else None
    if opener not in {"=", ":"} or place < 2 or place - 2 in differing:
        return None
    key = tokens[place - 2].strip("\"'")
    told = len(key) > 1 and _WORD.fullmatch(key) and (key not in reserved.EVERY or key in KEYS)
    return names.STYLES["snake"](key) if told else None
