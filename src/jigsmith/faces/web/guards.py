"""Counting who asks how often, and the tokens of forms."""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Rate:
    """So many at once and so many a second, for each who asks; the last ones who asked are kept in mind."""

    burst: float
    second: float
    known: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, who: str) -> bool:
        """Count one more; False: it is too many."""
        now = time.monotonic()
        left, at = self.known.pop(who, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.second)
        self.known[who] = (left - 1 if left >= 1 else left, now)
        if len(self.known) > 10_000:
            self.known.popitem(last=False)
        return left >= 1


@dataclass(frozen=True, slots=True)
class Form:
    """The token of forms: made for one session, another one on each page, so that compression tells nothing of it."""

    key: bytes
    session: str

    def token(self) -> str:
        """Return a new one."""
        salt = secrets.token_hex(8)
        return f"{salt}.{self._sign(salt)}"

    def holds(self, token: str) -> bool:
        """Tell whether a token was made for this session."""
        salt, _, signed = token.partition(".")
        return hmac.compare_digest(signed.encode(), self._sign(salt).encode())

    def _sign(self, salt: str) -> str:
        return hmac.new(self.key, f"{self.session}:{salt}".encode(), hashlib.sha256).hexdigest()[:32]
