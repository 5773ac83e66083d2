"""The plot of a forecast: net hours week by week, as an SVG that needs nothing else, and as rows for a terminal.

What was is a line; what may come is a band for each course. It shows where a course overtakes carrying on by hand, and
where growth ends because nothing is left that is worth a tool.
"""

from collections.abc import Sequence
from html import escape

from jigsmith.ledger.forecast import HAND, ON, ONE, Band, Course, Forecast

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 320, 56, 150, 16, 36
LINE = 16  # from one name to the next
TITLES = {HAND: "build nothing more", ONE: "build the next best", ON: "keep building"}
DASHES = {HAND: "2 4", ONE: "8 4", ON: ""}
STYLE = """
.jf{font:12px system-ui,sans-serif;color-scheme:light dark}
.jf text{fill:light-dark(#333,#ddd)} .jf .axis{stroke:light-dark(#999,#777);stroke-width:1}
.jf .by-hand{color:light-dark(#6b6b6b,#a8a8a8)} .jf .next-best{color:light-dark(#9a5b00,#f0b050)}
.jf .keep-building{color:light-dark(#00629b,#6cc0f5)} .jf .past{color:light-dark(#222,#eee)}
.jf path{fill:none;stroke:currentColor;stroke-width:2} .jf .band{fill:currentColor;stroke:none;opacity:.15}
.jf .name{fill:currentColor}
"""


def svg(found: Forecast, *, css: bool = True) -> str:
    """Return the plot. `css`: with its own style; a page that has one leaves it out, where no inline style may be."""
    past = [Band(week.saved - week.invested, 0.0, 0.0) for week in found.past]
    scale = _Scale(found, past)
    label = f'aria-label="{escape(described(found))}"'
    parts = [
        f'<svg class="jf" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {label}>',
        f"<style>{STYLE}</style>" if css else "",
        *scale.axes(found),
    ]
    if past:
        parts.append(f'<g class="past"><path d="{scale.line(past, 0)}"/></g>')
    now, at = past[-1].value if past else 0.0, max(len(past) - 1, 0)
    names = _apart({c.name: scale.point(at, c.net[-1].value)[1] for c in found.courses if c.net})
    for course in found.courses:
        ahead = [Band(now, now, now), *course.net]
        parts.append(
            f'<g class="{course.name}"><path class="band" d="{scale.band(ahead, at)}"/>'
            f'<path stroke-dasharray="{DASHES[course.name]}" d="{scale.line(ahead, at)}"/>'
            f"{_overtakes(course, scale, at)}"
            f'<text class="name" x="{WIDTH - RIGHT + 6}" y="{names.get(course.name, TOP) + 4:.1f}">'
            f"{TITLES[course.name]}</text></g>"
        )
    return "".join([*parts, "</svg>"])


def _overtakes(course: Course, scale: "_Scale", at: int) -> str:
    """Return a dot where a course is ahead of building nothing more; nothing where it never is."""
    if course.ahead is None:
        return ""
    x, y = scale.point(at + course.ahead, course.net[course.ahead - 1].value)
    title = f"ahead of building nothing more after {course.ahead} weeks"
    return f'<circle class="name" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{title}</title></circle>'


def _apart(places: dict[str, float]) -> dict[str, float]:
    """Return where names stand that would else stand on each other: the lower ones further down."""
    found: dict[str, float] = {}
    last = 0.0
    for name, y in sorted(places.items(), key=lambda item: item[1]):
        last = max(y, last + LINE)
        found[name] = last
    return found


def described(found: Forecast) -> str:
    """Say in words what the plot shows."""
    said = [f"Net hours after {len(found.weeks)} weeks."]
    for course in found.courses:
        if course.net:
            last = course.net[-1]
            said.append(f"{TITLES[course.name]}: {last.value:.0f}, {last.low:.0f} to {last.high:.0f}.")
    return " ".join(said)


class _Scale:
    """From weeks and hours to places on the paper."""

    def __init__(self, found: Forecast, past: Sequence[Band]) -> None:
        ends = [end for course in found.courses for band in course.net for end in (band.low, band.high)]
        values = [0.0, *(band.value for band in past), *ends]
        self.low, self.high = min(values), max(values)
        if self.high - self.low < 1:
            self.high = self.low + 1
        self.count = max(len(past) - 1, 0) + len(found.weeks)

    def point(self, number: int, value: float) -> tuple[float, float]:
        """Return where a value of a week stands."""
        x = LEFT + (WIDTH - LEFT - RIGHT) * number / max(self.count, 1)
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)

    def line(self, bands: Sequence[Band], start: int) -> str:
        """Return a line through the middles."""
        return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in self._places([b.value for b in bands], start))

    def band(self, bands: Sequence[Band], start: int) -> str:
        """Return the area between the ends."""
        upper = self._places([b.high for b in bands], start)
        lower = self._places([b.low for b in bands], start)
        return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in [*upper, *reversed(lower)]) + "Z"

    def _places(self, values: Sequence[float], start: int) -> list[tuple[float, float]]:
        return [self.point(start + number, value) for number, value in enumerate(values)]

    def axes(self, found: Forecast) -> list[str]:
        """Return the axes: a line at nothing, hours to the left, dates below."""
        parts = []
        for value in sorted({self.low, 0.0, self.high}):
            _, y = self.point(0, value)
            parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f} h</text>')
        _, zero = self.point(0, 0.0)
        parts.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{zero:.1f}" y2="{zero:.1f}"/>')
        dates = [*(week.week for week in found.past[:1]), *found.weeks[-1:]]
        places = [0, self.count] if len(dates) > 1 else [self.count]
        for number, day in zip(places, dates, strict=True):
            x, _ = self.point(number, 0.0)
            parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 12}" text-anchor="middle">{day:%d %b %Y}</text>')
        return parts


def braille(series: Sequence[float], *, width: int, height: int, low: float, high: float) -> list[str]:
    """Return a line as rows of braille, two dots wide and four high each."""
    dots = [[0] * width for _ in range(height)]
    bits = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
    for x in range(2 * width):
        value = series[min(x * len(series) // (2 * width), len(series) - 1)]
        y = round((high - value) / ((high - low) or 1) * (4 * height - 1))
        dots[y // 4][x // 2] |= bits[x % 2][y % 4]
    return ["".join(chr(0x2800 + cell) for cell in row) for row in dots]
