"""Tested: what became of a test of a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Check = Literal["recorded", "generate", "golden", "valid", "again", "undo", "update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What became of one check of an instance or an example."""

    template: str
    name: str
    """Empty: the template or the record is broken, and nothing could be made."""
    test: str
    """The file it is recorded in, or the template."""
    check: Check = "recorded"
    differs: Sequence[str] = ()
    """What is not as it should be, in words; nothing: it holds."""
    note: str = ""
    """What one should know though it holds: that nothing is recorded, or what it was tried with."""
    exit_code: int = 0
    """Of the error that this amounts to; 0: it holds."""
