"""Measuring: the template as it could have been built before an instance came, set against what people then wrote."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jigsmith.app import build
from jigsmith.app.backtesting import generators, trees
from jigsmith.app.scanning import beside
from jigsmith.base import errors
from jigsmith.engines.git import contents, trail
from jigsmith.loop.build import plan, siblings, sources
from jigsmith.loop.build.fitting import fit, target
from jigsmith.loop.observe import noise

MOST, MOST_BYTES = 16, 40_000  # instances from which a template is made here; `jig build` takes up to 80 of any size
MINIMUM = 3
LARGEST = 30_000  # bytes of a file; larger ones count, but are neither generated nor learnt from


class File(NamedTuple):
    """A file as it was."""

    path: str
    blob: str
    executable: bool


class Task(NamedTuple):
    """An instance to be generated, and the contents that were there before it came."""

    arrival: generators.Arrival
    patterns: Sequence[str]
    actual: tuple[File | None, ...]  # in the order of the patterns
    others: tuple[tuple[str, tuple[File | None, ...]], ...]  # by their names


class Measured(NamedTuple):
    """What a template would have saved of one instance, 0 to 1, and how large that is."""

    generator: str
    words: int
    share: float
    lines_share: float
    copied: float
    failed: bool


class Size(NamedTuple):
    """How large an instance is as people wrote it."""

    words: int
    lines: int


def size(held: contents.Contents, blobs: Iterable[str]) -> Size:
    """Count the words and lines of some contents."""
    known = [data for blob in blobs if (data := held.get(blob)) is not None and noise.by_content(data) is None]
    texts = [target.decoded(data) for data in known]
    return Size(sum(map(plan.count_words, texts)), sum(len(text.splitlines()) for text in texts))


def tasks(
    steps: Sequence[trail.Step],
    chosen: Mapping[int, Sequence[generators.Arrival]],
    proposals: Mapping[str, generators.Proposal],
) -> list[Task]:
    """Return what is to be generated: `chosen` by the number of the commit that brought it."""
    found = []
    for number, step, tree in trees.laid(steps):
        if number in chosen:
            new = {change.path: change.blob for change in step.changes if change.blob}
            found += [_task(arrival, proposals[arrival.generator], tree, new) for arrival in chosen[number]]
    return found


def _task(arrival: generators.Arrival, proposal: generators.Proposal, tree: trees.Tree, new: Mapping[str, str]) -> Task:
    def file(path: str) -> File | None:
        blob = tree.blobs.get(path)
        return File(path, blob, tree.modes[path] == trail.EXECUTABLE) if blob else None

    others = [(name, tuple(map(file, proposal.files(name)))) for name in arrival.siblings]
    there = [each for each in others if any(each[1])]
    return Task(
        arrival=arrival,
        patterns=proposal.patterns,
        actual=tuple(File(path, new[path], executable=False) if path else None for path in arrival.files),
        others=tuple(there[:: -(-len(there) // MOST)] if there else ()),
    )


def measure(root: Path, every: Sequence[Task], tell: Callable[[int], None]) -> list[Measured]:
    """Build, fit and compare; half of them on a second core. `tell` is told how many of the first half are done."""
    second = beside.start(lambda: _measured(root, every[1::2], lambda _: None))
    first = _measured(root, every[::2], tell)
    return [*first, *second()]


def _measured(root: Path, every: Sequence[Task], tell: Callable[[int], None]) -> list[Measured]:
    found = []
    with contents.Contents(root) as held:
        for number, task in enumerate(every, start=1):
            found.append(_one(root, task, held))
            tell(2 * number)
    return found


def _one(root: Path, task: Task, held: contents.Contents) -> Measured:
    name = task.arrival.name
    mine = [_text(held, file) for file in task.actual]
    every = [sources.Instance(other, tuple(_text(held, file) for file in files)) for other, files in task.others]
    found = _few([each for each in every if any(each.texts)])
    whole = _joined(mine, mine)
    best = max(siblings.copied(whole, name, [(each.name, _joined(each.texts, mine)) for each in found]), default=0.0)
    nothing = Measured(task.arrival.generator, plan.count_words(whole), 0.0, 0.0, best, failed=True)
    if len(found) < 2 or not 0 < len(whole) <= MOST_BYTES:
        return nothing
    try:
        template = build.template_of(root, "backtest", task.patterns, found)
        files = {text.path: text.text.encode() for text in mine if text}
        fitted = fit.fit(template, name, files)
        cost = target.Target(template, name, files).cost(fitted.params)
    except errors.JigError:  # no template saves nobody anything
        return nothing
    return nothing._replace(
        share=max(0.0, 1 - cost / max(nothing.words, 1)),
        lines_share=fitted.made_lines / max(len(whole.splitlines()), 1),
        failed=False,
    )


def _few(every: Sequence[sources.Instance]) -> list[sources.Instance]:
    """Return as many of the instances as are not too much together, three at least of those that are not too large."""
    found: list[sources.Instance] = []
    total = 0
    for each in every:
        size = sum(len(text.text) for text in each.texts if text)
        if size <= MOST_BYTES and (total + size <= MOST_BYTES or len(found) < MINIMUM):
            total += size
            found.append(each)
    return found


def _joined(texts: Sequence[sources.Text | None], mine: Sequence[sources.Text | None]) -> str:
    """Return the text of those files that the instance has, one after the other."""
    return "\n".join(text.text for text, there in zip(texts, mine, strict=True) if text and there)


def _text(held: contents.Contents, file: File | None) -> sources.Text | None:
    data = held.get(file.blob) if file else None
    if file is None or data is None or not _is_code(data):
        return None
    return sources.of_bytes(data, file.path, executable=file.executable)


def _is_code(data: bytes) -> bool:
    return 0 < len(data) <= LARGEST and noise.by_content(data) is None
