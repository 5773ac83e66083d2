"""Figures: numbers that say where they are from. All figures of the ledger, and of what is planned by it, are these."""

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
