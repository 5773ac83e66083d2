"""What is asked of a scan."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from jigsmith.engines.git import answers

Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much (0: not known)


class Tree(NamedTuple):
    """A folder and what git says about it."""

    folder: str
    answer: answers.Answer
    key: str | None  # of its report; None: git does not know the content of all files


class Wish(NamedTuple):
    """What is wanted of a scan."""

    minimum: int
    top: int | None  # None: all
    ignore: Sequence[str]
    progress: Progress
