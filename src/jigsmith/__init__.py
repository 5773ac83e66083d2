"""Jigsmith builds a developer's jigs: it finds what repeats, builds the generator, proves it, measures what it saves.

The verbs are also a typed Python API, the same code path as the command line::

    from jigsmith import scan, build, generate, adopt, update, undo, check

A tool reports its own uses, so that `jig stats` can say what it brings: `from jigsmith import track_usage`.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing itself takes longer to import than a known tree to scan
if TYPE_CHECKING:
    from typing import Any

    from jigsmith.app.adopt import adopt
    from jigsmith.app.build import build
    from jigsmith.app.check import check
    from jigsmith.app.generate import generate
    from jigsmith.app.scan import scan
    from jigsmith.app.undo import undo
    from jigsmith.app.update import update

__version__ = "0.1.0"
__all__ = ["adopt", "build", "check", "generate", "scan", "track_usage", "undo", "update"]


def track_usage(tool: str, action: str = "run", **facts: object) -> None:
    """Record, on this machine alone, that a tool was used; call it when the work has ended.

    Facts that are recorded: `seconds`, `outcome` ("ok", "failed", "crashed", "interrupted"), `error` (the name of its
    kind), `surface` ("cli", "mcp"), `version` (the tool's), `files_written`, `lines_written`. Of any other the name and
    the kind is recorded, never the value. It takes milliseconds, raises nothing, and JIG_TELEMETRY=off turns it off.
    """
    try:
        from jigsmith.app import usage  # noqa: PLC0415 - `import jigsmith` costs nothing

        usage.track(tool, action, facts)
    except Exception:  # noqa: BLE001, S110 - the promise: whatever is wrong with the record, the tool goes on
        pass


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used, so that `import jigsmith` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"jigsmith.app.{name}"), name)
