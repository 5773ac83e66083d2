"""Runs a proxy beside whatever else this process does: on a unix socket for a box, on a loopback port without one."""

import contextlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from jigsmith.base import errors
from jigsmith.engines.agents.account import Account, Call, Cap, Usage
from jigsmith.engines.agents.meter import Speech
from jigsmith.engines.agents.proxy import Provider, Proxy

START = 20.0  # seconds in which it has to listen
END = 5.0  # seconds for answers that are under way
LONGEST_SOCKET = 107  # bytes of a path, as the kernel has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A proxy that runs."""

    token: str
    """What an agent shows it; goes into the order."""
    port: int | None
    """On the loopback address; None: it is on its socket alone."""
    account: Account

    @property
    def usage(self) -> Usage:
        """What was used until now."""
        return self.account.usage


@contextlib.contextmanager
def served(
    known: Mapping[Speech, Provider],
    *,
    path: Path | None,
    cap: Cap,
    usage: Usage = Usage(),  # noqa: B008 - it is frozen
    on_call: Callable[[Call], None] = lambda _: None,
    refuse: Callable[[], str] = lambda: "",
) -> Iterator[Served]:
    """Run a proxy while the block runs: on the socket `path`, which only this user may open, or (None) on a free port.

    `usage` is what the attempt used before, `on_call` is told each call that got through, and `refuse` is asked before
    each one: what it returns is why the call may not be made, as when a budget of the day is used up. Both are called
    in the thread of the proxy. Raises ProxyFailed.
    """
    account = Account(cap=cap, usage=usage, on_call=on_call, refuse=refuse)
    token = secrets.token_urlsafe(24)
    with contextlib.ExitStack() as opened:
        listener = opened.enter_context(_listener(path))
        if path:
            opened.callback(path.unlink, missing_ok=True)
        config = uvicorn.Config(
            Proxy(known, token=token, account=account),
            lifespan="on",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(END),
        )
        opened.enter_context(_running(uvicorn.Server(config), listener))
        yield Served(token=token, port=None if path else listener.getsockname()[1], account=account)


def _listener(path: Path | None) -> socket.socket:
    """Return a socket that is bound. Raises ProxyFailed."""
    if path is None:
        return socket.create_server(("127.0.0.1", 0))
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise errors.ProxyFailed(f"the path of its socket is longer than {LONGEST_SOCKET} bytes", where=str(path))
    listener = socket.socket(socket.AF_UNIX)
    try:
        path.unlink(missing_ok=True)  # one that was killed left it behind
        listener.bind(str(path))
        path.chmod(0o600)  # before it listens: until then nobody gets in
    except OSError as error:
        listener.close()
        raise errors.ProxyFailed(f"its socket cannot be made: {error.strerror}", where=str(path)) from error
    return listener


@contextlib.contextmanager
def _running(server: uvicorn.Server, listener: socket.socket) -> Iterator[None]:
    """Serve in a thread while the block runs. Raises ProxyFailed."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="proxy", daemon=True)
    thread.start()
    try:
        until = time.monotonic() + START
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise errors.ProxyFailed("it did not start")
            time.sleep(0.005)
        yield
    finally:
        server.should_exit = True
        thread.join(END + 2)
