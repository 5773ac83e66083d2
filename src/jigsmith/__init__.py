"""Jigsmith builds a developer's jigs: it finds what repeats, builds the generator, proves it, measures what it saves.

The four verbs are also a typed Python API, the same code path as the command line::

    from jigsmith import scan, build, generate, adopt
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing itself takes longer to import than a known tree to scan
if TYPE_CHECKING:
    from typing import Any

    from jigsmith.app.adopt import adopt
    from jigsmith.app.build import build
    from jigsmith.app.generate import generate
    from jigsmith.app.scan import scan

__version__ = "0.1.0"
__all__ = ["adopt", "build", "generate", "scan"]


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used, so that `import jigsmith` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"jigsmith.app.{name}"), name)
