"""Across: bundles in several folders whose instances have the same names and belong together become one.

`models/user.py`, `routes/users.py` and `tests/test_user.py` are one instance when the commits that brought one mostly
brought the others. Where history says nothing (one commit brought all), nearly the same names are taken for it, unless
many families share them: then they are a dimension, such as a language, and no thing of their own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jigsmith.engines.templates import names
from jigsmith.loop.detect import bundles, evidence
from jigsmith.loop.observe import records as observe

SAME_NAMES = 0.6  # of the names of both, so many are names of both, when history says that they came together
ONLY_NAMES = 0.75  # when history says nothing
TOGETHER = 0.5  # of the names that came in small commits, so many came in the same ones
DIMENSION = 6  # places that a usual name is found in, from which on the names are a dimension
BULK = 5  # instances from which on a commit says nothing about who belongs together
STYLES = ("raw", "plural", "singular", "snake", "kebab", "camel", "pascal", "flat", "const")
Bundle = bundles.Bundle


def merged(found: Sequence[Bundle], paths: Sequence[str], history: observe.History) -> list[Bundle]:
    """Return the bundles, those that belong together as one."""
    came = {path: number for number, addition in enumerate(history.additions) for path in addition.paths}
    keyed = [{_key(name): name for name in bundle.instances} for bundle in found]
    related = _related(keyed)
    places = _places(paths)
    used: set[int] = set()
    result = []
    for index, bundle in enumerate(found):
        if index in used:
            continue
        used.add(index)
        for other in related[index]:
            if other in used:
                continue
            if _belong(bundle, found[other], (keyed[index], keyed[other]), came, paths, places):
                joined = _joined(bundle, found[other], keyed[index], keyed[other])
                if joined is not None:
                    used.add(other)
                    bundle = joined  # noqa: PLW2901 - it has grown
        result.append(bundle)
    return sorted(result, key=lambda bundle: (-bundle.gain, bundle.patterns))


def _key(name: str) -> str:
    return names.singular("_".join(names.split(name)))


def _places(paths: Sequence[str]) -> dict[str, int]:
    """Return for each name in how many folders there is a file or a folder that is called so."""
    folders: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        pieces = path.split("/")
        for depth, piece in enumerate(pieces):
            folders[_key(piece.partition(".")[0] or piece)].add("/".join(pieces[:depth]))
    return {key: len(held) for key, held in folders.items()}


def _related(keyed: Sequence[Mapping[str, str]]) -> dict[int, list[int]]:
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


def _belong(
    one: Bundle,
    other: Bundle,
    keyed: tuple[Mapping[str, str], Mapping[str, str]],
    came: Mapping[str, int],
    paths: Sequence[str],
    places,
) -> bool:
    """Tell whether the instances of two bundles came together; where that is not known, whether the names are enough."""
    both = keyed[0].keys() & keyed[1].keys()
    commits = [
        (
            {came.get(paths[n], -1) for n in one.instances[keyed[0][key]]},
            {came.get(paths[n], -2) for n in other.instances[keyed[1][key]]},
        )
        for key in sorted(both)
    ]
    times: dict[int, int] = defaultdict(int)
    for ours, _ in commits:
        for commit in ours:
            times[commit] += 1
    telling = [(ours, theirs) for ours, theirs in commits if min(ours) >= 0 and all(times[c] < BULK for c in ours)]
    if len(telling) >= 3:
        return sum(bool(ours & theirs) for ours, theirs in telling) >= TOGETHER * len(telling)
    usual = sorted(places[key] for key in both)[len(both) // 2]
    return usual < DIMENSION and len(both) >= ONLY_NAMES * max(len(keyed[0]), len(keyed[1]))


def _joined(one: Bundle, other: Bundle, our: Mapping[str, str], their: Mapping[str, str]) -> Bundle | None:
    """Put two bundles together; the other's patterns say in which style they have the name. None: in no style."""
    pairs = [(our[key], their[key]) for key in our.keys() & their.keys()]
    style = max(STYLES, key=lambda s: (sum(names.STYLES[s](a) == b for a, b in pairs), -STYLES.index(s)))
    if sum(names.STYLES[style](a) == b for a, b in pairs) < 0.8 * len(pairs) or any(
        "{name:" in p for p in other.patterns if style != "raw"
    ):
        return None
    hole = "{name}" if style == "raw" else f"{{name:{style}}}"
    instances = {
        name: (*numbers, *(other.instances[their[key]] if key in their else ()))
        for name, numbers in one.instances.items()
        for key in [_key(name)]
    }
    instances |= {
        name: other.instances[name] for key, name in sorted(their.items()) if key not in our and name not in instances
    }
    return replace(
        one,
        parts=(*one.parts, *other.parts),
        patterns=(*one.patterns, *(pattern.replace("{name}", hole) for pattern in other.patterns)),
        instances=dict(sorted(instances.items())),
        gain=one.gain + other.gain + evidence.NAME_BITS * len(pairs),
        share=min(one.share, other.share),
    )
