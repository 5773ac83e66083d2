"""What LCOV and Cobertura have in common: lines of files, reached or missed."""

from collections.abc import Mapping

from jigsmith.engines.gauges.records import Covered, Reading, Value


def reading(gauge: str, hits: Mapping[str, Mapping[int, int]], *, roots: tuple[str, ...] = ()) -> Reading:
    """Return the reading of hits by line and path. A file without lines that can be reached is left out."""
    covered = tuple(
        Covered(
            path=path,
            reached=frozenset(line for line, count in lines.items() if count > 0),
            missed=frozenset(line for line, count in lines.items() if count <= 0),
        )
        for path, lines in sorted(hits.items())
        if lines
    )
    reached = sum(len(each.reached) for each in covered)
    total = reached + sum(len(each.missed) for each in covered)
    values = (
        Value(name="covered", value=reached, unit="lines"),
        Value(name="lines", value=total, unit="lines"),
        *((Value(name="coverage", value=100 * reached / total, unit="percent"),) if total else ()),
    )
    return Reading(gauge=gauge, examined=total, values=values, covered=covered, roots=roots)
