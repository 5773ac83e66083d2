"""The way out of a box: 127.0.0.1:PORT inside is a unix socket outside.

Our own, since Python is where jigsmith is; socat is not, and it would not say when it listens.
"""

import contextlib
import os
import signal
import socket
import threading

PIECE = 65_536  # bytes at once


def start(port: int, path: str) -> None:
    """Listen, and serve in a process of its own that is nobody's child. Once this returns, connecting works."""
    listener = socket.create_server(("127.0.0.1", port), backlog=64)
    child = os.fork()
    if child:
        listener.close()
        os.waitpid(child, 0)
        return
    # Twice: a program that waits for all its children would wait for this one.
    os.setsid()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.closerange(3, listener.fileno())
    os.closerange(listener.fileno() + 1, 256)
    serve(listener, path)


def serve(listener: socket.socket, path: str) -> None:
    """Serve until the box ends."""
    while True:
        client, _ = listener.accept()
        threading.Thread(target=connect, args=(client, path), daemon=True).start()


def connect(client: socket.socket, path: str) -> None:
    """Carry bytes both ways until both sides have said all."""
    with client, socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(path)
        except OSError:
            return
        back = threading.Thread(target=carry, args=(server, client), daemon=True)
        back.start()
        carry(client, server)
        back.join()


def carry(source: socket.socket, target: socket.socket) -> None:
    """Carry bytes one way, and the end of them."""
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    for side, way in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
        with contextlib.suppress(OSError):
            side.shutdown(way)
