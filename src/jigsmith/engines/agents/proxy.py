"""Stands between an agent and its model, outside of the agent's box: it holds the key, counts, and stops at the cap.

One for each attempt. The agent has a token that is good for this proxy alone; it never sees a key. Whatever its own
caps do, past the cap no call gets through. A call that has begun is let to its end, so the last one may go over it.
"""

import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from jigsmith.engines.agents import manners, prices
from jigsmith.engines.agents.account import Account, Call
from jigsmith.engines.agents.meter import Meter, Speech

OPEN: dict[tuple[str, str], tuple[Speech, ...]] = {
    ("POST", "/v1/messages"): ("anthropic",),
    ("POST", "/v1/messages/count_tokens"): ("anthropic",),
    ("POST", "/v1/responses"): ("openai",),
    ("GET", "/v1/models"): ("anthropic", "openai"),
}
"""What an agent may ask whom. Nothing else: no files, no batches, nothing of the account."""
FREE = frozenset(("/v1/messages/count_tokens", "/v1/models"))
NOT_PASSED_ON = frozenset(
    (
        "host", "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-authorization",
        "content-length", "accept-encoding", "x-api-key", "authorization", "cookie", "expect",
    )
)  # fmt: skip
NOT_PASSED_BACK = frozenset(("connection", "keep-alive", "transfer-encoding", "content-length", "set-cookie"))
LARGEST = 64 << 20  # bytes of a question
PATIENCE = httpx2.Timeout(30.0, read=600.0)
KINDS = {
    401: "authentication_error", 402: "budget_exhausted", 403: "permission_error", 413: "request_too_large",
    415: "invalid_request_error", 502: "api_error",
}  # fmt: skip
Send = Callable[[dict[str, Any]], Any]
Receive = Callable[[], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where models are, and what opens the door."""

    url: str
    """Without `/v1`."""
    headers: Mapping[str, str]


class Refused(Exception):
    """A request that gets no further."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def providers(environment: Mapping[str, str]) -> dict[Speech, Provider]:
    """Return those for which there is a key: ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN (what `claude setup-token`
    gives), and OPENAI_API_KEY; ANTHROPIC_BASE_URL and OPENAI_BASE_URL name a gateway.
    """
    found: dict[Speech, Provider] = {}
    where = environment.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com"
    if key := environment.get("ANTHROPIC_API_KEY"):
        found["anthropic"] = Provider(url=where.rstrip("/"), headers={"x-api-key": key})
    elif key := environment.get("CLAUDE_CODE_OAUTH_TOKEN"):
        opens = {"authorization": f"Bearer {key}", "anthropic-beta": "oauth-2025-04-20"}
        found["anthropic"] = Provider(url=where.rstrip("/"), headers=opens)
    where = environment.get("OPENAI_BASE_URL") or "https://api.openai.com"
    if key := environment.get("OPENAI_API_KEY"):
        url = where.rstrip("/").removesuffix("/v1")
        found["openai"] = Provider(url=url, headers={"authorization": f"Bearer {key}"})
    return found


class Proxy:
    """Answers what one agent asks, as ASGI has it."""

    def __init__(self, known: Mapping[Speech, Provider], *, token: str, account: Account) -> None:
        self._known = known
        self._token = token
        self._account = account
        self._client: httpx2.AsyncClient | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, and close the connections outside when the server ends."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            speech = self._allowed(scope, headers)
            question = await _body(receive)
            await self._pass_on(scope, headers, question, speech=speech, send=send)
        except Refused as refused:
            await _refuse(send, refused)

    async def _live(self, receive: Receive, send: Send) -> None:
        async with httpx2.AsyncClient(timeout=PATIENCE, trust_env=True) as self._client:
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def _allowed(self, scope: Mapping[str, Any], headers: Mapping[str, str]) -> Speech:
        """Return who is asked. Raises Refused."""
        given = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise Refused(401, "That is not the token of this attempt.")
        asked = (scope["method"], scope["path"])
        if asked not in OPEN:
            raise Refused(403, f"{' '.join(asked)} is not open to agents.")
        speeches = OPEN[asked]
        speech = speeches[0] if len(speeches) == 1 or "anthropic-version" in headers else speeches[-1]
        if speech not in self._known:
            raise Refused(401, f"There is no key for {speech} outside of the box.")
        return speech

    async def _pass_on(
        self, scope: Mapping[str, Any], headers: Mapping[str, str], question: bytes, *, speech: Speech, send: Send
    ) -> None:
        """Ask the provider, and stream its answer back while counting."""
        asked = manners.parsed(question) or {}
        if headers.get("content-encoding") or (question and not asked):
            raise Refused(415, "Only JSON that is not compressed can be counted.")
        free = scope["path"] in FREE
        if not free and (why := self._account.begin()):
            raise Refused(402, why)
        began = time.monotonic()
        model = str(asked.get("model", ""))
        meter = Meter(speech, asked=len(question), streamed=bool(asked.get("stream")))
        answered = Answered()
        try:
            request = self._request(scope, headers, question, provider=self._known[speech])
            await self._stream(request, meter, answered, send)
        finally:  # before the answer ends: who has read it all can rely on the count
            if not free:
                tokens, guessed = meter.tokens() if answered.status == 200 else (prices.Tokens(), False)
                cost = prices.cost(model, tokens)
                seconds = time.monotonic() - began
                self._account.end(
                    Call(
                        model=model, status=answered.status, tokens=tokens, cost=cost, guessed=guessed, seconds=seconds
                    )
                )
        await send({"type": "http.response.body", "body": b""})

    def _request(
        self, scope: Mapping[str, Any], headers: Mapping[str, str], question: bytes, *, provider: Provider
    ) -> httpx2.Request:
        """Return the request with the key in it."""
        passed = {name: value for name, value in headers.items() if name not in NOT_PASSED_ON}
        beta = ",".join(filter(None, (passed.get("anthropic-beta"), provider.headers.get("anthropic-beta"))))
        passed |= dict(provider.headers) | {"accept-encoding": "identity"} | ({"anthropic-beta": beta} if beta else {})
        query = scope["query_string"].decode("latin-1")
        url = f"{provider.url}{scope['path']}{'?' if query else ''}{query}"
        return httpx2.Request(
            scope["method"], url, headers=passed, content=question, extensions={"timeout": PATIENCE.as_dict()}
        )

    async def _stream(self, request: httpx2.Request, meter: Meter, answered: "Answered", send: Send) -> None:
        """Send the question, and each piece of the answer as it comes."""
        if self._client is None:
            raise Refused(502, "The proxy is ending.")
        try:
            response = await self._client.send(request, stream=True)
        except httpx2.TransportError as error:
            raise Refused(502, f"The model cannot be reached: {type(error).__name__}.") from error
        answered.status = response.status_code
        self._limits(response)
        back = [(name, value) for name, value in response.headers.raw if name.lower().decode() not in NOT_PASSED_BACK]
        await send({"type": "http.response.start", "status": response.status_code, "headers": back})
        async with aclosing(response):
            async for piece in _pieces(response):
                meter.feed(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})

    def _limits(self, response: httpx2.Response) -> None:
        """Remember when a usage limit passes, if this is what the provider says."""
        if response.status_code == 429 and (when := resets_at(response.headers, now=datetime.now(UTC))):
            self._account.note(resets_at=when)


