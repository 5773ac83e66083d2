"""A Postgres of our own for tests that need a real one: started as an ordinary user on a free port, gone afterwards.

Needs the programs of a Postgres server: as root they are installed by apt when they are missing.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.programs import install

OWNER = "app"
ORDINARY = ("postgres", "nobody")
DEBIAN = Path("/usr/lib/postgresql")
SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running server that trusts everybody on the loopback address."""

    port: int
    programs: Path
    home: Path
    user: str | None  # whom it runs as; None: whoever runs the tests

    def url(self, database: str, scheme: str = "postgresql") -> str:
        """Where `database` is; for SQLAlchemy with psycopg the scheme is `postgresql+psycopg`."""
        return f"{scheme}://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and return its URL. Raises CalledProcessError when it is there already."""
        self._call("createdb", name)
        return self.url(name)

    def run(self, database: str, statement: str) -> str:
        """What a statement answers: rows as lines, columns with `|` between them."""
        return self._call("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement)

    def crash(self) -> None:
        """End it without a word, as a kill does: no checkpoint, connections cut."""
        _as(self.user, self.home, [*_control(self.programs, self.home), "-m", "immediate", "stop"])

    def restart(self) -> None:
        """Start it again on the same port after a crash."""
        _start(_control(self.programs, self.home), self.home, self.user, port=self.port)

    def _call(self, program: str, *arguments: str) -> str:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER]
        command = [str(self.programs / program), *where, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def available() -> bool:
    """Whether the programs of a server are on this machine, or could be installed."""
    if _programs() is None:
        install("postgresql")
    return _programs() is not None


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start an empty server, and stop and delete it in the end; `durable`: it waits for the disk, as a real one does.

    AssertionError without the programs.
    """
    assert available(), "this needs the server of Postgres (Debian: apt-get install postgresql)"
    programs = _programs()
    assert programs
    user = _ordinary_user()
    # Not below pytest's own folder: a socket's path may have no more than 107 characters, and others may not enter it.
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if user:
            shutil.chown(home, user)
        data = home / "data"
        _as(user, home, [programs / "initdb", "-D", data, "-U", OWNER, "--auth=trust", "-E", "UTF8", "--no-sync"])
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"fsync = {'on' if durable else 'off'}\n")
        with _started(programs, home, user) as port:
            yield Cluster(port=port, programs=programs, home=home, user=user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _started(programs: Path, home: Path, user: str | None) -> Iterator[int]:
    """The port on which the server of `home` answers."""
    control = _control(programs, home)
    port = _start(control, home, user)
    try:
        yield port
    finally:
        _as(user, home, [*control, "-m", "immediate", "stop"])


def _control(programs: Path, home: Path) -> list[str | Path]:
    return [programs / "pg_ctl", "-D", home / "data", "-w", "-t", str(SECONDS_TO_START)]


def _start(
    control: Sequence[str | Path], home: Path, user: str | None, *, tries: int = 3, port: int | None = None
) -> int:
    """Start the server on a port, else on a free one; on another one when somebody was quicker."""
    given, port = port, port or _free_port()
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=50"
    try:
        # The log goes to a file: a pipe would stay open as long as the server lives.
        _as(user, home, [*control, "-l", home / "log", "-o", options, "start"], quiet=True)
    except subprocess.CalledProcessError:
        if tries == 1 or given:
            raise
        return _start(control, home, user, tries=tries - 1)
    return port


def _programs() -> Path | None:
    """The folder that holds initdb: on PATH, or the newest of those Debian puts aside."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    return versions[-1].parent if versions else None


def _ordinary_user() -> str | None:
    """Whom the server runs as: initdb refuses root. None: as whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    return next(name for name in ORDINARY if _is_there(name))


def _is_there(user: str) -> bool:
    """Whether the system knows a user; those of a directory service are in no list of all."""
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _as(user: str | None, home: Path, command: Sequence[str | Path], *, quiet: bool = False) -> None:
    """Run a command as `user` in `home`; what it says is in the error, unless it leaves a child behind (`quiet`)."""
    output = subprocess.DEVNULL if quiet else subprocess.PIPE
    entry = pwd.getpwnam(user) if user else None
    subprocess.run(
        [str(word) for word in command],
        check=True,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        user=entry.pw_uid if entry else None,
        group=entry.pw_gid if entry else None,
        extra_groups=[] if entry else None,
        env=os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(home)},
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
