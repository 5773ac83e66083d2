"""The history of atuin: a SQLite database that knows the session of each command, and how long it took."""

from collections.abc import Iterator
from pathlib import Path

from jigsmith.loop.observe.habits import lines
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Typed
from jigsmith.store import atuin as database

NAME = "atuin"


def read(path: Path, tally: Tally) -> Iterator[Typed]:
    """Yield the commands, oldest first. Raises FileUnreadable."""
    for each in database.entries(path, longest=lines.LONGEST):
        tally.records += 1
        yield Typed(NAME, each.session, each.began, each.seconds, each.text)
