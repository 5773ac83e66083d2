"""Metrics: the five numbers with their targets and trends, for people, for other programs, and as tables."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jigsmith.app.figures import world as worlds
from jigsmith.base import errors
from jigsmith.ledger import metrics as ledger

Metric = ledger.Metric
COLUMNS = ("metric", "unit", "week", "value", "low", "high", "basis", "n", "target", "formula")


def metrics(start: Path, *, since: datetime | None = None, everywhere: bool = False) -> list[Metric]:
    """Return the metrics of a folder's repository, or of all. Raises StoreFailed, ConfigInvalid."""
    with worlds.opened(start, everywhere=everywhere) as (world, _):
        return ledger.metrics(world.facts, now=world.now, since=since)


def rows(found: Sequence[Metric]) -> list[dict[str, Any]]:
    """Return a row for each metric and week, the oldest week first. What is not measured has no value."""
    return [
        {
            "metric": metric.name,
            "unit": metric.unit,
            "week": point.week,
            "value": point.figure.value,
            "low": point.figure.low,
            "high": point.figure.high,
            "basis": point.figure.basis,
            "n": point.figure.n,
            "target": metric.target.above,
            "formula": point.figure.formula,
        }
        for metric in found
        for point in metric.trend
    ]


def to_csv(found: Sequence[Metric]) -> str:
    """Return the rows as CSV (RFC 4180, but for line feeds)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(found))
    return out.getvalue()


def to_parquet(found: Sequence[Metric], path: Path) -> None:
    """Write the rows as Parquet. Raises ExtraMissing without the extra `parquet`, WriteFailed."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415 - an optional extra of 40 MB
        from pyarrow import parquet  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415 - the same
    except ImportError as error:
        do = "Install it with `pip install 'jigsmith[parquet]'`, or take `--csv`."
        raise errors.ExtraMissing("writing Parquet needs pyarrow, which is not installed", do=do) from error
    kinds = {"week": pa.date32(), "n": pa.int64()} | dict.fromkeys(("value", "low", "high", "target"), pa.float64())
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    try:
        parquet.write_table(pa.Table.from_pylist(rows(found), schema=schema), path)
    except OSError as error:
        raise errors.WriteFailed(f"cannot be written: {error.strerror or error}", where=str(path)) from error
