"""How far something is, on the terminal. Without click: the scan that needs it least starts without it."""

import sys
import time

PATIENCE = 1.0  # seconds without a word before progress is shown


class Ticker:
    """Says on a terminal how far a scan is, once it has taken a second."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()
        self._said = False

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if now - self._begun < PATIENCE or now - self._last < 0.1 or not sys.stderr.isatty():
            return
        self._last, self._said = now, True
        count = f" {done:,} of {of:,}" if of > 1 else f" {done:,}" if not of else ""
        show(f"\r\x1b[K{what}{count} ...")

    def clear(self) -> None:
        """Wipe it away."""
        if self._said:
            show("\r\x1b[K")
            self._said = False


def show(text: str) -> None:
    """Write to stderr at once."""
    sys.stderr.write(text)
    sys.stderr.flush()
