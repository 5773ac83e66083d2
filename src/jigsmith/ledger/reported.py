"""What other tools report of their own uses: what may be in a report, and nothing else.

A report has the name of the tool, what it did, how long that took and how it ended. Of anything else only the name and
the kind is kept, never the value, as with the options of `jig` itself.
"""

from __future__ import annotations

from datetime import UTC, datetime

from jigsmith.store.event import Event

TYPE_CHECKING = False  # start-up time, see `store.connection`
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

RUN = "run"  # the action that goes without saying
OUTCOMES = ("ok", "failed", "crashed", "interrupted")
KNOWN = (
    "seconds", "outcome", "error", "surface", "version", "files_written", "lines_written", "active", "tokens", "cost",
)  # fmt: skip
MAX_NAME = 100
MAX_SHAPE = 40  # facts besides the known ones


def event(
    tool: str,
    action: str,
    facts: Mapping[str, Any],
    *,
    shape: Mapping[str, str],
    started: float,
    who: str = "",
    repository: str = "",
    surface: str = "tool",
) -> Event:
    """Return the use that a tool reports; a fact that cannot be is left out. `started`: seconds since 1970.

    Raises ValueError when it has no name, or no time.
    """
    if not named(tool):
        raise ValueError("a tool has a name of 1 to 100 characters that can be seen")
    doing = "" if action == RUN or not named(action) else f" {action}"
    outcome = facts.get("outcome")
    return Event(
        started=datetime.fromtimestamp(started, UTC),
        seconds=number(facts.get("seconds")),
        tool=f"{tool}{doing}",
        version=word(facts.get("version")),
        surface=word(facts.get("surface")) or surface,
        outcome=outcome if outcome in OUTCOMES else "ok",
        error=word(facts.get("error")),
        files_written=int(number(facts.get("files_written"))),
        lines_written=int(number(facts.get("lines_written"))),
        shape=listed(shape),
        who=who,
        repository=repository,
        active=measured(facts.get("active")),
        tokens=whole(facts.get("tokens")),
        cost=measured(facts.get("cost")),
    )


def shape(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the names and kinds of the facts that are not known."""
    return {name: type(value).__name__ for name, value in facts.items() if name not in KNOWN}


def listed(shape: Mapping[str, str]) -> str:
    """Return names and kinds as they are recorded."""
    pairs = sorted((word(name), word(kind)) for name, kind in shape.items())
    return " ".join(f"{name}:{kind}" for name, kind in pairs[:MAX_SHAPE] if name and kind)


def named(text: Any) -> bool:
    """Tell whether this can be a name: short, and all of it can be seen."""
    return isinstance(text, str) and 0 < len(text.strip()) <= MAX_NAME and text.isprintable()


def word(text: Any) -> str:
    """Return a name without spaces, such as `InputInvalid` or `1.2.0`; empty for what could be a sentence."""
    fits = isinstance(text, str) and len(text) <= MAX_NAME and text.isascii()
    return text if fits and all(letter.isalnum() or letter in "._+-" for letter in text) else ""


def number(value: Any) -> float:
    """Return a number that is neither negative nor endless; 0 for what is none."""
    return measured(value) or 0.0


def measured(value: Any) -> float | None:
    """Return a number that is neither negative nor endless; None for what is none: then it was not measured."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12
    return round(float(value), 4) if fits else None


def whole(value: Any) -> int | None:
    """Return a number without what is behind the point; None for what is none."""
    found = measured(value)
    return None if found is None else int(found)
