"""Drawings as inline SVG: no script, readable by screen readers, in the colours of the page."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from jigsmith.app.desk import runs

WIDE, GAP, HIGH, FOOT = 5, 2, 24, 7
LOOK = {"succeeded": "good", "failed": "bad", "timed-out": "bad", "lost": "bad", "running": "run", "queued": "run"}


def bars(found: Sequence[runs.Bar], *, shown: int = runs.SHOWN) -> Markup:
    """Return the last runs as bars, the latest on the right. Height is duration; below, a diamond is a failure and a
    ring one that did not run; a bar without filling runs now.
    """
    most = max((each.seconds or 0.0 for each in found), default=0.0) or 1.0
    paths: dict[str, list[str]] = {}
    first = shown - len(found)
    for index, each in enumerate(found):
        at = (first + index) * (WIDE + GAP)
        look = LOOK.get(each.state, "rest")
        if look != "rest":
            high = HIGH if look == "run" else max(3, round((each.seconds or 0.0) / most * HIGH))
            paths.setdefault(look, []).append(f"M{at} {HIGH - high}h{WIDE}v{high}h-{WIDE}z")
        if look == "bad":
            paths.setdefault("mark", []).append(f"M{at + 2.5} {HIGH + 1}l3 3-3 3-3-3z")
        if look == "rest":
            paths.setdefault("rest", []).append(f"M{at + 0.5} {HIGH + 4}a2 2 0 1 0 4 0a2 2 0 1 0-4 0z")
    drawn = Markup("").join(Markup('<path class="{}" d="{}"/>').format(look, "".join(d)) for look, d in paths.items())
    width = shown * (WIDE + GAP) - GAP
    svg = Markup('<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>')
    return svg.format(told(found), width, HIGH + FOOT, width, HIGH + FOOT, drawn)


def told(found: Sequence[runs.Bar]) -> str:
    """Return the bars in words."""
    if not found:
        return "It has not run yet."
    counted = ", ".join(f"{number} {state}" for state, number in Counter(each.state for each in found).most_common())
    return f"The last {len(found)} runs: {counted}. The latest one: {found[-1].state}."


def bullet(value: float | None, limit: float | None) -> Markup:
    """Return a duration against the 95th percentile as a bar with a mark; nothing when that is not measured."""
    if value is None or not limit:
        return Markup("")
    share = min(value / limit, 1.5) / 1.5 * 96
    look = "over" if value > limit else "within"
    svg = Markup(
        '<svg class="bullet" aria-hidden="true" viewBox="0 0 96 6" width="96" height="6"><path class="track" '
        'd="M0 1h96v4H0z"/><path class="{}" d="M0 1h{:.1f}v4H0z"/><path class="limit" d="M63 0h2v6h-2z"/></svg>'
    )
    return svg.format(look, share)


def columns(values: Sequence[int], *, label: str) -> Markup:
    """Return numbers by day as columns over the whole width."""
    most = max(values, default=0) or 1
    wide = 600 / max(1, len(values))
    drawn = "".join(
        f"M{index * wide:.1f} 60v-{max(1.0, value / most * 58):.1f}h{wide * 0.75:.1f}V60z"
        for index, value in enumerate(values)
        if value
    )
    svg = Markup('<svg class="columns" role="img" aria-label="{}" viewBox="0 0 600 60" preserveAspectRatio="none">'
                 '<path class="run" d="{}"/></svg>')  # fmt: skip
    return svg.format(label, drawn)