class Answered:
    """What is known of an answer, even when it broke off."""

    status = 0


def resets_at(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """Return when a usage limit passes, by the headers of an answer; None: they do not say."""
    reset = headers.get("anthropic-ratelimit-unified-reset", "")
    if reset.isdigit():  # seconds since 1970
        return datetime.fromtimestamp(int(reset), UTC)
    after = headers.get("retry-after", "")
    return now + timedelta(seconds=int(after)) if after.isdigit() else None


async def _pieces(response: httpx2.Response) -> AsyncIterator[bytes]:
    """Yield the answer; where it breaks off, it ends."""
    try:
        async for piece in response.aiter_raw():
            yield piece
    except httpx2.TransportError:
        return


async def _body(receive: Receive) -> bytes:
    """Return the whole question. Raises Refused."""
    found = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(502, "The agent is gone.")
        found += message.get("body", b"")
        if len(found) > LARGEST:
            raise Refused(413, "The request is too large.")
        if not message.get("more_body"):
            return bytes(found)


async def _refuse(send: Send, refused: Refused) -> None:
    """Answer in the words that both kinds of clients understand."""
    error = {"type": KINDS.get(refused.status, "api_error"), "message": f"jigsmith: {refused.why}"}
    body = json.dumps({"type": "error", "error": error}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"x-should-retry", b"false"),
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
