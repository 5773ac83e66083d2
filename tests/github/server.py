"""A double of GitHub on the loopback address: its REST API as on a server of one's own (/api/v3), and git over https.

It speaks the real protocol: tokens and Apps, pages with Link headers, ETags, limits of calls, errors; and it can fail
as GitHub does: drop a connection before it acts or after, be in trouble, or ask to wait.
"""

import base64
import hashlib
import json
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jwt
from tests.github import backend, routes, shapes
from tests.github.repository import Refused, Repository

API, GRAPHQL = "/api/v3", "/api/graphql"
Fault = Literal["drop-before", "drop-after", "trouble", "trouble-after", "secondary", "primary", "moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A call and its answer."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    answer: Any
    headers: dict[str, str]


@dataclass(kw_only=True)
class Double:
    """What the server holds."""

    repo: Repository
    tokens: dict[str, str] = field(default_factory=dict)
    """Who shows them, by token."""
    app: tuple[str, str, str] = ("", "", "")
    """Id, slug and public key (PEM) of the App that is installed; empty: none."""
    life: timedelta = timedelta(hours=1)
    """How long an installation token is good."""
    ends: dict[str, datetime] = field(default_factory=dict)
    most_per_page: int = 100
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    """What goes wrong, in turn: with which calls ("POST /comments": the method, and how the path ends)."""
    exchanges: list[Exchange] = field(default_factory=list)
    counted: int = 0
    """Calls that count against the limit: "not modified" does not."""
    port: int = 0

    @property
    def url(self) -> str:
        """As one opens it in a browser."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        """Of its API."""
        return f"{self.url}{API}"

    def calls(self, method: str, ending: str = "") -> list[Exchange]:
        """The calls of a method whose path ends so."""
        return [each for each in self.exchanges if each.method == method and each.path.endswith(ending)]

    def fault(self, method: str, path: str) -> Fault | None:
        """What goes wrong with this call."""
        with self.repo.lock:
            for at, (which, fault) in enumerate(self.faults):
                wanted, _, ending = which.partition(" ")
                if method == wanted and path.endswith(ending):
                    del self.faults[at]
                    return fault
        return None

    def login(self, token: str) -> str:
        """Whose token it is. Refused: nobody's, or it has ended."""
        if token not in self.tokens or self.ends.get(token, datetime.max.replace(tzinfo=UTC)) <= datetime.now(UTC):
            raise Refused(401, "Bad credentials")
        return self.tokens[token]

    def as_app(self, method: str, path: str, signed: str) -> tuple[int, Any]:
        """What an App asks for itself. Refused: it did not sign it."""
        number, slug, public = self.app
        try:
            jwt.decode(signed, public, algorithms=["RS256"], issuer=number, leeway=0)
        except jwt.InvalidTokenError as error:
            raise Refused(401, "A JSON web token could not be decoded") from error
        owner = shapes.user(self.base, "acme")
        if path == "/app":
            more = {"external_url": "", "html_url": "", "created_at": shapes.AT, "updated_at": shapes.AT, "events": []}
            return 200, {"id": 1, "slug": slug, "node_id": "A_1", "owner": owner, "name": slug, "description": None,
                         "permissions": {}, **more}  # fmt: skip
        if method == "POST":
            token = f"ghs_{len(self.ends)}_{time.monotonic_ns()}"
            self.tokens[token], self.ends[token] = f"{slug}[bot]", datetime.now(UTC) + self.life
            return 201, {"token": token, "expires_at": f"{self.ends[token]:%Y-%m-%dT%H:%M:%SZ}", "permissions": {}}
        return 200, shapes.installation(self.base, slug)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    double: Double

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the standard library
        """Say nothing."""

    def handle_any(self) -> None:
        """Answer a call of the API, or one of git."""
        path = urlsplit(self.path).path
        if not path.startswith((API, GRAPHQL)):
            backend.serve(self, self.double.repo, self._git_user())
            return
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size)) if size else None
        fault = self.double.fault(self.command, path)
        if fault == "drop-before":
            self.drop()
            return
        if fault in ("trouble", "secondary", "primary", "moved"):
            self.fail(fault)
            return
        status, data = self.answer(path.removeprefix(API), body)
        if fault == "drop-after":
            self.drop()
        elif fault == "trouble-after":
            self.fail("trouble")
        else:
            self.say(status, data, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 - the names of the standard library

    def drop(self) -> None:
        """Break the line without an answer."""
        self.close_connection = True
        self.connection.shutdown(2)

    def fail(self, fault: Fault) -> None:
        """Answer without doing anything."""
        reset = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 2)}
        status, message, headers = {
            "trouble": (502, "Server Error", {}),
            "secondary": (403, "You have exceeded a secondary rate limit.", {"retry-after": "7"}),
            "primary": (403, "API rate limit exceeded for user ID 1.", reset),
            "moved": (301, "Moved Permanently", {"location": f"{self.double.base}/repositories/1"}),
        }[fault]
        self.send(status, json.dumps({"message": message}).encode(), dict(headers))

    def answer(self, path: str, body: Any) -> tuple[int, Any]:
        """What comes back for a call."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        query = dict(parse_qsl(urlsplit(self.path).query))
        double = self.double
        try:
            with double.repo.lock:
                if path == "/app" or path.startswith("/app/") or path == f"/repos/{double.repo.name}/installation":
                    return double.as_app(self.command, path, token)
                if path == GRAPHQL:
                    double.login(token)
                    return 200, graphql(double.repo, body)
                return self.routed(path, routes.Asked(double.base, double.repo, login=double.login(token), query=query,
                                                      body=body))  # fmt: skip
        except Refused as refused:
            details = {"errors": [refused.details]} if refused.details else {}
            return refused.status, {
                "message": refused.message,
                **details,
                "documentation_url": "",
                "status": str(refused.status),
            }

    def routed(self, path: str, asked: routes.Asked) -> tuple[int, Any]:
        """Find who answers."""
        for method, pattern, call in routes.ROUTES:
            found = pattern.fullmatch(path)
            if method == self.command and found:
                words = {name: unquote(value) for name, value in found.groupdict().items()}
                if f"{words.pop('owner', '')}/{words.pop('name', '')}" not in ("/", asked.repo.name):
                    raise Refused(404, "Not Found")
                return call(asked, **words)
        raise Refused(404, "Not Found")

    def say(self, status: int, data: Any, body: Any) -> None:
        """Send an answer: a page of it, with its ETag; or that nothing has changed."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        headers: dict[str, str] = {}
        if isinstance(data, list) and self.command == "GET":
            data, headers = self.page(data, query)
        path = urlsplit(self.path).path.removeprefix(API)
        content = json.dumps(data).encode()
        if self.command == "GET" and status == 200:
            headers["etag"] = f'W/"{hashlib.sha256(content + str(headers).encode()).hexdigest()}"'
            if self.headers.get("If-None-Match") == headers["etag"]:
                status, content = 304, b""
        self.double.counted += status != 304
        self.double.exchanges.append(Exchange(method=self.command, path=path, query=query, body=body, status=status,
                                              answer=data, headers=dict(self.headers)))  # fmt: skip
        limit = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": str(5000 - self.double.counted)}
        self.send(status, content, headers | limit)

    def page(self, data: list[Any], query: dict[str, str]) -> tuple[list[Any], dict[str, str]]:
        """One page of a list, and where the next one is."""
        size = min(int(query.get("per_page", 30)), self.double.most_per_page)
        number = int(query.get("page", 1))
        shown = data[(number - 1) * size : number * size]
        if number * size >= len(data):
            return shown, {}
        words = urlencode({**query, "page": number + 1})
        address = f"{self.double.url}{urlsplit(self.path).path}?{words}"
        return shown, {"link": f'<{address}>; rel="next"'}

    def send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        """Send an answer as it is."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _git_user(self) -> str | None:
        """Who pushes or fetches; None: nobody that is known."""
        given = self.headers.get("Authorization", "")
        if not given.startswith("Basic "):
            return None
        token = base64.b64decode(given.removeprefix("Basic ")).decode().partition(":")[2]
        try:
            return self.double.login(token)
        except Refused:
            return None


def graphql(repo: Repository, body: Any) -> Any:
    """Answer the one question that is asked by GraphQL: when an issue was edited."""
    assert "issue(number: $number) { lastEditedAt }" in body["query"]
    given = body["variables"]
    if f"{given['owner']}/{given['name']}" != repo.name or given["number"] not in repo.topics:
        return {"data": {"repository": None}, "errors": [{"type": "NOT_FOUND", "message": "Could not resolve"}]}
    return {"data": {"repository": {"issue": {"lastEditedAt": repo.topics[given["number"]].get("edited_at")}}}}


class Server(ThreadingHTTPServer):
    """Keeps what went wrong in the double itself, so that no test takes it for GitHub's trouble."""

    daemon_threads = True

    def __init__(self, double: Double) -> None:
        super().__init__(("127.0.0.1", 0), type("Serving", (Handler,), {"double": double}))
        self.crashes: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep it."""
        self.crashes.append(traceback.format_exc())


@contextmanager
def running(repository: Path, *, name: str = "acme/shop") -> Iterator[Double]:
    """Serve a bare repository as GitHub does; gone afterwards."""
    permissions = {"factory": "write", "ann": "write", "eve": "read"}
    double = Double(repo=Repository(name=name, path=repository, permissions=permissions))
    double.tokens = {f"token-of-{login}": login for login in permissions}
    server = Server(double)
    double.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not server.crashes, server.crashes[0]
