"""Across: bundles in several folders whose instances have the same names and belong together become one.

`models/user.py`, `routes/users.py` and `tests/test_user.py` are one instance when the commits that brought one mostly
brought the others. Where history says nothing (one commit brought all), nearly the same names are taken for it, unless
many families share them: then they are a dimension, such as a language, and no thing of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from jigsmith.engines.templates import names
from jigsmith.loop.detect import bundles, evidence
from jigsmith.loop.observe import records as observe

SAME_NAMES = 0.6  # of the names of both, so many are names of both, when history says that they came together
ONLY_NAMES = 0.75  # when history says nothing
TOGETHER = 0.5  # of the names that came in small commits, so many came in the same ones
DIMENSION = 6  # places that a usual name is found in, from which on the names are a dimension
BULK = 5  # instances from which on a commit says nothing about who belongs together
STYLES = ("raw", "singular", "plural", "snake", "kebab", "camel", "pascal", "flat", "const")
Bundle = bundles.Bundle
Keys = Mapping[str, str]  # what a name is told by, to the name


def merged(found: Sequence[Bundle], paths: Sequence[str], history: observe.History) -> list[Bundle]:
    """Return the bundles, those that belong together as one."""
    related = _related([_keyed(bundle) for bundle in found])
    if not related:
        return list(found)
    known = _Known(paths, history)
    used: set[int] = set()
    result = []
    for index, bundle in enumerate(found):
        if index in used:
            continue
        used.add(index)
        whole = bundle
        for other in related[index]:
            joined = None if other in used else _tried(known, whole, found[other])
            if joined is not None:
                used.add(other)
                whole = joined
        result.append(whole)
    return sorted(result, key=lambda bundle: (-bundle.gain, bundle.patterns))


def _keyed(bundle: Bundle) -> Keys:
    return {_key(name): name for name in bundle.instances}


def _tried(known: "_Known", one: Bundle, other: Bundle) -> Bundle | None:
    """Return two bundles as one; None when their instances do not belong together."""
    our, their = _keyed(one), _keyed(other)
    shared = sorted(our.keys() & their.keys())
    both = [(one.instances[our[key]], other.instances[their[key]], key) for key in shared]
    if not known.belong(both, max(len(our), len(their))):
        return None
    return _joined(one, other, our, their)


@lru_cache(maxsize=1 << 16)
def _key(name: str) -> str:
    return names.singular("_".join(names.split(name)))


def _related(keyed: Sequence[Keys]) -> dict[int, list[int]]:
    """Return for each bundle those that have mostly the same names."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(keyed):
        for key in each:
            holders[key].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for indices in holders.values():
        for a, one in enumerate(indices[:50]):
            for other in indices[a + 1 : 50]:
                shared[one, other] += 1
    related: dict[int, list[int]] = defaultdict(list)
    for (one, other), count in sorted(shared.items()):
        if count >= SAME_NAMES * max(len(keyed[one]), len(keyed[other])):
            related[one].append(other)
            related[other].append(one)
    return related


class _Known:
    """What paths and history say about which instances belong together."""

    def __init__(self, paths: Sequence[str], history: observe.History) -> None:
        self._paths = paths
        self._came = {path: number for number, addition in enumerate(history.additions) for path in addition.paths}
        self._places: dict[str, set[str]] | None = None

    def belong(self, both: Sequence[tuple[Sequence[int], Sequence[int], str]], most: int) -> bool:
        """Tell whether instances came together; where that is not known, whether to have the same names is enough.

        `both` holds the files of each name in one bundle and in the other, `most` is the size of the larger one.
        """
        commits = [(self._commits(ours), self._commits(theirs)) for ours, theirs, _ in both]
        times = Counter(commit for ours, _ in commits for commit in ours)
        telling = [(ours, theirs) for ours, theirs in commits if ours and theirs and all(times[c] < BULK for c in ours)]
        if len(telling) >= 3:
            return sum(bool(ours & theirs) for ours, theirs in telling) >= TOGETHER * len(telling)
        if len(both) < ONLY_NAMES * most:
            return False
        places = self._folders()
        return sorted(len(places[key]) for _, _, key in both)[len(both) // 2] < DIMENSION

    def _folders(self) -> dict[str, set[str]]:
        """Return for each name the folders with something that is called so."""
        if self._places is None:
            self._places = defaultdict(set)
            for path in self._paths:
                pieces = path.split("/")
                for depth, piece in enumerate(pieces):
                    self._places[_key(piece.partition(".")[0] or piece)].add("/".join(pieces[:depth]))
        return self._places

    def _commits(self, files: Sequence[int]) -> set[int]:
        """Return the commits that brought these files; nothing when that of one is not known."""
        commits = {self._came.get(self._paths[number], -1) for number in files}
        return commits if -1 not in commits else set()


def _joined(one: Bundle, other: Bundle, our: Mapping[str, str], their: Mapping[str, str]) -> Bundle | None:
    """Put two bundles together; the other's patterns say in which style they have the name. None: in no style."""
    pairs = [(our[key], their[key]) for key in our.keys() & their.keys()]
    style = max(STYLES, key=lambda s: (sum(names.STYLES[s](a) == b for a, b in pairs), -STYLES.index(s)))
    if style == "singular" and not any("{name:" in pattern for pattern in one.patterns):
        return _joined(other, one, their, our)  # the name is the singular; the plural follows from it
    fitting = sum(names.STYLES[style](a) == b for a, b in pairs)
    styled = any("{name:" in pattern for pattern in other.patterns)
    if fitting < 0.8 * len(pairs) or (styled and style != "raw"):
        return None
    hole = "{name}" if style == "raw" else f"{{name:{style}}}"
    told = names.STYLES[style]
    instances = {
        name: (*numbers, *(other.instances[their[key]] if told(name) == their.get(key) else ()))
        for name, numbers in one.instances.items()
        for key in [_key(name)]
    }
    instances |= {
        name: other.instances[name] for key, name in sorted(their.items()) if key not in our and name not in instances
    }
    return one._replace(
        parts=(*one.parts, *other.parts),
        patterns=(*one.patterns, *(pattern.replace("{name}", hole) for pattern in other.patterns)),
        instances=dict(sorted(instances.items())),
        gain=one.gain + other.gain + evidence.NAME_BITS * len(pairs),
        share=min(one.share, other.share),
    )
