"""Path patterns: which files could be instances of one another, by where they lie and what they are called.

A pattern has one name in it: a folder (`services/{name}/urls.py`), a file (`rules/{name}.js`) or a part of one
(`{name}_controller.rb`, `test_{name}.py`); it may come again in another style (`{name}/{name:pascal}Form.tsx`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jigsmith.engines.templates import names

STYLES = ("raw", "snake", "kebab", "camel", "pascal", "flat", "const")
HOLE = "{name}"
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_MARK = "\0"
Styles = frozenset[str]


class Hypothesis(NamedTuple):
    """Files that a pattern matches: name and number of each."""

    pattern: str
    members: tuple[tuple[str, int], ...]

    @property
    def stem(self) -> str:
        """What the patterns of one group begin with: the path to the name, and whether that is a folder."""
        before, _, after = self.pattern.partition(HOLE)
        return before + HOLE + ("/" if after.startswith("/") else "")

    @property
    def is_folder(self) -> bool:
        """Whether an instance is a folder, with whatever is in it."""
        return self.stem.endswith("/")


def hypotheses(paths: Sequence[str], *, minimum: int) -> list[Hypothesis]:
    """Return every pattern that at least `minimum` of the paths match, in the order of the patterns."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for pattern, name, number in (*_folders(paths, minimum), *_files(paths, minimum)):
        found[pattern].setdefault(number, name)
    return [
        Hypothesis(pattern, tuple((name, number) for number, name in sorted(members.items())))
        for pattern, members in sorted(found.items())
        if len(members) >= minimum
    ]


def _folders(paths: Sequence[str], minimum: int) -> Iterator[tuple[str, str, int]]:
    """Yield pattern, name and number for each folder that could be the name of a file's instance."""
    groups: dict[tuple[str, str], list[tuple[str, int, tuple[Styles, ...]]]] = defaultdict(list)
    for number, path in enumerate(paths):
        begin = 0
        while (end := path.find("/", begin)) >= 0:
            name = path[begin:end]
            rest, styles = _marked(path[end:], name)
            groups[path[:begin], rest].append((name, number, styles))
            begin = end + 1
    for (before, rest), members in groups.items():
        if len(members) >= minimum:
            yield from _styled(before + HOLE, rest, members)


def _marked(rest: str, name: str) -> tuple[str, tuple[Styles, ...]]:
    """Replace the name, in whatever style, by marks; return with each the styles that it may be in."""
    if _flat(name) not in _flat(rest):
        return rest, ()
    forms = _forms(name)
    found: list[Styles] = []
    pieces: list[str] = []
    place = 0
    while forms:
        begin, text = min(
            ((at, text) for text in forms if (at := rest.find(text, place)) >= 0),
            key=lambda each: (each[0], -len(each[1])),
            default=(-1, ""),
        )
        if begin < 0:
            break
        if _stands_alone(rest, begin, begin + len(text)):
            found.append(forms[text])
            pieces += [rest[place:begin], _MARK]
        else:
            pieces.append(rest[place : begin + len(text)])
        place = begin + len(text)
    return "".join(pieces) + rest[place:], tuple(found)


def _stands_alone(text: str, begin: int, end: int) -> bool:
    """Tell whether a part of a name is whole words of it."""
    before, after = text[begin - 1 : begin], text[end : end + 1]
    starts = not before.isalnum() or before.isdigit() or (before.islower() and text[begin].isupper())
    ends = not after.isalnum() or after.isdigit() or (text[end - 1].islower() and after.isupper())
    return starts and ends


def _styled(
    before: str, rest: str, members: Sequence[tuple[str, int, tuple[Styles, ...]]]
) -> Iterator[tuple[str, str, int]]:
    """Yield members with their pattern. Where a name is the same in several styles, it takes the one that most have."""
    waiting = list(members)
    while waiting:
        count = len(waiting[0][2])
        chosen = tuple(_commonest([styles[k] for _, _, styles in waiting]) for k in range(count))
        pieces = iter(chosen)
        pattern = before + re.sub(_MARK, lambda _: _hole(next(pieces)), rest)  # noqa: B023 - used at once
        left = []
        for name, number, styles in waiting:
            if all(style in allowed for style, allowed in zip(chosen, styles, strict=True)):
                yield pattern, name, number
            else:
                left.append((name, number, styles))
        if len(left) == len(waiting):
            return  # no style of the first mark goes with the commonest one of the second
        waiting = left


