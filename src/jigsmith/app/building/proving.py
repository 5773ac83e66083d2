"""Proving: every instance made again from the template, on all cores, and told while it goes on."""

import functools
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import proof

MOST = 80  # instances from which a template is made; further ones only prove it
ONE_CORE = 100_000  # bytes of all instances up to which other processes would not pay
Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
Instances = Sequence[tuple[str, Mapping[str, bytes]]]  # the name, and the files by path


def prove(template: formats.Template, found: Instances, progress: Progress | None) -> list[proof.Proven]:
    """What the template makes of each instance, in their order."""
    names, files = [name for name, _ in found], [raw for _, raw in found]
    once = functools.partial(proof.prove, template, shared=proof.shared_lines(files))
    if sum(len(data) for raw in files for data in raw.values()) < ONE_CORE:
        return list(_told(map(once, names, files), len(found), progress))
    with ProcessPoolExecutor(initializer=_quiet) as pool:
        try:
            return list(_told(pool.map(once, names, files, chunksize=2), len(found), progress))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _quiet() -> None:
    """Leaves Ctrl-C to the process that waits for the results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _told(proven: Iterable[proof.Proven], count: int, progress: Progress | None) -> Iterator[proof.Proven]:
    for index, each in enumerate(proven):
        if progress:
            progress("proving", index + 1, count)
        yield each
