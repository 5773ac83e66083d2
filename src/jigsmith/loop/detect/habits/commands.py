"""Routines: sequences of commands as habits, with when each was gone through and how long that took."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from itertools import islice, pairwise

from jigsmith.base import ids
from jigsmith.loop.detect.habits import arguments, corpus, sequences
from jigsmith.loop.detect.habits.corpus import Corpus, Int
from jigsmith.loop.detect.records import Habit, Time
from jigsmith.loop.observe.records import Span

PAUSE = 300.0  # seconds after which somebody did something else between two steps


def find(spans: Sequence[Span], *, offset: float = 0.0) -> list[Habit]:
    """Return the routines in sessions; `offset`: seconds that the user's clock is ahead of UTC."""
    if not any(spans):
        return []
    body = corpus.corpus(spans, offset=offset)
    return [_habit(body, length, places) for length, places in sequences.find(body)]


def name(kind: str, steps: Sequence[str]) -> ids.CandidateId:
    """Return an id that the same steps always get: a few words, and a digest."""
    words = re.findall(r"[a-z]{2,}", " ".join(step.split(" -", 1)[0] for step in steps).lower())
    digest = blake2b("\0".join([kind, *steps]).encode(), digest_size=2).hexdigest()
    return ids.CandidateId("-".join([*islice(dict.fromkeys(words), 4), digest]))


def _habit(body: Corpus, length: int, places: Int) -> Habit:
    steps = tuple(step.key for step in body.steps[int(places[0]) : int(places[0]) + length])
    all_slots = [[step.slots for step in body.steps[place : place + length]] for place in places.tolist()]
    weighed = arguments.weigh(all_slots)
    times = [_time(body, place, length) for place in places.tolist()]
    return Habit(
        id=name("commands", steps),
        kind="commands",
        steps=steps,
        lines=tuple(" ".join([step, *words]) for step, words in zip(steps, weighed.words, strict=True)),
        times=tuple(sorted(times, key=lambda time: time.begin or 0.0)),
        parameters=weighed.parameters,
        arguments=weighed.number,
        shape=weighed.shape,
        fit=weighed.fit,
    )


def _time(body: Corpus, place: int, length: int) -> Time:
    session = int(body.session[place])
    span = body.spans[session]
    at = place - int(body.begins[session])
    begin, end, last = span.whens[at], span.whens[at + length - 1], span.seconds[at + length - 1]
    return Time(span.source, f"{span.source} {session}", begin, end, _seconds(span.whens[at : at + length], last))


def _seconds(whens: Sequence[float | None], last: float | None) -> float | None:
    """Return how long a routine took, pauses cut; what the last step took belongs to it where that is known."""
    moments = [when for when in whens if when is not None]
    if len(moments) < len(whens):
        return None
    worked = sum(min(max(later - former, 0.0), PAUSE) for former, later in pairwise(moments))
    worked += min(last or 0.0, PAUSE)
    return worked or None  # all on one line, and nobody knows how long that ran
