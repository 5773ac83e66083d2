"""Cobertura XML (coverage-04.dtd): `<class filename=…>` with `<line number=… hits=…>`; coverage.py, vitest, Maven."""

from collections import defaultdict
from xml.etree.ElementTree import Element

from jigsmith.engines.gauges import coverage, records, xml_text
from jigsmith.engines.gauges.records import Reading


def read(data: bytes) -> Reading:
    """Read a report; classes of one file are put together. Raises Unreadable."""
    root = xml_text.parse(data)
    if root.tag != "coverage":
        raise records.Unreadable(f"it is no Cobertura report: its root is <{root.tag}>")
    hits: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for each in root.iter("class"):
        lines = hits[each.get("filename") or ""]
        for line in each.iterfind("lines/line"):  # those of methods stand here once more
            number, count = _line(line)
            lines[number] = max(lines.get(number, 0), count)
    sources = (each.text or "" for each in root.iter("source"))
    return coverage.reading("cobertura", hits, roots=tuple(each.strip() for each in sources if each.strip()))


def _line(line: Element) -> tuple[int, int]:
    try:
        return int(line.get("number", "")), int(float(line.get("hits", "")))
    except (ValueError, OverflowError) as error:
        raise records.Unreadable("a <line> has no number or no hits") from error
