"""Parameters: what differs between some instances and does not follow from their names, and how much stays the same.

A prediction for the list, read from a sample of the instances; building the template finds out for sure.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from jigsmith.engines.templates import names
from jigsmith.engines.trees import reserved
from jigsmith.loop.detect.records import Parameter

SAMPLE = 4  # instances
LONGEST = 200  # lines of a file of an instance that are looked at
WIDEST = 60  # tokens of a line that parameters are looked for in
MOST = 6  # parameters that are told
HALF = 0.5  # of the sample, so many have a line of this form
KEYS = frozenset({"type", "include", "use", "default", "from", "end", "module", "package", "object", "class"})
NAME = "\0"  # stands for the instance's name in whatever style
Text = Sequence[str]
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[\w\0]+|[^\w\s]")
_WORD = re.compile(r"[A-Za-z_]\w*")
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|<!--|\"\"\")")


def spread(ordered: Sequence[str]) -> list[str]:
    """Return a few of many, evenly chosen, the same ones each time."""
    count = min(SAMPLE, len(ordered))
    return [ordered[(2 * i + 1) * len(ordered) // (2 * count)] for i in range(count)]


def predicted(texts: Sequence[tuple[str, Sequence[Text]]]) -> tuple[tuple[Parameter, ...], float]:
    """Return the parameters that instances, given as name and files, seem to need, and which part a template writes.

    A part is counted in characters without the white space around lines.
    """
    marked = [_marked(name, files) for name, files in texts]
    enough = max(2, HALF * len(texts))
    there = Counter(line for lines in marked for line in set(lines))
    forms: dict[tuple[str, ...], dict[int, list[str]]] = defaultdict(dict)
    other: list[tuple[tuple[str, ...], list[str]]] = []  # lines that too few instances have as they are
    for index, lines in enumerate(marked):
        for line in lines:
            if there[line] < enough:
                tokens = _TOKEN.findall(line)
                form = _form(tokens)
                other.append((form, tokens))
                forms[form].setdefault(index, tokens)
    shared = {form: held for form, held in forms.items() if len(held) >= enough}
    usual = {
        form: [Counter(column).most_common(1)[0][0] for column in zip(*held.values(), strict=True)]
        for form, held in shared.items()
    }
    same = sum(len(line) for lines in marked for line in lines if there[line] >= enough)
    same += sum(_common(tokens, usual[form]) for form, tokens in other if form in usual)
    total = sum(len(line) for lines in marked for line in lines)
    return _parameters(shared.values()), same / total if total else 0.0


def _marked(name: str, files: Sequence[Text]) -> list[str]:
    """Return the lines of an instance that are not blank, with a mark for its name."""
    text = "\n".join("\n".join(file[:LONGEST]) for file in files)
    words = names.split(names.singular(name))
    if len("".join(words)) > 2:
        text = re.sub("[_ -]?".join(map(re.escape, words)), NAME, text, flags=re.IGNORECASE)
    return [line for raw in text.split("\n") if (line := raw.strip())]


def _form(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the line with its names and literals blanked, but for what it begins with."""
    blank = [_blank(token) for token in tokens]
    first = next((i for i, token in enumerate(tokens) if token[0].isalpha()), -1)
    if first >= 0:
        blank[first] = tokens[first]
    return tuple(blank)


@lru_cache(maxsize=1 << 15)
def _blank(token: str) -> str:
    is_name = token[0].isalnum() or token[0] in "_\"'\0"
    return "\1" if is_name and token not in reserved.EVERY else token


def _common(tokens: Sequence[str], usual: Sequence[str]) -> int:
    """Return the characters of the tokens that are the usual ones of their places."""
    return sum(len(token) for token, common in zip(tokens, usual, strict=True) if token == common)


def _parameters(shared: Iterable[Mapping[int, Sequence[str]]]) -> tuple[Parameter, ...]:
    """Return what differs in lines of the same form, that of most instances first."""
    found: dict[str, dict[int, str]] = {}
    for held in shared:
        one = next(iter(held.values()))
        if 2 <= len(one) <= WIDEST and not _COMMENT.match(" ".join(one)):
            for name, values in _differing(held):
                found.setdefault(name, values)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), -len(set(item[1].values()))))
    return tuple(Parameter(name, tuple(dict.fromkeys(values.values()))[:3]) for name, values in ranked[:MOST])


def _differing(held: Mapping[int, Sequence[str]]) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield a name and the values of each place of a line that differs and does not follow from the instance's name."""
    one = next(iter(held.values()))
    differing = {p for p in range(len(one)) if len({tokens[p] for tokens in held.values()}) > 1}
    for place in sorted(differing):
        values = {index: tokens[place] for index, tokens in held.items()}
        label = _label(one, place, differing)
        if label and not all(NAME in value for value in values.values()):
            yield label, {index: value.strip("\"'").replace(NAME, "{name}") for index, value in values.items()}


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
