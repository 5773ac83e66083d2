"""Drafts: all that repeats, each piece of code in one entry, most gain first. `describe` gives names and reasons."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import classes, sweep
from jigsmith.loop.detect import across, blocks, bundles, evidence, features, memo, remembered, spread, units
from jigsmith.loop.detect.features import Ints
from jigsmith.loop.observe import records as observe

PROSE = frozenset("md markdown mdx rst txt adoc org tex html htm xhtml xml json json5 css scss less".split())  # noqa: SIM905
TEST = re.compile(
    r"(?i)(?:^|/)(?:tests?|specs?|__tests__|e2e|testing)/|(?:^|[/_.-])(?:test|spec)s?[_.-]|(?:Tests?|Spec)\.\w+$"
)
COPY_LINES = 5  # lines that a copied file has at least, to be worth a word
SAME_CODE = 0.5  # of the units of a family, so many lie in code that an entry with more gain has
MOSTLY_INSIDE = 0.5  # of the blocks of a family, so many lie in the files of one family of files
OFTEN_INSIDE = 0.1  # of the instances of that family, so many have such blocks
COVERED = 0.5  # of a file that a template of files writes, so that blocks in it say nothing new; of blocks, in such


Blocks = tuple[list["Draft"], dict[bytes, bytes]]  # drafts, and what to remember
Beside = Callable[[Callable[[], Blocks]], Callable[[], Blocks]]


class Draft(NamedTuple):
    """An entry of the list that nobody has put into words yet; files by their numbers."""

    kind: str
    patterns: tuple[str, ...]
    instances: dict[str, tuple[int, ...]]  # empty for blocks
    gain: float
    share: float
    units: tuple[tuple[int, int, int, int], ...] = ()  # file, first line, head, line after the last; from 0


class Code(NamedTuple):
    """The files that are looked at."""

    sources: Sequence[observe.Source]
    lines: Sequence[NDArray[np.void]]  # of each, arrays of sweep.LINE
    paths: Sequence[str]
    memo: memo.Memo


def find(code: Code, history: observe.History, *, minimum: int, beside: Beside | None = None) -> list[Draft]:
    """Return what repeats, most gain first, then by pattern. `beside` starts work on another core."""
    start = beside or (lambda work: work)
    blocks_found = start(lambda: _blocks(code, minimum))
    table = features.collect(code.lines, [ending(path) for path in code.paths])
    content = remembered.Content(np.array([source.blob for source in code.sources], dtype=np.bytes_), code.memo)
    found = across.merged(bundles.find(table, code.paths, content, minimum=minimum), code.paths, history)
    files = list(_files(code, found))
    inner: list[Draft] = []
    covered = {n for b in found if b.share >= COVERED for numbers in b.instances.values() for n in numbers}
    owner = {n: (at, name) for at, each in enumerate(files) for name, held in each.instances.items() for n in held}
    drafts_of_blocks, remembered_of_blocks = blocks_found()
    code.memo.used.update(remembered_of_blocks)
    for draft in drafts_of_blocks:
        if sum(unit[0] in covered for unit in draft.units) > COVERED * len(draft.units):
            continue
        home = _home(draft, files, owner)
        if home is None:
            inner.append(draft)
        else:  # pieces that the instances of a family consist of: its template has a list of them
            files[home] = files[home]._replace(gain=files[home].gain + draft.gain)
    drafts = [*files, *inner, *_copies(code, found, minimum)]
    return sorted(drafts, key=lambda draft: (-draft.gain, draft.patterns, draft.units, sorted(draft.instances)))


def _home(draft: Draft, files: Sequence[Draft], owner: Mapping[int, tuple[int, str]]) -> int | None:
    """Return the family of files whose instances consist of such blocks; None: there is none."""
    inside = Counter(owner[unit[0]][0] for unit in draft.units if unit[0] in owner)
    for family, count in sorted(inside.items()):
        holders = {owner[unit[0]][1] for unit in draft.units if owner.get(unit[0], (-1,))[0] == family}
        often = max(3, OFTEN_INSIDE * len(files[family].instances))
        if count >= MOSTLY_INSIDE * len(draft.units) and len(holders) >= often:
            return family
    return None


def ending(path: str) -> str:
    """Return what the language of a file is told by."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name[1:] else name


