"""Plots of the ledger as inline SVG: trends, intervals, hours. What they show is said in words as well."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from jigsmith.faces.web import numbers

WIDE, HIGH, PAD = 240.0, 56.0, 4.0
SPARK = 20.0


def spark(values: Sequence[int], *, label: str) -> Markup:
    """Return numbers by week as small columns, the latest on the right."""
    most = max(values, default=0) or 1
    drawn = "".join(
        f"M{index * 7} {SPARK:g}v-{max(1.5, value / most * SPARK):.1f}h5V{SPARK:g}z" if value else
        f"M{index * 7} {SPARK:g}v-1h5v1z"
        for index, value in enumerate(values)
    )  # fmt: skip
    width = len(values) * 7 - 2
    svg = Markup('<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {} 20" width="{}" height="20">'
                 '<path d="{}"/></svg>')  # fmt: skip
    return svg.format(label, width, width, drawn)


def trend(values: Sequence[float | None], *, label: str, target: float | None = None) -> Markup:
    """Return numbers as a line over the whole width, with gaps where nothing was measured, and the target as dashes."""
    known = [value for value in values if value is not None]
    ends = [0.0, *known, *([target] if target is not None else [])]
    scale = _Scale(min(ends), max(ends), len(values))
    dashes = Markup('<path class="target" d="M0 {:.1f}H{:g}"/>').format(scale.y(target), WIDE) if target else ""
    svg = Markup('<svg class="trendline" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}" '
                 'preserveAspectRatio="none"><path class="ground" d="M0 {:.1f}H{:g}"/>{}<path class="line" d="{}"/>'
                 '<path class="dots" d="{}"/></svg>')  # fmt: skip
    line, dots = scale.line(values), scale.dots(values)
    return svg.format(label, WIDE, HIGH, scale.y(0.0), WIDE, dashes, line, dots)


def hours(past: Sequence[Any], *, label: str) -> Markup:
    """Return hours invested and saved, week by week, as two lines; between them is what came of it."""
    saved, invested = [each.saved for each in past], [each.invested for each in past]
    if len(past) == 1:
        saved, invested = [0.0, *saved], [0.0, *invested]
    scale = _Scale(min([0.0, *saved, *invested]), max([0.0, *saved, *invested]), len(saved))
    svg = Markup('<svg class="trendline hours" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}" '
                 'preserveAspectRatio="none"><path class="ground" d="M0 {:.1f}H{:g}"/>'
                 '<path class="invested" d="{}"/><path class="saved" d="{}"/></svg>')  # fmt: skip
    return svg.format(label, WIDE, HIGH, scale.y(0.0), WIDE, scale.line(invested), scale.line(saved))


def between(before: Any, after: Any) -> Markup:
    """Return two figures with their intervals below each other on one scale from 0: by hand, and with the tool."""
    most = max((end for each in (before, after) for end in (each.value, each.high) if end is not None), default=0) or 1
    rows = []
    for row, (look, figure) in enumerate((("before", before), ("after", after))):
        if figure.value is None:
            continue
        at, y = figure.value / most * 192 + 4, row * 16 + 9
        if figure.low is not None and figure.high is not None:
            low, high = (min(max(end, 0.0), most) / most * 192 + 4 for end in (figure.low, figure.high))
            rows.append(Markup('<path class="whisker {}" d="M{:.1f} {}H{:.1f}"/>').format(look, low, y, high))
        rows.append(Markup('<circle class="{}" cx="{:.1f}" cy="{}" r="4"/>').format(look, at, y))
    said = " ".join(
        f"{word}: {numbers.number(each.value, 'min')}." if each.value is not None else f"{word}: not measured."
        for word, each in (("By hand", before), ("With the tool", after))
    )
    svg = Markup('<svg class="between" role="img" aria-label="{}" viewBox="0 0 200 34" width="200" height="34">'
                 '<path class="ground" d="M4 0v34"/>{}</svg>')  # fmt: skip
    return svg.format(said, Markup("").join(rows))


def weeks(found: Sequence[Any], *, label: str) -> Markup:
    """Return the uses by week as columns over the whole width; those that failed stand at the bottom of each."""
    most = max((each.uses for each in found), default=0) or 1
    wide = 600 / max(1, len(found))
    ran, failed = [], []
    for index, each in enumerate(found):
        at, high = f"{index * wide:.1f}", f"{wide * 0.75:.1f}"
        if each.uses:
            ran.append(f"M{at} 90v-{max(1.0, each.uses / most * 88):.1f}h{high}V90z")
        if each.failed:
            failed.append(f"M{at} 90v-{max(1.0, each.failed / most * 88):.1f}h{high}V90z")
    svg = Markup('<svg class="columns tall" role="img" aria-label="{}" viewBox="0 0 600 90" preserveAspectRatio="none">'
                 '<path class="run" d="{}"/><path class="bad" d="{}"/></svg>')  # fmt: skip
    return svg.format(label, "".join(ran), "".join(failed))


class _Scale:
    """From numbers to places on the paper."""

    def __init__(self, low: float, high: float, count: int) -> None:
        self._low, self._span, self._last = low, (high - low) or 1.0, max(0, count - 1)

    def x(self, index: int) -> float:
        """Return where a point stands from the left."""
        return WIDE - PAD - (self._last - index) * (WIDE - 2 * PAD) / (self._last or 1)

    def y(self, value: float) -> float:
        """Return where a value stands from the top."""
        return HIGH - PAD - (value - self._low) / self._span * (HIGH - 2 * PAD)

    def line(self, values: Sequence[float | None]) -> str:
        """Return a line through all that is there, broken where something is not."""
        parts, pen = [], "M"
        for index, value in enumerate(values):
            if value is None:
                pen = "M"
                continue
            parts.append(f"{pen}{self.x(index):.1f} {self.y(value):.1f}")
            pen = "L"
        return "".join(parts)

    def dots(self, values: Sequence[float | None]) -> str:
        """Return a line of no length for each: with round ends it is a dot however the plot is stretched."""
        return "".join(
            f"M{self.x(index):.1f} {self.y(value):.1f}h0" for index, value in enumerate(values) if value is not None
        )
