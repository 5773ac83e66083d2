"""How long GitHub asks to wait: its limit of calls, its secondary limits, and its troubles.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MINUTE = 60.0
TROUBLE = (500, 502, 503, 504)
LIMITED = (403, 429)


def wait(status: int, headers: Mapping[str, str], data: Any, *, now: datetime, turn: int) -> float | None:
    """Return the seconds to wait before the same again; None: waiting does not help.

    `turn`: how often that was asked before, from 0. Of two headers that say it, the longer wait counts.
    """
    if status in TROUBLE:
        return _seconds(headers, "retry-after") or min(float(2**turn), MINUTE)
    if status not in LIMITED:
        return None
    asked = _seconds(headers, "retry-after")
    used_up = headers.get("x-ratelimit-remaining") == "0"
    reset = _seconds(headers, "x-ratelimit-reset") if used_up else None
    if reset is not None:
        asked = max(asked or 0.0, reset - now.astimezone(UTC).timestamp() + 1.0)
    if asked is not None:
        return max(asked, 0.0)
    message = str(data.get("message", "")) if isinstance(data, dict) else ""
    if status == 429 or "rate limit" in message.lower() or "abuse detection" in message.lower():
        return MINUTE * float(2**turn)
    return None


def _seconds(headers: Mapping[str, str], name: str) -> float | None:
    try:
        return float(headers[name])
    except (KeyError, ValueError):
        return None