def _files(code: Code, found: Sequence[bundles.Bundle]) -> Iterator[Draft]:
    for bundle in found:
        contents = {tuple(code.sources[n].blob for n in numbers) for numbers in bundle.instances.values()}
        yield Draft(
            kind="copies" if len(contents) == 1 else "files",
            patterns=tuple(sorted(bundle.patterns, key=is_test)),
            instances={
                n: tuple(sorted(held, key=lambda f: is_test(code.paths[f]))) for n, held in bundle.instances.items()
            },
            gain=bundle.gain,
            share=min(bundle.share, 0.99),
        )


@lru_cache(maxsize=1 << 16)
def is_test(path: str) -> bool:
    """Tell whether a file is a test, by its path. Sorted by it, what somebody writes first comes before its tests."""
    return bool(TEST.search(path))


def _copies(code: Code, found: Sequence[bundles.Bundle], minimum: int) -> Iterator[Draft]:
    """Yield the files that are there several times with no difference, where they are in no family."""
    taken = {number for bundle in found for numbers in bundle.instances.values() for number in numbers}
    groups: dict[str, list[int]] = defaultdict(list)
    for number, source in enumerate(code.sources):
        groups[source.blob].append(number)
    for numbers in groups.values():
        lines = code.lines[numbers[0]]
        if len(numbers) < minimum or len(lines) < COPY_LINES or SAME_CODE * len(numbers) <= len(taken & set(numbers)):
            continue
        own = lines[lines["flags"] & classes.LICENCE == 0]
        bits = float(np.minimum(own["bits"], features.WIDEST).sum() + own["names"].sum(dtype=np.int64))
        if bits * (len(numbers) - 1) < evidence.SMALLEST_GAIN:
            continue
        paths = [code.sources[number].path for number in numbers]
        yield Draft(
            kind="copies",
            patterns=tuple(paths[:1]),
            instances={path: (number,) for path, number in zip(paths, numbers, strict=True)},
            gain=bits * (len(numbers) - 1),
            share=1.0,
        )


def _blocks(code: Code, minimum: int) -> Blocks:
    looked_at = [n for n, path in enumerate(code.paths) if ending(path) not in PROSE and not is_test(path)]
    known = code.memo.copy()  # what is asked here may be asked in another process
    blobs = np.array([code.sources[n].blob for n in looked_at], dtype=np.bytes_)
    drafts = list(_drafts(code, looked_at, remembered.Content(blobs, known), minimum)) if looked_at else []
    return drafts, known.used


def _drafts(code: Code, looked_at: Sequence[int], content: remembered.Content, minimum: int) -> Iterator[Draft]:
    counts = np.array([len(code.lines[n]) for n in looked_at], dtype=np.int64)
    lines = features.joined([code.lines[n] for n in looked_at])
    every = units.find(lines, counts)
    families = spread.merged(lines, every, remembered.in_files(lines, every, content, minimum))
    start = np.concatenate(([0], np.cumsum(counts)))
    for family, members in _apart(families, every, len(lines), minimum):
        file = every.file[members]
        edges = (every.begin[members], every.head[members], every.end[members])
        inside = [(edge - start[file]).tolist() for edge in edges]
        yield Draft(
            kind="blocks",
            patterns=(),
            instances={},
            units=tuple(zip([looked_at[n] for n in file.tolist()], *inside, strict=True)),
            gain=family.gain,
            share=min(family.share, 0.99),
        )


def _apart(
    families: Sequence[blocks.Family], every: units.Units, length: int, minimum: int
) -> Iterator[tuple[blocks.Family, Ints]]:
    """Yield the families with those members that share no line with a family that has more gain."""
    taken = np.zeros(length, dtype=bool)
    for family in families:
        if family.gain < max(blocks.SMALLEST_GAIN, blocks.SMALLEST_SAVING * len(family.members)):
            continue
        members = family.members
        free = np.array([not taken[b:e].any() for b, e in zip(every.begin[members], every.end[members], strict=True)])
        if free.sum() < max(minimum, (1 - SAME_CODE) * len(members)):
            continue
        members = members[free]
        for begin, end in zip(every.begin[members], every.end[members], strict=True):
            taken[begin:end] = True
        yield family, members


def swept(data: Sequence[bytes]) -> list[NDArray[np.void]]:
    """Return the lines of files as detect reads them."""
    return sweep.sweep(data)
