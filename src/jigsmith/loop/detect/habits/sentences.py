"""Sentences: which prompts, and which subjects of commits, say the same but for a few words.

They are alike when they share half of their words and pairs of words. What is kept of them is what most of them say:
a word that stands in few of them is `…`, so that what somebody said only once is neither stored nor shown.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from zlib import crc32

from rapidfuzz.distance import Indel

from jigsmith.engines.trees import minhash
from jigsmith.loop.detect.habits import commands
from jigsmith.loop.detect.records import Habit, Time
from jigsmith.loop.observe.records import Said

TIMES, DAYS = 3, 2
ALIKE = 0.45  # Jaccard's index of words and pairs of words
FEWEST, MOST = 3, 60  # words of a sentence
SAMPLE = 60  # members by which a pattern is found
MANY = 2 / 3  # of the members say a word that is kept
GAP = "…"
_WORD = re.compile(r"\*{3}|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\w.,:/-]*|[\w./:@#-]*[\w/]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentences of the same words."""

    words: tuple[str, ...]  # a number is "0"
    said: list[Said]


def find(said: Sequence[Said], kind: str, *, offset: float = 0.0) -> list[Habit]:
    """Return what is said again and again; `offset`: seconds that the user's clock is ahead of UTC."""
    sentences = _sentences(said)
    found = []
    for group in _groups(sentences):
        habit = _habit(kind, [sentences[number] for number in group])
        days = {int((time.begin or 0) + offset) // 86_400 for time in habit.times} if habit else ()
        if habit and len(habit.times) >= TIMES and len(days) >= DAYS:
            found.append(habit)
    return found


def _sentences(said: Sequence[Said]) -> list[Sentence]:
    by_words: dict[tuple[str, ...], list[Said]] = defaultdict(list)
    for each in said:
        words = tuple("0" if word[0].isdigit() else word.lower() for word in _WORD.findall(each.text)[:MOST])
        if len(words) >= FEWEST:
            by_words[words].append(each)
    return [Sentence(words, each) for words, each in by_words.items()]


def _groups(sentences: Sequence[Sentence]) -> list[list[int]]:
    """Return groups of alike sentences; the one that is like most others gathers them, then the next that is left."""
    shingles = [_shingles(each.words) for each in sentences]
    near = _near(shingles)
    left = set(range(len(sentences)))
    groups = []
    for leader in sorted(
        left, key=lambda n: -len(sentences[n].said) - sum(len(sentences[o].said) for o in near.get(n, ()))
    ):
        if leader in left:
            group = [leader, *sorted(near.get(leader, set()) & left)]
            left -= set(group)
            groups.append(group)
    return groups


def _shingles(words: Sequence[str]) -> frozenset[int]:
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    return frozenset(crc32(text.encode("utf-8", "replace")) for text in (*words, *pairs))


def _near(shingles: Sequence[frozenset[int]]) -> Mapping[int, set[int]]:
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in set(minhash.pairs(minhash.signatures([sorted(each) for each in shingles]))):
        common = len(shingles[one] & shingles[other])
        if common >= ALIKE * (len(shingles[one]) + len(shingles[other]) - common):
            near[one].add(other)
            near[other].add(one)
    return near


def _habit(kind: str, group: Sequence[Sentence]) -> Habit | None:
    """Return what the members of a group have in common; None: too few words."""
    pattern, kept = _pattern([each.words for each in group], [len(each.said) for each in group])
    if kept < FEWEST:
        return None
    usual = median(len(each.words) for each in group for _ in each.said)
    times = [
        Time(each.source, f"{each.source} {each.session}", each.when, each.when, each.seconds)
        for sentence in group
        for each in sentence.said
    ]
    return Habit(
        id=commands.name(kind, (pattern,)),
        kind=kind,
        steps=(pattern,),
        lines=(pattern,),
        times=tuple(sorted(times, key=lambda time: time.begin or 0.0)),
        parameters=pattern.count(GAP),
        arguments=pattern.count(GAP),
        shape=1.0,
        fit=round(min(1.0, kept / usual), 3),
    )


def _pattern(members: Sequence[Sequence[str]], often: Sequence[int]) -> tuple[str, int]:
    """Return the words of the first that most members say, with gaps, and how many they are."""
    leader, sample = members[0], members[:SAMPLE]
    said = [0] * len(leader)
    for words, count in zip(sample, often, strict=False):
        for place in _shared(leader, words):
            said[place] += count
    enough = MANY * sum(often[: len(sample)])
    kept = [
        word if count >= enough and word not in ("0", "***") else GAP for word, count in zip(leader, said, strict=True)
    ]
    if _inserted(leader, sample, often):
        kept.append(GAP)
    text = re.sub(rf"{GAP}(?: {GAP})+", GAP, " ".join(kept))
    return text, sum(word != GAP for word in kept)


def _shared(leader: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Yield the places of those words of the first that stand in the other, too, in the same order."""
    for block in Indel.opcodes(leader, words):
        if block.tag == "equal":
            yield from range(block.src_start, block.src_end)


def _inserted(leader: Sequence[str], sample: Sequence[Sequence[str]], often: Sequence[int]) -> bool:
    """Tell whether most members go on after the last word of the first."""
    longer = sum(count for words, count in zip(sample, often, strict=False) if len(words) > len(leader))
    return longer > sum(often[: len(sample)]) / 2
