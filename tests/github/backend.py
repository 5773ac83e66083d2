"""Git over HTTP, by git's own program for it: as GitHub has it, with a token as the password."""

import os
import subprocess
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from tests.github.repository import Repository


def serve(handler: BaseHTTPRequestHandler, repo: Repository, user: str | None) -> None:
    """Answer one call of git."""
    url = urlsplit(handler.path)
    content = body(handler)
    inside = url.path.removeprefix(f"/{repo.name}.git")
    if user is None:
        answer(handler, 401, {"WWW-Authenticate": 'Basic realm="GitHub"'}, b"")
        return
    if inside == url.path or (repo.permissions.get(user, "") == "read" and "receive-pack" in handler.path):
        answer(handler, 404 if inside == url.path else 403, {}, b"Permission denied")
        return
    answered = subprocess.run(
        ["git", "-c", "http.receivepack=true", "http-backend"],
        input=content, capture_output=True, check=True,
        env={
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(repo.path.parent), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{Path(repo.path).name}{inside}", "QUERY_STRING": url.query, "REMOTE_USER": user,
            "REQUEST_METHOD": handler.command, "CONTENT_TYPE": handler.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(content)), "REMOTE_ADDR": "127.0.0.1",
            "HTTP_CONTENT_ENCODING": handler.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": handler.headers.get("Git-Protocol", ""),
            "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "http.receivepack", "GIT_CONFIG_VALUE_0": "true",
            "GIT_CONFIG_KEY_1": "safe.directory", "GIT_CONFIG_VALUE_1": "*",
        },
    ).stdout  # fmt: skip
    head, _, rest = answered.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    answer(handler, int(headers.pop("Status", "200").split()[0]), headers, rest)


def body(handler: BaseHTTPRequestHandler) -> bytes:
    """What was sent, in one piece or in chunks."""
    if handler.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    pieces = []
    while size := int(handler.rfile.readline().strip(), 16):
        pieces.append(handler.rfile.read(size))
        handler.rfile.readline()
    handler.rfile.readline()
    return b"".join(pieces)


def answer(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], content: bytes) -> None:
    """Send an answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
