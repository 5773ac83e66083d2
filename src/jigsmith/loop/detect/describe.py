"""Describe: a draft becomes a candidate: instances get names, blocks a pattern, and what differs becomes parameters."""

import dataclasses
import hashlib
import os.path
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from jigsmith.base import ids
from jigsmith.engines.trees import reserved
from jigsmith.loop.detect import drafts, memo, parameters
from jigsmith.loop.detect.records import Block, Candidate, Instance, Parameter

Read = Callable[[int], Sequence[str]]  # the lines of a file, by its number
Plain = Sequence[tuple[str, Sequence[str]]]  # parameters, as the memo holds them
_NAME = re.compile(r"[^\W\d][\w$]*(?:-\w+)*")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


def unlike(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield candidates with ids unlike each other: a second family of the same patterns is told by its first name."""
    seen: set[str] = set()
    for each in candidates:
        told = each
        while told.id in seen:
            word, _, code = told.id.rpartition("-")
            again = hashlib.sha256(f"{code} {each.instances[0].name} {each.instances[0].files[0]}".encode()).hexdigest()
            told = dataclasses.replace(told, id=ids.CandidateId(f"{word}-{again[:4]}"))
        seen.add(told.id)
        yield told


def candidate(draft: drafts.Draft, code: drafts.Code, read: Read) -> Candidate:
    """Return the draft with names and words; only the files of its blocks and of a sample are read."""
    if draft.kind == "blocks":
        return _of_blocks(draft, code, read)
    instances = tuple(
        Instance(name, tuple(code.sources[n].path for n in numbers))
        for name, numbers in sorted(draft.instances.items())
    )
    lines = [sum(len(code.lines[n]) for n in numbers) for numbers in draft.instances.values()]
    sample = [(name, draft.instances[name]) for name in parameters.spread(sorted(draft.instances))]
    is_copy = draft.kind == "copies"
    key = memo.key("sample", *(repr((name, [code.sources[n] for n in held])).encode() for name, held in sample))
    work = lambda: _predicted([(name, [read(n) for n in held]) for name, held in sample])  # noqa: E731
    told, written = code.memo.recalled(key, work)
    return Candidate(
        id=_id(draft.kind, draft.patterns),
        kind=draft.kind,
        patterns=draft.patterns,
        instances=instances,
        gain_bits=round(draft.gain, 1),
        share=1.0 if is_copy else round(written, 3),
        files_each=_middle([len(instance.files) for instance in instances]),
        lines_each=_middle(lines),
        parameters=() if is_copy else _parameters(told),
    )


def _of_blocks(draft: drafts.Draft, code: drafts.Code, read: Read) -> Candidate:
    key = memo.key("units", *(repr((*code.sources[file], *edges)).encode() for file, *edges in draft.units))
    names, pattern, told, written = code.memo.recalled(key, lambda: _read(draft, code, read))
    instances = [
        Instance(name, (path,), (Block(path, begin + 1, end),))
        for name, (file, begin, _, end) in zip(names, draft.units, strict=True)
        for path in [code.sources[file].path]
    ]
    ordered = tuple(sorted(instances, key=lambda instance: (instance.name, instance.files)))
    return Candidate(
        id=_id(draft.kind, (pattern,)),
        kind=draft.kind,
        patterns=(pattern,),
        instances=ordered,
        gain_bits=round(draft.gain, 1),
        share=round(written, 3),
        files_each=1,
        lines_each=_middle([unit[3] - unit[1] for unit in draft.units]),
        parameters=_parameters(told),
    )


def _read(draft: drafts.Draft, code: drafts.Code, read: Read) -> tuple[list[str], str, Plain, float]:
    """Return what blocks are called, their pattern, parameters and share, from the files that they are in."""
    heads = [read(file)[head].strip() for file, _, head, _ in draft.units]
    paths = [code.sources[unit[0]].path for unit in draft.units]
    names = _unique(_names(heads, paths), paths)
    by_name = dict(zip(names, draft.units, strict=True))
    sample = [(name, by_name[name]) for name in parameters.spread(sorted(by_name))]
    told, written = _predicted([(name, [read(unit[0])[unit[1] : unit[3]]]) for name, unit in sample])
    return names, f"{_glob(sorted(set(paths)))}#{_pattern(heads, names)}", told, written


def _predicted(texts: Sequence[tuple[str, Sequence[parameters.Text]]]) -> tuple[Plain, float]:
    told, written = parameters.predicted(texts)
    return [(each.name, each.examples) for each in told], written


def _parameters(told: Plain) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, tuple(examples)) for name, examples in told)


def _id(kind: str, patterns: Sequence[str]) -> ids.CandidateId:
    """Return an id that stays when instances come."""
    word = re.sub(r"[^a-z0-9]+", "-", _label(patterns).lower()).strip("-")[:32].strip("-")
    told = "\n".join((kind, *patterns))
    return ids.CandidateId(f"{word or kind}-{hashlib.sha256(told.encode()).hexdigest()[:4]}")


def _label(patterns: Sequence[str]) -> str:
    """Return the words of patterns that say most: the folder, and what stands before the name in a file."""
    path, _, head = patterns[0].partition("#")
    if head:
        return " ".join(_NAME.findall(head.replace("{name}", " ").replace("*", " "))[:4])
    own = {pattern.partition("{name")[0] for pattern in patterns if not drafts.is_test(pattern)}
    if len(own) > 1 and (shared := os.path.commonpath([f"./{each}x" for each in own]).strip("./")):
        return shared.rpartition("/")[2]
    before, _, after = path.partition("{name")
    folder, _, prefix = before.rpartition("/")
    words = f"{folder.rpartition('/')[2]} {prefix}".strip()
    return words or re.sub(r"\{[^}]*\}|\.\w+$", " ", "{name" + after)


def _names(heads: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Return for each first line the word that tells it from the others: the first place where most differ, if need be
    only from those in the same file.
    """
    words = [[word for word in _NAME.findall(head) if word not in reserved.EVERY] or [head] for head in heads]
    longest = max(map(len, words))
    columns = [[each[min(place, len(each) - 1)] for each in words] for place in range(min(longest, 6))]

    def telling(column: list[str]) -> tuple[float, ...]:
        different, placed = len(set(column)), len(set(zip(column, paths, strict=True)))
        enough = max(different, placed * (different >= 0.5 * len(column))) >= 0.8 * len(column)
        return enough, different, -columns.index(column)

    return max(columns, key=telling)


def _unique(names: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Make names that several have unlike each other, by the files they are in, then by numbers."""
    times = Counter(names)
    placed = [
        f"{name}@{path.rpartition('.')[0] or path}" if times[name] > 1 and len(set(paths)) > 1 else name
        for name, path in zip(names, paths, strict=True)
    ]
    seen: Counter[str] = Counter()
    found = []
    for name in placed:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
    return found


def _glob(paths: Sequence[str]) -> str:
    """Return a pattern for files, such as `routes/*.py`; that of one file is its path."""
    if len(paths) == 1:
        return paths[0]
    split = [path.split("/") for path in paths]
    if len({len(pieces) for pieces in split}) == 1:
        return "/".join(column[0] if len(set(column)) == 1 else _star(column) for column in zip(*split, strict=True))
    shared = 0
    while len({tuple(pieces[: shared + 1]) for pieces in split}) == 1:
        shared += 1
    return "/".join([*split[0][:shared], "**", _star([pieces[-1] for pieces in split])])


def _star(pieces: Sequence[str]) -> str:
    endings = {piece.rpartition(".")[1] + piece.rpartition(".")[2] for piece in pieces if "." in piece}
    return "*" + endings.pop() if len(endings) == 1 else "*"


def _pattern(heads: Sequence[str], names: Sequence[str]) -> str:
    """Return a first line with `{name}` for the name and `*` for what else differs."""
    plain = [re.sub(r"[@~].*", "", name) for name in names]
    marked = [_PIECE.findall(head.replace(name, "\0", 1)) for head, name in zip(heads, plain, strict=True)]
    width = Counter(map(len, marked)).most_common(1)[0][0]
    columns = zip(*(pieces for pieces in marked if len(pieces) == width), strict=True)
    text = "".join(column[0] if len(set(column)) == 1 else "*" for column in columns)
    return re.sub(r"\*(?:[\s.,]*\*)+", "*", text).replace("\0", "{name}")[:120]


def _middle(counts: Sequence[int]) -> int:
    return sorted(counts)[len(counts) // 2]
