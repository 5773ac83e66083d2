"""Who may do what at the desk: tokens with a role each, of which only digests are kept.

A token is 32 random bytes, so a plain SHA-256 cannot be turned back, and comparing digests in the database tells
nothing that could be used to guess one.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Literal

from jigsmith.app.desk.places import Floor
from jigsmith.base import clock, web_errors
from jigsmith.store.factory import access as tokens
from jigsmith.store.factory import database

Role = Literal["look", "act", "administer"]
ROLES: tuple[Role, ...] = ("look", "act", "administer")
"""What one may: read; also answer, run and approve; also build and deploy. Each may what those before it may."""
PREFIX = "jig_"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{0,79}")
Token = tokens.Token


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at the desk."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Tell whether this role is theirs."""
        return ROLES.index(self.role) >= ROLES.index(role)


def add(floor: Floor, name: str, role: Role) -> str:
    """Make a token, and return it: it is shown this once. An older one of that name is worth nothing any more."""
    if not NAME.fullmatch(name):
        raise web_errors.AccessRefused(f"'{name}' cannot be the name of a token", do="Use letters, digits and `@._-`.")
    token = PREFIX + secrets.token_urlsafe(32)
    with database.begin(floor.store) as connection:
        tokens.add(connection, name=name, role=role, digest=digest(token), now=clock.now())
    return token


def listed(floor: Floor) -> list[Token]:
    """Return whose tokens there are."""
    with database.reading(floor.store) as connection:
        return tokens.all_of(connection)


def remove(floor: Floor, name: str) -> None:
    """Take a token away. Raises AccessRefused when there is none of that name."""
    with database.begin(floor.store) as connection:
        if not tokens.remove(connection, name):
            raise web_errors.AccessRefused(f"there is no token of '{name}'", do="`jig token list` shows them.")


def who(floor: Floor, token: str) -> Who | None:
    """Return whose token this is; None: nobody's."""
    with database.reading(floor.store) as connection:
        found = tokens.find(connection, digest(token))
    if found is None or found.role not in ROLES:
        return None
    now = clock.now()
    if found.used is None or now - found.used > tokens.SELDOM:
        with database.begin(floor.store) as connection:
            tokens.use(connection, found.name, now=now)
    return Who(found.name, found.role)


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
