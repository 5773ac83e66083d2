"""Remembered: families of files and of blocks, from the memo where nothing that they follow from has changed.

A family of files follows from the contents of the files compared and from how common their lines are outside, in round
numbers. A family of blocks follows from one file alone.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.detect import blocks, evidence, memo, units
from jigsmith.loop.detect.features import Features, Ints

NOTHING = b"-"  # the answer when there is no family
Floats = NDArray[np.float64]


class Content(NamedTuple):
    """The ids of what some files hold, in their order, and what is remembered about that."""

    blobs: NDArray[np.bytes_]
    memo: memo.Memo


def families(features: Features, members: Ints, content: Content, minimum: int) -> list[evidence.Family]:
    """Return the families among some files. `content` is that of all files of the tree."""
    if len(members) < minimum:
        return []
    about = _about(features, members, content, minimum)
    exact = memo.key("same", *about, features.prints[members].tobytes())
    key, rows = content.memo.get(exact), None
    if key is None:
        rows = evidence.sheet(features, members)
        key = memo.key("files", *about, _outside(rows))
        content.memo.keep(exact, key)
    answer = content.memo.get(key)
    if answer is not None:
        return list(_families(answer, members))
    found = list(evidence.families(rows or evidence.sheet(features, members), minimum=minimum))
    content.memo.keep(key, _written(found, members))
    return found


def _about(features: Features, members: Ints, content: Content, minimum: int) -> tuple[bytes, bytes]:
    """Return what families among some files follow from besides how common their lines are."""
    facts = np.array([minimum, *evidence.language(features, members)], dtype=np.int64)
    return content.blobs[members].tobytes(), facts.tobytes()


def _outside(rows: evidence.Sheet) -> bytes:
    """Return how common the lines of some files are, in round numbers. A line that one of them has tells nothing."""
    several = np.ones(len(rows.ident), dtype=bool)
    several[1:] = rows.ident[1:] == rows.ident[:-1]
    several[:-1] |= several[1:]
    return rows.files_with[several].astype(np.int32).tobytes()


def _written(found: Sequence[evidence.Family], members: Ints) -> bytes:
    parts: list[Floats] = []
    for each in found:
        head = [len(each.members), each.template, each.share, each.written, each.gain]
        parts += [np.array(head), np.searchsorted(members, each.members).astype(np.float64), each.saved]
    return np.concatenate(parts).tobytes() if parts else NOTHING


def _families(answer: bytes, members: Ints) -> Iterator[evidence.Family]:
    values = np.frombuffer(answer if answer != NOTHING else b"", dtype=np.float64)
    at = 0
    while at < len(values):
        count = int(values[at])
        template, share, written, gain = values[at + 1 : at + 5].tolist()
        own = members[values[at + 5 : at + 5 + count].astype(np.int64)]
        saved = values[at + 5 + count : at + 5 + 2 * count]
        yield evidence.Family(own, saved, template, share, written, gain)
        at += 5 + 2 * count


def in_files(lines: NDArray[np.void], found: units.Units, content: Content, minimum: int) -> list[blocks.Family]:
    """Return the families of units within each file. `content` is that of the files that they are in."""
    result: list[blocks.Family] = []
    asked: dict[int, bytes] = {}
    fresh = np.zeros(len(found.file), dtype=bool)
    edges = np.append(np.flatnonzero(np.diff(found.file, prepend=-1)), len(found.file)).tolist()
    shape = np.stack((found.begin, found.head, found.end))
    for begin, end in pairwise(edges):
        file = int(found.file[begin])
        outline = (shape[:, begin:end] - shape[0, begin]).astype(np.int32)
        key = memo.key("blocks", content.blobs[file], outline.tobytes(), b"%d" % minimum)
        answer = content.memo.get(key)
        if answer is not None:
            result += _blocks(answer, begin)
        else:
            asked[begin], fresh[begin:end] = key, True
    new = _found(lines, found, fresh, minimum) if asked else []
    _keep(new, asked, content.memo)
    return result + new


def _found(lines: NDArray[np.void], found: units.Units, fresh: NDArray[np.bool_], minimum: int) -> list[blocks.Family]:
    number = np.flatnonzero(fresh)
    some = units.Units(*(column[number] for column in found))
    return [each._replace(members=number[each.members]) for each in blocks.find(lines, some, minimum=minimum)]


def _keep(found: Sequence[blocks.Family], asked: dict[int, bytes], known: memo.Memo) -> None:
    """Keep what was found in each of the files that were asked about, told by their first units."""
    begins = np.array(sorted(asked))
    written: dict[int, list[Floats]] = {begin: [] for begin in asked}
    for each in found:
        begin = int(begins[np.searchsorted(begins, each.members[0], side="right") - 1])
        head = [len(each.members), len(each.core), each.gain, each.saved, each.share, each.template, each.head]
        numbers = (each.members - begin).tolist()
        written[begin].append(np.array([*head, *numbers, *each.core.keys(), *each.core.values()], dtype=np.float64))
    for begin, key in asked.items():
        known.keep(key, np.concatenate(written[begin]).tobytes() if written[begin] else NOTHING)


def _blocks(answer: bytes, begin: int) -> Iterator[blocks.Family]:
    values = np.frombuffer(answer if answer != NOTHING else b"", dtype=np.float64)
    at = 0
    while at < len(values):
        count, lines = int(values[at]), int(values[at + 1])
        gain, saved, share, template, head = values[at + 2 : at + 7].tolist()
        at += 7
        members = values[at : at + count].astype(np.int64) + begin
        core = values[at + count : at + count + 2 * lines].tolist()
        at += count + 2 * lines
        yield blocks.Family(
            members,
            gain,
            saved,
            share,
            template,
            int(head),
            dict(zip(map(int, core[:lines]), core[lines:], strict=True)),
        )
