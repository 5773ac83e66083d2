"""Tells jigsmith that the tool was used, so that `jig stats` can say what it brings.

That is an extra: without jigsmith nothing is recorded and nothing is different. What is recorded stays on this
machine: when, how long, how it ended; never a value. `JIG_TELEMETRY=off` turns it off.
"""

from contextlib import suppress
from typing import Any

from . import NAME, __version__


def track(action: str = "run", **facts: Any) -> None:
    """Record one use. Whatever goes wrong here is nobody's business."""
    with suppress(Exception):
        from jigsmith import track_usage  # noqa: PLC0415 - it need not be installed

        track_usage(NAME, action, version=__version__, **facts)
