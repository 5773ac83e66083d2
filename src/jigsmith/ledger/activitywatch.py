"""ActivityWatch's export ("Export all buckets as JSON", or `GET /api/0/export`).

`{"buckets": {ID: {"type", "client", "hostname", "events": [{"timestamp", "duration", "data"}]}}}`
(https://docs.activitywatch.net/en/latest/buckets-and-events.html). Windows (`currentwindow`: app, title) and editors
(`app.editor.activity`: file, project) say what somebody was at; `afkstatus` says when they were there at all, and what
was open while they were not is left out. Of a bucket of one host only that host's `afkstatus` counts.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from jigsmith.ledger import spans
from jigsmith.ledger.exports import Piece

WINDOW, EDITOR, AWAY = "currentwindow", "app.editor.activity", "afkstatus"
Times = list[tuple[datetime, datetime]]


def fits(raw: dict[str, Any]) -> bool:
    """Tell whether an export is of this kind."""
    return isinstance(raw.get("buckets"), dict)


def pieces(raw: dict[str, Any], *, files: bool) -> list[Piece]:  # noqa: ARG001 - all readers are called alike
    """Return the pieces of time in which somebody was there."""
    buckets = [bucket for bucket in raw["buckets"].values() if isinstance(bucket, dict)]
    there: dict[str, Times] = defaultdict(list)
    for bucket in buckets:
        if bucket.get("type") == AWAY:
            there[str(bucket.get("hostname"))] += [span for span, data in _events(bucket) if _is_there(data)]
    found: list[Piece] = []
    for bucket in buckets:
        if bucket.get("type") in (WINDOW, EDITOR):
            found += _of_bucket(bucket, there.get(str(bucket.get("hostname"))))
    return found


def _of_bucket(bucket: dict[str, Any], there: Times | None) -> Iterator[Piece]:
    """Yield what is in a bucket; where nobody looked whether somebody was there, all of it counts."""
    merged = None if there is None else spans.joined(there, gap=timedelta())
    for span, data in _events(bucket):
        text = " ".join(_text(data, key) for key in ("app", "title", "file") if _text(data, key))
        for start, end in [span] if merged is None else spans.within(span, merged):
            yield Piece(start, (end - start).total_seconds(), _text(data, "project"), _text(data, "branch"), text)


def _is_there(data: dict[str, Any]) -> bool:
    return data.get("status") == "not-afk"


def _events(bucket: dict[str, Any]) -> Iterator[tuple[tuple[datetime, datetime], dict[str, Any]]]:
    """Yield from when to when each event was, and what it says; those that make no sense are left out."""
    listed = bucket.get("events")
    for event in listed if isinstance(listed, list) else []:
        data = event.get("data") if isinstance(event, dict) else None
        duration = event.get("duration") if isinstance(event, dict) else None
        if not isinstance(data, dict) or not isinstance(duration, int | float) or not 0 <= duration <= 604_800:
            continue
        try:
            start = datetime.fromisoformat(str(event.get("timestamp")))
            start = start if start.tzinfo else start.replace(tzinfo=UTC)
            span = (start, start + timedelta(seconds=duration))
        except (ValueError, OverflowError):
            continue
        yield span, data


def _text(data: dict[str, Any], key: str) -> str:
    found = data.get(key)
    return found if isinstance(found, str) else ""
