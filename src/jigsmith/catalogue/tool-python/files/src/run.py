"""What `main()` is handed besides its options: a way to show how far it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")
Report = Callable[[int, int, str], None]


class Run:
    """One call of the tool. `report` is told how much is done, of how much, of what (an MCP client wants to know)."""

    def __init__(self, *, show: bool = False, report: Report | None = None) -> None:
        self._show = show
        self._report = report

    def progress(self, items: Sequence[T], what: str) -> Iterator[T]:
        """Yield the items; show on the terminal how many are done. Nothing is shown where nobody looks."""
        for done, item in enumerate(self._shown(items, what)):
            yield item
            if self._report:
                self._report(done + 1, len(items), what)

    def _shown(self, items: Sequence[T], what: str) -> Iterable[T]:
        console = Console(stderr=True)
        if not (self._show and console.is_terminal):
            return items
        return track(items, description=what, console=console, transient=True)
