"""How figures are said on pages: never a number without where it is from, quietly."""

from typing import Any

from markupsafe import Markup

from jigsmith.faces.web import words

FIXED, THIN, MINUS = "\u00a0", "\u202f", "\u2212"  # a space at which no line breaks, a thin one, a sign
UNITS = {
    "h": f"{FIXED}h", "min": f"{FIXED}min", "ratio": f"{FIXED}×", "week": f"{FIXED}a week", "weeks": f"{FIXED}weeks",
    "": "", "minweek": f"{FIXED}min a week",
}  # fmt: skip


def number(value: float, unit: str = "") -> str:
    """Return a number with its unit: h, min, s, share, ratio, money, week (a week), weeks, minweek (min a week)."""
    if unit == "s":
        return words.lasting(value)
    if unit == "share":
        return f"{_signed(100 * value, 1 if 0 < abs(value) < 0.01 else 0)}{FIXED}%"
    if unit == "money":
        return words.money(value)
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 2 if abs(value) < 1 else 1
    return f"{_signed(value, digits)}{UNITS[unit]}"


def said(value: float | None, unit: str = "") -> str:
    """Return a number with its unit, or a dash for what is not measured."""
    return "–" if value is None else number(value, unit)


def _signed(value: float, digits: int) -> str:
    said = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{said}" if value < 0 and said.strip("0.,") else said


def ends(figure: Any, unit: str = "") -> str:
    """Return the ends of an interval; empty: it has none, or they are one."""
    if figure.value is None or figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    low, high = number(figure.low, unit), number(figure.high, unit)
    stem = len(UNITS.get(unit, "")) or (2 if unit == "share" else 0)
    return f"{low[:-stem] if stem else low} to {high}"


def origin(figure: Any) -> str:
    """Return where a figure is from in few words: `measured, n 32`."""
    return f"{figure.basis}, n{THIN}{figure.n:,}" if figure.n else str(figure.basis)


def derived(figure: Any, unit: str = "") -> str:
    """Return all that is to be said about a figure: basis, observations, interval, formula."""
    between = ends(figure, unit)
    parts = [origin(figure), f"95 % interval {between}" if between else "", figure.formula]
    return "; ".join(part for part in parts if part)


def figure(found: Any, unit: str = "", *, full: bool = False) -> Markup:
    """Return a figure for a table or a tile: the number, below it the interval and where it is from; all of it by
    pointing at it. `full`: the formula stands there as well.
    """
    if found.value is None:
        inner = Markup('<span class="fig none" title="{}"><span>not measured</span>{}</span>')
        why = Markup('<small class="basis">{}</small>').format(found.formula) if full and found.formula else ""
        return inner.format(derived(found), why)
    between = ends(found, unit)
    parts = [Markup('<small class="ends-of num">{}</small>').format(between)] if between else []
    said = f"{origin(found)}: {found.formula}" if full and found.formula else origin(found)
    parts.append(Markup('<small class="basis">{}</small>').format(said))
    inner = Markup('<span class="fig" title="{}"><span class="num">{}</span>{}</span>')
    return inner.format(derived(found, unit), number(found.value, unit), Markup("").join(parts))
