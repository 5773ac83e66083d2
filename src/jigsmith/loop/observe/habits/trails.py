"""Trails: what was done one after the other, from commands as they were typed.

A session is what the source calls one; where it does not, a pause of half an hour ends one. The same step several times
in a row is one, and a line of several commands is as many steps.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from jigsmith.loop.observe.habits import reduce
from jigsmith.loop.observe.records import Said, Span, Step, Typed

IDLE = 1800.0  # seconds without a command after which a session ends


def spans(typed: Iterable[Typed], reducer: reduce.Reducer) -> Iterator[Span]:
    """Yield the sessions with their steps, as far as there are any."""
    by_session: dict[tuple[str, str, bool], list[Typed]] = defaultdict(list)
    for each in typed:
        by_session[each.source, each.session, each.when is None].append(each)
    for (source, _, timeless), commands in by_session.items():
        if not timeless:
            commands.sort(key=_began)
        yield from _cut(source, commands, reducer)


def _began(command: Typed) -> float:
    return command.when or 0.0


def _cut(source: str, commands: Iterable[Typed], reducer: reduce.Reducer) -> Iterator[Span]:
    steps: list[Step] = []
    whens: list[float | None] = []
    lasted: list[float | None] = []
    before = ""
    ended: float | None = None
    for _, _, when, seconds, text in commands:
        if when is not None and ended is not None and when - ended > IDLE:
            if steps:
                yield Span(source, tuple(steps), tuple(whens), tuple(lasted))
            steps, whens, lasted, before = [], [], [], ""
        if when is not None:
            ended = max(ended or when, when + (seconds or 0.0))
        for step in reducer.steps(text):
            if step.key != before:
                steps.append(step)
                whens.append(when)
                lasted.append(seconds)
                before = step.key
    if steps:
        yield Span(source, tuple(steps), tuple(whens), tuple(lasted))


def paced(said: Iterable[Said]) -> list[Said]:
    """Return prompts with how long each took: until the next of its session, unless there was a pause."""
    ordered = sorted(said, key=lambda each: (each.source, each.session, each.when))
    found = []
    for each, after in zip_longest(ordered, ordered[1:]):
        follows = after is not None and (after.source, after.session) == (each.source, each.session)
        gap = after.when - each.when if follows else IDLE + 1
        found.append(each._replace(seconds=gap) if 0 < gap <= IDLE else each)
    return found
