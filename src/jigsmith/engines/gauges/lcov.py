"""LCOV tracefiles (geninfo(1)): `SF:` a file, `DA:line,hits`, `end_of_record`. A file may have several records."""

from collections import defaultdict

from jigsmith.engines.gauges import coverage, records
from jigsmith.engines.gauges.records import Reading


def read(data: bytes) -> Reading:
    """Read a tracefile; hits of the same line are added up. Raises Unreadable."""
    hits: defaultdict[str, dict[int, int]] = defaultdict(dict)
    path = ""
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        key, _, value = line.strip().partition(":")
        if key == "SF":
            path = value
            hits[path]
        elif key == "DA":
            where, count = _line(value, number)
            hits[path][where] = hits[path].get(where, 0) + count
        elif key == "end_of_record":
            path = ""
    if not hits and data.strip():
        raise records.Unreadable("it is no LCOV tracefile: it names no source file")
    return coverage.reading("lcov", hits)


def _line(value: str, number: int) -> tuple[int, int]:
    """Return line and hits of `12,3` or `12,3,checksum`; gcov writes `-` or `=====` for what was never reached."""
    where, _, rest = value.partition(",")
    count = rest.partition(",")[0]
    try:
        return int(where), int(float(count)) if count.strip("-=#") else 0
    except (ValueError, OverflowError) as error:
        raise records.Unreadable(f"line {number} is no line of an LCOV tracefile") from error