def _commonest(styles: Sequence[Styles]) -> str:
    counts = Counter(style for each in styles for style in each)
    return max(STYLES, key=lambda style: (counts[style], -STYLES.index(style)))


def _hole(style: str) -> str:
    return HOLE if style == "raw" else f"{{name:{style}}}"


def _files(paths: Sequence[str], minimum: int) -> Iterator[tuple[str, str, int]]:
    """Yield pattern, name and number for each way to take a file's name, or a part of it, for that of the instance."""
    folders: dict[str, list[int]] = defaultdict(list)
    for number, path in enumerate(paths):
        folders[path[: path.rfind("/") + 1]].append(number)
    enough = ((folder, number) for folder, held in folders.items() if len(held) >= minimum for number in held)
    for folder, number in enough:
        for before, name, after in _splits(paths[number][len(folder) :]):
            yield f"{folder}{before}{HOLE}{after}", name, number


@lru_cache(maxsize=1 << 16)
def _splits(file: str) -> tuple[tuple[str, str, str], ...]:
    """Return the ways to see a file's name as something before the name, the name, and something after it."""
    dot, last = file.find(".", 1), file.rfind(".", 1)
    stem, ending = (file[:dot], file[dot:]) if dot > 0 else (file, "")
    found = [("", stem, ending)]
    if last > dot > 0:
        found.append(("", file[:last], file[last:]))
    words = [match.start() for match in _WORD.finditer(stem)]
    for cut in words[-1:-3:-1]:
        name = stem[:cut].rstrip("_-. ")
        if name:
            found.append(("", name, stem[len(name) :] + ending))
    if len(words) > 1:
        found.append((stem[: words[1]], stem[words[1] :], ending))
    return tuple(found)


def narrowed(patterns: Sequence[str], members: Sequence[str]) -> tuple[list[str], list[str]]:
    """Move the words that all names begin or end with from the names into the patterns."""
    if any(pattern.count(HOLE) != 1 or "{name:" in pattern for pattern in patterns) or len(set(members)) < 2:
        return list(patterns), list(members)
    before = _common([_words(name) for name in members])
    shortened = [name[len(before) :] for name in members]
    after = _common([_words(name)[::-1] for name in shortened], reverse=True)
    if after:
        shortened = [name[: -len(after)] for name in shortened]
    if not all(shortened):
        return list(patterns), list(members)
    return [pattern.replace(HOLE, before + HOLE + after) for pattern in patterns], shortened


def _common(worded: Sequence[Sequence[str]], *, reverse: bool = False) -> str:
    """Return the pieces with which all begin, but never all of one."""
    shared: list[str] = []
    for pieces in zip(*(words[:-1] for words in worded), strict=False):
        if len(set(pieces)) > 1:
            break
        shared.append(pieces[0])
    return "".join(reversed(shared) if reverse else shared)


@lru_cache(maxsize=1 << 16)
def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name with what stands between them, so that they can be put together again."""
    starts = [match.start() for match in _WORD.finditer(name)]
    cuts = sorted({0, *starts, *(m.start() for m in re.finditer(r"(?<=[^\W_])[\W_]+", name)), len(name)})
    return tuple(name[a:b] for a, b in pairwise(cuts))


@lru_cache(maxsize=1 << 16)
def _flat(text: str) -> str:
    return text.lower().replace("_", "").replace("-", "")


@lru_cache(maxsize=1 << 14)
def _forms(name: str) -> dict[str, Styles]:
    """Return the texts that a name is in each style, with the styles."""
    forms: dict[str, set[str]] = defaultdict(set)
    for style in STYLES:
        text = names.STYLES[style](name)
        if len(text) > 1:
            forms[text].add(style)
    return {text: frozenset(styles) for text, styles in forms.items()}
