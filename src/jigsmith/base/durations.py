"""Durations as they stand in jig.toml: `90s`, `30m`, `2h`, `1d`."""

from __future__ import annotations

import re

PATTERN = r"^[0-9]{1,6}(s|m|h|d)$"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> float:
    """Return the length of a duration in seconds. Raises ValueError for what is none."""
    if not re.fullmatch(PATTERN, text):
        raise ValueError(f"{text!r} is no duration such as 90s, 30m, 2h or 1d")
    return float(int(text[:-1]) * SECONDS[text[-1]])
