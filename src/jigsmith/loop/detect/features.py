"""Features: which lines each file shares with other files, as arrays that families are found in.

A line that two or more files hold is a feature of each of them, at two levels: *same* (its text) and *alike* (its shape
and the word that it begins with). Repetitions within a file count once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import classes, sweep
from jigsmith.loop.detect import sorting

IMPORT_WEIGHT = 0.25  # imports follow from the rest: they make no family
IDIOM = 0.3  # weight of statements such as `if x:` that are only alike: they are the language's, not the family's
WIDEST = 100  # bits of shape that a line is worth at most: rulers and tables are not worth more
HALF_SAME = 0.25  # part of the names of an alike line that stays the same, before anybody has looked
OWN_LINE = 80  # bits of its own that a line counts at most
CROWD = 3  # alike lines of a file that count; of more, each counts less: tables and lists of data
ALIKE = np.uint32(0x5BD1E995)  # tells the hash of an alike feature from that of a same one
Ints = NDArray[np.int64]


class Features(NamedTuple):
    """One row for each feature of each file; the rows of file i are offset[i] to offset[i + 1]."""

    ident: Ints  # the feature, dense; same ones below `alike`, alike ones from there on
    value: NDArray[np.float32]  # bits it saves in a file when the template has it
    same: Ints  # of an alike row: the same feature of its line, -1: none
    offset: Ints
    alike: int
    files_with: Ints  # by feature: number of files that hold it
    lines: Ints  # by file: lines that are not blank
    own: NDArray[np.float64]  # by file: bits of the lines that have a structure; what a family can share of it
    language: Ints  # by file
    language_files: Ints
    language_lines: Ints
    prints: NDArray[np.uint64]  # by file: of its features with the number of files that hold each


def collect(files: Sequence[NDArray[np.void]], languages: Sequence[str]) -> Features:
    """Return the features of files given as arrays of sweep.LINE, with the language of each (any word for it)."""
    counts = np.array([len(lines) for lines in files], dtype=np.int64)
    lines = joined(files)
    kept = np.flatnonzero((lines["shape"] != 0) & (lines["flags"] & classes.LICENCE == 0))
    owner = np.repeat(np.arange(len(files), dtype=np.int32), counts).take(kept)
    flags, text = lines["flags"].take(kept), lines["text"].take(kept)
    bits = np.minimum(lines["bits"].take(kept), WIDEST).astype(np.float32)
    names, key = lines["names"].take(kept).astype(np.float32), lines["key_bits"].take(kept).astype(np.float32)
    weight = np.where(flags & classes.IMPORT, IMPORT_WEIGHT, 1.0).astype(np.float32)
    same = _shared(text, owner)
    shape = lines["shape"].take(kept) * np.uint32(0x85EBCA6B) ^ lines["key"].take(kept)
    alike = _shared(shape, owner)
    table = {language: number for number, language in enumerate(dict.fromkeys(languages))}
    spoken = np.array([table[language] for language in languages], dtype=np.int64)
    per_file = np.bincount(owner, minlength=len(files))
    weight *= CROWD / np.maximum(alike.crowd, CROWD)
    structured = (bits > 4) & (flags & classes.COMMENT == 0)
    own = np.where(structured, np.minimum(bits + names, OWN_LINE) * weight, 0.0)
    ident, line, offset = _interleaved(same, alike, owner, len(files))
    is_alike = ident >= same.number
    alike_bits = (bits + key + HALF_SAME * (names - key)) * np.where(flags & classes.CONTROL, IDIOM, 1.0)
    saved = np.where(is_alike, alike_bits[line], (bits + names)[line])
    files_with = np.concatenate((same.files, alike.files))
    hashes = np.where(is_alike, shape[line] ^ ALIKE, text[line])
    return Features(
        ident=ident,
        value=(saved * weight[line]).astype(np.float32),
        same=np.where(is_alike, same.of_line[line], -1),
        offset=offset,
        alike=same.number,
        files_with=files_with,
        lines=per_file,
        own=(np.bincount(owner, weights=own, minlength=len(files)) + 50.0).astype(np.float64),
        language=spoken,
        language_files=np.bincount(spoken, minlength=len(table)),
        language_lines=np.bincount(spoken, weights=per_file, minlength=len(table)).astype(np.int64),
        prints=_prints(hashes, files_with[ident], offset),
    )


def _prints(hashes: NDArray[np.uint32], files_with: Ints, offset: Ints) -> NDArray[np.uint64]:
    """Return for each file a number that tells its features and how many files hold each."""
    told = (hashes.astype(np.uint64) << np.uint64(32) | files_with.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    told ^= told >> np.uint64(29)
    told *= np.uint64(0xBF58476D1CE4E5B9)
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(told, dtype=np.uint64)))
    return np.diff(sums[offset])


def joined(files: Sequence[NDArray[np.void]]) -> NDArray[np.void]:
    """Return the lines of all files as one array."""
    return np.frombuffer(b"".join([lines.data for lines in files]), dtype=sweep.LINE)


class _Level(NamedTuple):
    """The features of one level."""

    of_line: NDArray[np.int32]  # -1: no other file has it
    first: NDArray[np.bool_]  # by line: the first of its file with this feature
    crowd: NDArray[np.int32]  # by line: lines of its file with this feature
    files: Ints  # by feature
    number: int


def _shared(hashes: NDArray[np.uint32], owner: NDArray[np.int32]) -> _Level:
    """Number the hashes that lines of two or more files have."""
    total = len(hashes)
    line = _not_alone(hashes)
    line = line.take(sorting.order(hashes.take(line)))
    group = hashes.take(line)
    new_group = np.ones(len(line), dtype=bool)
    new_group[1:] = group[1:] != group[:-1]
    file = owner[line]
    new_file = new_group.copy()
    new_file[1:] |= file[1:] != file[:-1]
    number = np.cumsum(new_group, dtype=np.int32) - 1
    files = np.bincount(number[new_file]) if len(line) else np.zeros(0, dtype=np.int64)
    shared = files >= 2
    dense = np.where(shared, np.cumsum(shared) - 1, -1).astype(np.int32)
    of_line = np.full(total, -1, dtype=np.int32)
    of_line[line] = dense[number] if len(line) else -1
    first = np.zeros(total, dtype=bool)
    first[line[new_file]] = True
    first &= of_line >= 0
    crowd = np.ones(total, dtype=np.int32)
    begin = np.flatnonzero(new_file)
    size = np.diff(np.append(begin, len(line))).astype(np.int32)
    crowd[line] = np.repeat(size, size)
    return _Level(of_line, first, crowd, files[shared], int(shared.sum()))


def _not_alone(hashes: NDArray[np.uint32]) -> Ints:
    """Return the places of hashes that are there twice, and of a few more: sorting is dear and counting is cheap."""
    bucket = hashes >> np.uint32(32 - min(max(len(hashes).bit_length(), 8) + 1, 21))  # about as many as there are
    return np.flatnonzero(np.bincount(bucket).take(bucket) > 1)


def _interleaved(same: _Level, alike: _Level, owner: NDArray[np.int32], files: int) -> tuple[Ints, Ints, Ints]:
    """Return feature and line of all rows, file by file, and where each file begins."""
    same_rows, alike_rows = np.flatnonzero(same.first), np.flatnonzero(alike.first)
    every = np.arange(files + 1, dtype=np.int32)
    same_offset = np.searchsorted(owner[same_rows], every)
    alike_offset = np.searchsorted(owner[alike_rows], every)
    ident = np.empty(len(same_rows) + len(alike_rows), dtype=np.int64)
    line = np.empty_like(ident)
    place = np.arange(len(same_rows)) + alike_offset[owner[same_rows]]
    ident[place], line[place] = same.of_line[same_rows], same_rows
    place = np.arange(len(alike_rows)) + same_offset[owner[alike_rows] + 1]
    ident[place], line[place] = alike.of_line[alike_rows] + same.number, alike_rows
    return ident, line, same_offset + alike_offset
