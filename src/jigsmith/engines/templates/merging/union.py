"""Union: lists of lines, such as barrels and ignore files, in which both sides only ever add and remove lines."""

from collections.abc import Iterator

from jigsmith.engines.templates.merging import text, three


def merge(base: str, ours: str, theirs: str, *, labels: text.Labels = text.LABELS) -> text.Merged:
    """What both sides made of `base`; where they clash, the lines of ours and then the new ones of theirs.

    A line that the user has already is not added again, one that the user deleted stays deleted, and one that the
    template alone removed is gone. There are no conflicts, so `labels` name nothing.
    """
    del labels
    quick = text.unchanged(base, ours, theirs)
    if quick is not None:
        return text.Merged(text=quick)
    sides = text.opened(base), text.opened(ours), text.opened(theirs)
    known = {line for line in sides[1].lines if _tells(line)}
    found: list[text.Line] = []
    for region in three.regions(sides[0].lines, sides[1].lines, sides[2].lines):
        if region.kind not in ("theirs", "clash"):
            found += text.settled(sides, region)
            continue
        if region.kind == "clash":
            found += text.lines_of(sides[1], region.ours)
        found += ((line, "") for line in _added(sides, region, known))
    return text.Merged(text=text.closed(found, sides))


def _added(sides: tuple[text.Side, text.Side, text.Side], region: three.Region, known: set[str]) -> Iterator[str]:
    """The lines of theirs in this region that come into the result. They are known from then on."""
    before = set(sides[0].lines[slice(*region.base)])
    mine = set(sides[1].lines[slice(*region.ours)])
    for line in sides[2].lines[slice(*region.theirs)]:
        if region.kind == "clash" and (line in before or line in mine):
            continue
        if line in known and line not in before:
            continue
        if _tells(line):
            known.add(line)
        yield line


def _tells(line: str) -> bool:
    """Whether it says something that need not be said twice: not a bracket, an empty line or a mark of ours."""
    return "jig:" not in line and any(character.isalnum() for character in line)
