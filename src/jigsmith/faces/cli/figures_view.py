"""How figures look on a terminal: never a number without where it is from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jigsmith.faces.cli import output

if TYPE_CHECKING:
    from jigsmith.app.backtesting.records import Figure

BARS = "▁▂▃▄▅▆▇█"
MARKS = {"measured": "", "estimated": "~", "assumed": "?"}
LEGEND = "~ estimated, ? assumed, – not measured; in brackets the 95 % interval."


def short(figure: "Figure", unit: str = "", *, percent: bool = False, digits: int = 1) -> str:
    """Return a figure in a table: `~12.5 min`; a dash for what is not measured."""
    if figure.value is None:
        return "–"
    return f"{MARKS[figure.basis]}{_number(figure.value, percent=percent, digits=digits)}{unit}"


def ranged(figure: "Figure", unit: str = "", *, percent: bool = False, digits: int = 1) -> str:
    """Return a figure with its interval, where it has one."""
    said = short(figure, unit, percent=percent, digits=digits)
    if figure.low is None or figure.high is None:
        return said
    low, high = (_number(each, percent=percent, digits=digits) for each in (figure.low, figure.high))
    return f"{said} [{low} … {high}]"


def full(figure: "Figure", unit: str = "", *, percent: bool = False, digits: int = 1) -> str:
    """Return a figure with its basis, how many observations it is made from, and its formula."""
    n = f", n={figure.n:,}" if figure.n else ""
    why = f": {figure.formula}" if figure.formula else ""
    if figure.value is None:
        return output.paint(f"not measured{n}{why}", output.DIM)
    value = ranged(figure, unit, percent=percent, digits=digits).lstrip("~?")
    return f"{value}  {output.paint(f'({figure.basis}{n}{why})', output.DIM)}"


def _number(value: float, *, percent: bool, digits: int) -> str:
    if percent:
        return f"{100 * value:.0f} %"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.{digits}f}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> list[str]:
    """Return rows in columns; the first `left` of them stand to the left."""
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        placed = (
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(placed).rstrip()

    return [output.paint(line(heads), output.DIM), *map(line, rows)]


def spark(values: Sequence[float | None]) -> str:
    """Return a bar for each value; a dot for what is not measured."""
    known = [value for value in values if value is not None]
    most, least = max(known, default=0.0), min([0.0, *known])
    step = (most - least) / (len(BARS) - 1) or 1.0
    return "".join("·" if value is None else BARS[round((value - least) / step)] for value in values)
