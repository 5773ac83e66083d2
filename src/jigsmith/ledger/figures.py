"""Figures: numbers that say where they are from. All figures of the ledger, and of what is planned by it, are these."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MEASURED, ESTIMATED, ASSUMED, UNKNOWN = "measured", "estimated", "assumed", "not measured"
_ORDER = (MEASURED, ESTIMATED, ASSUMED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, where it is from, and how sure it is."""

    value: float | None  # None: not measured
    basis: str  # "measured", "estimated", "assumed" or "not measured"
    n: int = 0  # how many observations it is made from; 0: none, or not counted
    low: float | None = None  # 95 % interval; None: it has none
    high: float | None = None
    formula: str = ""  # in words; of what is not measured, why not

    def known(self) -> float:
        """Return the number, 0 when it is not measured: for sums that say themselves what is missing in them."""
        return self.value or 0.0


NOT_MEASURED = Figure(None, UNKNOWN)


def unknown(why: str, *, n: int = 0) -> Figure:
    """Return a figure that is not measured, with the reason."""
    return Figure(None, UNKNOWN, n, formula=why)


def measured(value: float, formula: str, *, n: int = 0, digits: int = 2) -> Figure:
    """Return a figure that was counted or timed."""
    return Figure(round(value, digits), MEASURED, n, formula=formula)


def weakest(*parts: Figure) -> str:
    """Return the basis of what is reckoned from several figures: that of the least certain one."""
    return max((part.basis for part in parts), key=_ORDER.index, default=UNKNOWN)


def product(parts: Sequence[Figure], formula: str, *, by: float = 1.0, digits: int = 2) -> Figure:
    """Return the product of figures, times `by`; the intervals of the parts are taken to be independent.

    They are put together on the scale of logarithms, or, where one of them reaches below 0, on the plain one.
    """
    missing = next((part for part in parts if part.value is None), None)
    if missing is not None:
        return unknown(missing.formula, n=missing.n)
    value = math.prod(part.known() for part in parts) * by
    n = min((part.n for part in parts if part.n), default=0)
    wide = [(part.known(), part.low, part.high) for part in parts if part.low is not None and part.high is not None]
    low = high = None
    if wide and all(lower > 0 for _, lower, _ in wide):
        down = math.hypot(*(math.log(middle / lower) for middle, lower, _ in wide))
        up = math.hypot(*(math.log(upper / middle) for middle, _, upper in wide))
        low, high = value * math.exp(-down), value * math.exp(up)
    elif wide:
        down = math.hypot(*(value / middle * (middle - lower) if middle else 0.0 for middle, lower, _ in wide))
        up = math.hypot(*(value / middle * (upper - middle) if middle else 0.0 for middle, _, upper in wide))
        low, high = value - down, value + up
    low, high = (None if end is None else round(end, digits) for end in (low, high))
    return Figure(round(value, digits), weakest(*parts), n, low, high, formula)
