"""Keeping: what takes longer to make than a page may wait. It is made aside and kept; pages show what was made last."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
AGAIN = 60.0  # seconds after which it is made anew, whatever is known to have changed
RESTS = 20.0  # times as long as making it took, at least: it never takes more than a twentieth of a processor
LONG = 1.0  # seconds
MOST = 32  # that are kept


@dataclass(slots=True)
class _Entry:
    made: Future[Any] | None = None  # what was made last; None: nothing was made yet
    coming: Future[Any] | None = None  # what is being made; None: nothing is
    state: object = None  # what that was, or is being, made of
    at: float = 0.0  # when it was made, in monotonic seconds
    took: float = 0.0

    def fits(self, state: object) -> bool:
        """Tell whether what was made is of this state."""
        there = self.made is not None and self.made.exception() is None
        return there and self.coming is None and self.state == state

    def is_old(self) -> bool:
        """Tell whether it is time to make it anew, whatever is known to have changed."""
        return time.monotonic() - self.at > max(AGAIN, RESTS * self.took)

    def rests(self) -> bool:
        """Tell whether it took so long that it is not made anew yet, although something has changed."""
        return self.made is not None and self.took > LONG and time.monotonic() - self.at < RESTS * self.took


class Kept:
    """Things by their keys, each made by one thread at a time."""

    def __init__(self) -> None:
        self._lock, self._one = threading.Lock(), threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._makers: set[threading.Thread] = set()
        self._closed = False
        self.count = 0
        """How often something was made."""

    def get(self, key: Hashable, make: Callable[[], T], *, state: object, patience: float) -> T | None:
        """Return what was made of this state; after so many seconds what was made before, or None if there is nothing.

        `state` is another one when it has to be made anew. Raises what `make` raises, when nothing was made before.
        """
        with self._lock:
            entry = self._entry(key)
            fits = entry.fits(state)
            if not self._closed and entry.coming is None and (entry.is_old() if fits else not entry.rests()):
                entry.coming, entry.state = Future(), state
                begin = (entry, entry.coming, make)
                maker = threading.Thread(target=self._make, args=begin, name="figures", daemon=True)
                self._makers.add(maker)
                maker.start()
            made, coming = entry.made, entry.coming
        if not fits and coming is not None:
            made = coming if wait([coming], timeout=patience).done else made
        found: T | None = made.result() if made is not None else None
        return found

    def close(self, *, patience: float) -> None:
        """Make nothing any more, and wait for so many seconds for what is being made: it reads from the store."""
        with self._lock:
            self._closed = True
            makers = list(self._makers)
        until = time.monotonic() + patience
        for maker in makers:
            maker.join(max(0.0, until - time.monotonic()))

    def _entry(self, key: Hashable) -> _Entry:
        entry = self._entries.setdefault(key, _Entry())
        self._entries.move_to_end(key)
        while len(self._entries) > MOST:
            self._entries.popitem(last=False)
        return entry

    def _make(self, entry: _Entry, coming: Future[Any], make: Callable[[], Any]) -> None:
        with self._one:  # one after the other: pages are asked for meanwhile
            began = time.monotonic()
            try:
                value, failed = make(), None
            except Exception as error:  # noqa: BLE001 - whoever asks for it is told
                value, failed = None, error
        with self._lock:
            coming.set_exception(failed) if failed else coming.set_result(value)
            entry.at, entry.took, entry.coming = time.monotonic(), time.monotonic() - began, None
            entry.made = entry.made if failed and entry.made else coming
            self.count += 1
            self._makers.discard(threading.current_thread())
