"""Who: the pseudonym under which somebody's uses are recorded. It is random, and says nothing of the person.

It is in the file `who` of the user's data folder: made with the first use, the same from then on. Whoever copies the
file to another machine is the same there. Beside it stands a secret that never leaves the file; digests of paths are
keyed with it (see `traces`), so that nobody else can try out which paths they are of.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # start-up time, see `store.connection`
if TYPE_CHECKING:
    from typing import NamedTuple

    from jigsmith.store.connection import Place
else:
    from jigsmith.base.tuples import NamedTuple

FILE = "who"


class Who(NamedTuple):
    """Somebody, as the ledger knows them."""

    name: str  # the pseudonym; empty: it could not be written down
    secret: bytes


NOBODY = Who("", b"")


def known(home: Place) -> Who:
    """Return who uses this machine, making them up the first time; raises nothing."""
    path = os.path.join(home, FILE)  # noqa: PTH118 - start-up time
    try:
        return read(path)
    except OSError:
        return made(path)
    except ValueError:  # half a file, or somebody's own words
        return NOBODY


def other(here: Who, name: str) -> Who:
    """Return somebody else who acts through this machine, by a pseudonym that is always the same for their name."""
    from hashlib import blake2s  # noqa: PLC0415 - start-up time: no command needs it

    return Who(f"p-{blake2s(name.encode(), key=here.secret, digest_size=5).hexdigest()}", here.secret)


def read(path: str) -> Who:
    """Read the file. Raises OSError; ValueError when it is none of ours."""
    with open(path, "rb") as handle:  # noqa: PTH123 - start-up time
        name, secret = handle.read(200).split()
    return Who(name.decode("ascii"), bytes.fromhex(secret.decode("ascii")))


def made(path: str) -> Who:
    """Make somebody up and write them down; when another process was quicker, return what that one wrote."""
    fresh = f"p-{os.urandom(5).hex()} {os.urandom(16).hex()}\n"
    aside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 - start-up time
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:  # noqa: PTH123 - the same
            handle.write(fresh)
        try:
            os.link(aside, path)  # whole or not at all, and only the first one
        except FileExistsError:
            pass
        finally:
            os.unlink(aside)  # noqa: PTH108 - start-up time
        return read(path)
    except (OSError, ValueError):
        return NOBODY
