"""How dates, durations, money and states are said on pages."""

from datetime import date, datetime

from markupsafe import Markup

from jigsmith.base import clock

STEPS = ((60, 1, "s"), (3600, 60, "min"), (86_400, 3600, "h"), (86_400 * 60, 86_400, "d"))
MONTH, YEAR = 86_400 * 30.44, 86_400 * 365.25
LOOKS = {  # glyph and colour of each state
    "ok": ("✓", "good"), "succeeded": ("✓", "good"), "passed": ("✓", "good"), "done": ("✓", "good"),
    "completed": ("✓", "good"), "current": ("✓", "good"), "exact": ("✓", "good"), "success": ("✓", "good"),
    "failing": ("✗", "bad"), "failed": ("✗", "bad"), "timed-out": ("✗", "bad"), "lost": ("✗", "bad"),
    "overdue": ("!", "bad"), "missing": ("✗", "bad"), "problem": ("✗", "bad"),
    "blocked": ("?", "warn"), "waiting": ("?", "warn"), "needs-person": ("?", "warn"), "edited": ("✎", "warn"),
    "outdated": ("↑", "warn"), "limit": ("!", "warn"), "differs": ("≠", "warn"),
    "running": ("▶", "run"), "working": ("▶", "run"), "repairing": ("▶", "run"), "preparing": ("▶", "run"),
    "gating": ("▶", "run"), "proposing": ("▶", "run"), "reviewing": ("▶", "run"), "merging": ("▶", "run"),
    "cleaning": ("▶", "run"), "queued": ("◷", "rest"), "paused": ("‖", "rest"), "skipped": ("–", "rest"),
    "cancelled": ("–", "rest"), "dismissed": ("–", "rest"), "unproven": ("?", "rest"),
    "invest": ("↑", "good"), "keep": ("✓", "good"), "saves": ("✓", "good"), "automated": ("✓", "good"),
    "met": ("✓", "good"), "not met": ("–", "warn"), "not measured": ("∅", "rest"), "no verdict": ("∅", "rest"),
    "fix": ("!", "bad"), "retire": ("✗", "bad"), "loses": ("✗", "bad"), "notice": ("◷", "warn"),
    "worth building": ("↑", "run"),
    "by hand": ("☞", "rest"), "new": ("·", "rest"), "not-run": ("∅", "rest"),
}  # fmt: skip
SAY = {"ok": "OK", "overdue": "late", "by hand": "by hand", "new": "no run yet"}


def ago(seconds: float) -> str:
    """Return how long ago, or in how long, something is: `3 h ago`, `in 5 min`."""
    size = abs(seconds)
    if size < 5:
        return "now"
    said = next((f"{int(size // unit)} {name}" for limit, unit, name in STEPS if size < limit), "")
    said = said or (f"{int(size // MONTH)} months" if size < 2 * YEAR else f"{int(size // YEAR)} years")
    return f"{said} ago" if seconds > 0 else f"in {said}"


def when(moment: datetime | None, none: str = "–") -> Markup | str:
    """Return a time relative to now, with the exact one in UTC to be had by pointing at it."""
    if moment is None:
        return none
    said = ago((clock.now() - moment).total_seconds())
    exact = moment.strftime("%Y-%m-%d %H:%M:%S UTC")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(), exact, said)


def on(day: date) -> str:
    """Return a date: `3 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"


def day(moment: date | None, none: str = "–") -> Markup | str:
    """Return a day relative to today, with its date to be had by pointing at it."""
    if moment is None:
        return none
    days = (clock.now().date() - moment).days
    said = "today" if days < 1 else "yesterday" if days == 1 else ago(days * 86_400.0)
    return Markup('<span class="day" title="{}">{}</span>').format(on(moment), said)


def lasting(seconds: float | None, none: str = "–") -> str:
    """Return a duration: `0.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds is None:
        return none
    if seconds < 59.95:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def money(dollars: float) -> str:
    """Return US dollars."""
    return f"${dollars:,.2f}"


def short(number: float) -> str:
    """Return a big number in few characters: `12.3k`, `4.5M`."""
    for limit, unit in ((1_000_000, "M"), (1_000, "k")):
        if number >= limit:
            return f"{number / limit:.1f}{unit}"
    return f"{number:,.0f}"


def count(number: int, word: str) -> str:
    """Return how many there are, in words: `1 job`, `2 jobs`."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {word if number == 1 else plural}"


def state(word: str) -> Markup:
    """Return a state as glyph and word."""
    glyph, look = LOOKS.get(word, ("·", "rest"))
    inner = Markup('<span class="state {}"><span class="glyph" aria-hidden="true">{}</span>{}</span>')
    return inner.format(look, glyph, SAY.get(word, word))


def look(word: str) -> str:
    """Return the colour of a state."""
    return LOOKS.get(word, ("", "rest"))[1]
