"""Lengths of time as they are written and shown: 25m, 1h30m."""

from typing import Any

import click

from jigsmith.app import timing
from jigsmith.base import errors


class Length(click.ParamType[float]):
    """A length of time, in seconds."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds."""
        if isinstance(value, float):
            return value
        try:
            return timing.length(value)
        except errors.TimerUnfit as error:
            return self.fail(f"{error.what}. {error.do}", param, ctx)


def shown(seconds: float) -> str:
    """Return a length as people say it: 45s, 25m, 1h30m."""
    if seconds < 60:
        return f"{seconds:.0f}s"
    minutes = round(seconds / 60)
    return f"{minutes}m" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02}m"
