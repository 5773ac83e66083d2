"""The gate of the dashboard: which host is meant, who asks, how often, whether the page is ours that posts; headers.

What it holds against: other sites that post forms here (an Origin or Sec-Fetch-Site that is not ours is refused, and
forms carry a token), DNS rebinding (a Host that is not ours is refused), a proxy that was put in front without login
(a request that was forwarded is nobody's on the loopback address), guessing, floods, and scripts in what is shown.
"""

import hashlib
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jigsmith.app.desk import access
from jigsmith.app.desk.places import Desk
from jigsmith.base import web_settings
from jigsmith.faces.web.guards import Form, Rate

COOKIE = "jig_token"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
OPEN = ("/login", "/static/")  # nobody need be known for these
HOOKS = "/webhooks/"  # known by their signature
LARGEST = 1_000_000  # bytes of a form or of JSON
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Who may come in."""

    host: str  # the address that is listened on
    key: bytes  # what form tokens are made with
    web: web_settings.Web = field(default_factory=web_settings.Web)
    login: bool = False  # a token is needed on the loopback address as well
    rate: Rate = field(default_factory=lambda: Rate(burst=300, second=60))
    logins: Rate = field(default_factory=lambda: Rate(burst=10, second=0.1))

    @property
    def free(self) -> bool:
        """Whether somebody at this machine needs no token."""
        return self.host in LOOPBACK and not self.login and not self.web.user_header

    def is_ours(self, host: str) -> bool:
        """Tell whether a Host header names this server. An address as such cannot be rebound by DNS."""
        name = urlsplit(f"//{host}").hostname or ""
        if name in LOOPBACK or name in self.web.names:
            return True
        return self.host not in LOOPBACK and is_address(name)


class Gate:
    """See above. What is behind it finds `who` and `session` in the state of a request."""

    def __init__(self, app: ASGIApp, *, desk: Desk, rules: Rules) -> None:
        self._app, self._desk, self._rules = app, desk, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        with_headers = headed(send, cached=scope["path"].startswith("/static/"))
        too_many = not self._rules.rate.allows(scope["client"][0] if scope.get("client") else "")
        refused = slower("5") if too_many else await self._refused(scope)
        if refused is not None:
            await refused(scope, receive, with_headers)
            return
        largest = 0 if scope["path"].startswith(HOOKS) else LARGEST
        await self._app(scope, limited(receive, largest), with_headers)

    async def _refused(self, scope: Scope) -> Response | None:
        """Return the answer to a request that goes no further; None: it may."""
        asked = HTTPConnection(scope)
        path, headers, peer = scope["path"], asked.headers, asked.client.host if asked.client else ""
        posts = scope["method"] not in {"GET", "HEAD", "OPTIONS"}
        length = headers.get("content-length", "0")
        if path.startswith(HOOKS):
            return None
        if not self._rules.is_ours(headers.get("host", "")):
            said = "This name is not one of this server's. Write it into jig.toml: [web] names."
            return PlainTextResponse(said, 421)
        if not length.isdigit() or int(length) > LARGEST:
            return PlainTextResponse("That is too large.", 413)
        if posts and not same_origin(headers, scheme=self._scheme(scope, peer, headers)):
            return PlainTextResponse("This was sent by another site, and is refused.", 403)
        if path == "/login" and posts and not self._rules.logins.allows(peer):
            return slower("60")
        return await self._unknown(scope, asked, peer)

    async def _unknown(self, scope: Scope, asked: HTTPConnection, peer: str) -> Response | None:
        """Find out who asks; an answer to those who may not come in."""
        who = await run_in_threadpool(self._who, asked.headers, asked.cookies.get(COOKIE, ""), peer)
        session = hashlib.sha256((asked.cookies.get(COOKIE, "") if not self._rules.free else "").encode()).hexdigest()
        scope.setdefault("state", {}).update(
            who=who, form=Form(self._rules.key, f"{who.name if who else ''}:{session}"), free=self._rules.free
        )
        scope["state"]["secure"] = self._scheme(scope, peer, asked.headers) == "https"
        path = scope["path"]
        if who is not None or path.startswith(OPEN):
            return None
        if path.startswith(("/api/", "/live/")) or scope["method"] not in {"GET", "HEAD"}:
            said = {"what": "a token is needed", "do": "Send it as `Authorization: Bearer TOKEN`."}
            return JSONResponse(said, 401, headers={"www-authenticate": "Bearer"})
        return RedirectResponse("/login", 303)

    def _who(self, headers: Mapping[str, str], cookie: str, peer: str) -> access.Who | None:
        rules = self._rules
        bearer = headers.get("authorization", "")
        token = bearer.removeprefix("Bearer ").strip() if bearer.startswith("Bearer ") else cookie
        if token.startswith(access.PREFIX):
            found = access.who(self._desk.floor, token)
            if found or bearer:
                return found
        if rules.web.user_header and is_among(peer, rules.web.proxies):
            name = headers.get(rules.web.user_header, "").strip()
            return access.Who(name, rules.web.roles.get(name, rules.web.others)) if name else None
        forwarded = any(name in headers for name in FORWARDED)
        here = urlsplit(f"//{headers.get('host', '')}").hostname in LOOPBACK
        if rules.free and here and not forwarded and is_loopback(peer):
            return access.Who("", "administer")
        return None

    def _scheme(self, scope: Scope, peer: str, headers: Mapping[str, str]) -> str:
        """Return by what the browser came: a proxy that is believed says it."""
        given = headers.get("x-forwarded-proto", "") if is_among(peer, self._rules.web.proxies) else ""
        return given if given in {"http", "https"} else str(scope.get("scheme", "http"))


def slower(seconds: str) -> Response:
    """Return the answer to somebody who asks too often."""
    return PlainTextResponse("Too many requests. Try it again later.", 429, headers={"retry-after": seconds})


def same_origin(headers: Mapping[str, str], *, scheme: str) -> bool:
    """Tell whether a page of ours sends it, or a program that is no browser."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.lower() == f"{scheme}://{headers.get('host', '')}".lower()
    return headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def is_address(name: str) -> bool:
    """Tell whether this is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(peer: str) -> bool:
    """Tell whether somebody is on this machine; a socket of the file system has no address."""
    return not peer or (is_address(peer) and ipaddress.ip_address(peer).is_loopback)


def is_among(peer: str, proxies: Sequence[str]) -> bool:
    """Tell whether a proxy is one of those that are believed, given as addresses or networks."""
    if not is_address(peer):
        return False
    return any(ipaddress.ip_address(peer) in ipaddress.ip_network(each, strict=False) for each in proxies)


def headed(send: Send, *, cached: bool) -> Send:
    """Return a `send` that adds the headers each answer has."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = Headers(raw=message["headers"])
            more = HEADERS | ({} if cached else {"cache-control": "no-cache, private"})
            message["headers"] = [
                *message["headers"],
                *((name.encode(), value.encode()) for name, value in more.items() if name not in there),
            ]
        await send(message)

    return with_headers


def limited(receive: Receive, largest: int) -> Receive:
    """Return a `receive` that ends a body of unknown length which grows too large; 0: it may."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        return {"type": "http.disconnect"} if largest and got > largest else message

    return counted
