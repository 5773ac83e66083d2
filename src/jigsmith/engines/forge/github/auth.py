"""How jigsmith shows GitHub who it is: a token, or a GitHub App that gets itself a token for an hour at a time.

Apps: a JSON web token signed with the App's key (RS256, RFC 7519) is good for ten minutes and buys an installation
token; that is kept until a few minutes before it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import jwt

from jigsmith.base import errors

EARLY = timedelta(minutes=5)  # before its end a token is taken as ended: a call may take a while
LIFE = timedelta(minutes=9)  # of a JSON web token; GitHub allows ten
DRIFT = timedelta(minutes=1)  # by which clocks may differ

Buy = Callable[[str], tuple[str, str]]
"""Takes a JSON web token, gives an installation token and its end as GitHub writes it."""


class Credential(Protocol):
    """What gives the token for a call."""

    def token(self) -> str:
        """Return the token that is good now."""
        ...

    def refused(self, token: str) -> bool:
        """Hear that GitHub does not take a token (any more); tell whether another one can be had."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A token that a person made."""

    value: str = field(repr=False)

    def token(self) -> str:
        """Return it."""
        return self.value

    def refused(self, token: str) -> bool:
        """There is no other one."""
        return False


class App:
    """A GitHub App."""

    def __init__(self, app: str, key: str, *, buy: Buy, now: Callable[[], datetime]) -> None:
        self._app, self._key, self._buy, self._now = app, key, buy, now
        self._lock = threading.Lock()
        self._bought: tuple[str, datetime] | None = None

    def token(self) -> str:
        """Return an installation token, bought anew when the last one is about to end."""
        with self._lock:
            if self._bought is None or self._now() >= self._bought[1] - EARLY:
                token, end = self._buy(self.signed())
                self._bought = token, datetime.fromisoformat(end).astimezone(UTC)
            return self._bought[0]

    def refused(self, token: str) -> bool:
        """Forget that token, so that the next call buys another one."""
        with self._lock:
            if self._bought is not None and self._bought[0] == token:
                self._bought = None
        return True

    def signed(self) -> str:
        """Return a JSON web token for what the App itself asks. Raises ConfigInvalid: the key is none."""
        now = self._now()
        claims = {"iat": int((now - DRIFT).timestamp()), "exp": int((now + LIFE).timestamp()), "iss": self._app}
        try:
            return jwt.encode(claims, self._key, algorithm="RS256")
        except (jwt.InvalidKeyError, ValueError, TypeError) as error:
            what = "the App's private key is no RSA key in PEM"
            raise errors.ConfigInvalid(what, where="[forge]", do="Use the file as GitHub gave it.") from error
