"""WakaTime's exports, as its settings page makes them ("Export my data"): of days, or of heartbeats.

`{"user": ..., "range": {"start", "end"}, "days": [{"date", "projects": [{"name", "grand_total": {"total_seconds"},
"branches": [{"name", "total_seconds"}], "entities": [{"name", "type", "total_seconds"}]}]}]}`, or in each day
`"heartbeats": [{"time", "entity", "project", "branch"}]` (https://wakatime.com/developers#data_dumps). Wakapi, which
has the same interface, exports the same. Fields that are not there are empty; records that make no sense are left out.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from jigsmith.ledger import spans
from jigsmith.ledger.exports import Piece

TIMEOUT = timedelta(minutes=15)  # WakaTime's own: heartbeats that are further apart are two sittings


def fits(raw: dict[str, Any]) -> bool:
    """Tell whether an export is of this kind."""
    return isinstance(raw.get("days"), list)


def pieces(raw: dict[str, Any], *, files: bool) -> list[Piece]:
    """Return the pieces of time; `files`: days by file instead of by branch, as their texts are wanted."""
    days = [day for day in raw["days"] if isinstance(day, dict)]
    beats = [beat for day in days for beat in _listed(day, "heartbeats")]
    return [*_of_beats(beats), *(piece for day in days for piece in _of_day(day, files=files))]


def _of_day(day: dict[str, Any], *, files: bool) -> Iterator[Piece]:
    try:
        start = datetime.fromisoformat(str(day.get("date"))).replace(tzinfo=UTC)
    except ValueError:
        return
    for project in _listed(day, "projects"):
        name = _text(project, "name")
        parts = _listed(project, "entities" if files else "branches")
        for part in parts:
            branch, text = ("", _text(part, "name")) if files else (_text(part, "name"), "")
            yield Piece(start, _seconds(part), name, branch, text, exact=False)
        if not parts and not files:
            yield Piece(start, _seconds(project.get("grand_total")), name, exact=False)


def _of_beats(beats: list[dict[str, Any]]) -> Iterator[Piece]:
    """Yield a piece for each sitting at a file of a branch of a project."""
    moments: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    for beat in beats:
        at = beat.get("time")
        if isinstance(at, int | float) and 0 < at < 1e11:
            key = (_text(beat, "project"), _text(beat, "branch"), _text(beat, "entity"))
            moments[key].append(datetime.fromtimestamp(at, UTC))
    for (project, branch, text), found in moments.items():
        for span in spans.sittings(found, idle=TIMEOUT):
            yield Piece(span.start, span.active.total_seconds(), project, branch, text)


def _listed(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = raw.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(raw: dict[str, Any], key: str) -> str:
    found = raw.get(key)
    return found if isinstance(found, str) else ""


def _seconds(raw: Any) -> float:
    found = raw.get("total_seconds") if isinstance(raw, dict) else None
    return float(found) if isinstance(found, int | float) and 0 <= found <= 86_400 else 0.0
