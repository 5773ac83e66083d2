"""Calls to GitHub's REST API: pages, ETags, limits, and no call that writes is made twice unknowingly.

A GET is asked with the ETag of the last answer: "not modified" costs nothing of the limit of calls. What may be
repeated is repeated when GitHub is in trouble or the line breaks. A POST that makes something is not: `Unanswered` says
that nobody knows whether it happened, and `once` looks before it makes it again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import httpx2

from jigsmith.base import errors
from jigsmith.engines.forge.github import limits
from jigsmith.engines.forge.github.auth import Credential

TRIES = 4
KEPT = 1_000  # answers that are kept with their ETags
TIMEOUT = httpx2.Timeout(30.0, connect=10.0)
HEADERS = {
    "Accept": "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
    "User-Agent": "jigsmith",
}
T = TypeVar("T")


class Unanswered(errors.ForgeFailed):
    """A call that makes something got no answer: it may have happened or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What GitHub answered."""

    status: int
    data: Any = None  # what the JSON holds; None: nothing
    headers: Mapping[str, str] = field(default_factory=dict)
    next: str = ""  # address of the next page; empty: this is the last one


@dataclass(slots=True, kw_only=True)
class World:
    """What the client takes from outside."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    pace: float = 1.0  # seconds between two calls that write
    patience: float = 30.0  # seconds that a call waits for a limit to be over


class Client:
    """Speaks with one API, from any number of threads."""

    def __init__(self, api: str, credential: Credential, world: World) -> None:
        self._http = httpx2.Client(headers=HEADERS, timeout=TIMEOUT)
        self._api, self._credential, self._world = api.rstrip("/"), credential, world
        self._kept: OrderedDict[str, tuple[str, Answer]] = OrderedDict()
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._wrote: datetime | None = None
        self._until: datetime | None = None

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def get(self, path: str) -> Any:
        """Return what a GET answers. Raises ForgeRefused, ForgeFailed."""
        return self.ask("GET", path).data

    def pages(self, path: str, params: Mapping[str, str] | None = None, *, most: int = 0) -> Iterator[Any]:
        """Yield the items of all pages; `most`: of so many pages (0: of all). Raises ForgeRefused, ForgeFailed."""
        answer = self.ask("GET", path, params={"per_page": 100, **(params or {})})
        seen = 1
        while True:
            yield from answer.data if isinstance(answer.data, list) else [answer.data]
            if not answer.next or seen == most:
                return
            answer = self.ask("GET", answer.next)
            seen += 1

    def ask(self, method: str, path: str, *, body: Any = None, params: Mapping[str, str | int] | None = None,
            allowed: tuple[int, ...] = (), repeatable: bool | None = None) -> Answer:  # fmt: skip
        """Call, and return an answer of 2xx or of `allowed`. Raises ForgeRefused, ForgeFailed, Unanswered.

        `repeatable`: whether the same again does no harm; None: everything but POST.
        """
        again = method != "POST" if repeatable is None else repeatable
        request = self._http.build_request(method, self._url(path), json=body, params=params or None)
        for turn in range(TRIES):
            self._mind_the_limit(turn)
            answer = self._sent(request, again=again, last=turn == TRIES - 1)
            if answer is None:
                self._world.sleep(2.0**turn)
                continue
            if answer.status < 300 or answer.status in allowed:
                return answer
            if answer.status == 401 and turn == 0 and self._credential.refused(_token(request)):
                continue
            pause = limits.wait(answer.status, answer.headers, answer.data, now=self._world.now(), turn=turn)
            if pause is None:
                raise refusal(request, answer)
            if answer.status in limits.TROUBLE and not again:
                raise Unanswered(f"GitHub answered {answer.status}", where=where(request))
            self._until = self._world.now() + timedelta(seconds=pause)
        raise self._limited()

    def once(self, find: Callable[[], T | None], make: Callable[[], T]) -> T:
        """Return what is there, or make it; when making it got no answer, look again before it is made again."""
        for turn in range(TRIES):
            found = find()
            if found is not None:
                return found
            try:
                return make()
            except Unanswered:
                if turn == TRIES - 1:
                    raise
                self._world.sleep(2.0**turn)  # it may be still at it
        raise AssertionError("unreachable")

    def _url(self, path: str) -> str:
        """Return the whole address. Raises ForgeFailed: the next page would be elsewhere, and get our token."""
        if not path.startswith(("http://", "https://")):
            return f"{self._api}{path}"
        if httpx2.URL(path).netloc != httpx2.URL(self._api).netloc or not path.startswith(self._api[:6]):
            raise errors.ForgeFailed(f"GitHub names a page that is not its own: {path[:200]}")
        return path

    def _sent(self, request: httpx2.Request, *, again: bool, last: bool) -> Answer | None:
        """Return the answer; None: the line broke, and the same again does no harm."""
        try:
            if request.method == "GET":
                return self._conditional(request)
            if request.url.path.endswith("/graphql"):  # a question, though it is a POST
                return self._answer(request)
            with self._writing:
                self._keep_the_pace()
                try:
                    return self._answer(request)
                finally:
                    self._wrote = self._world.now()
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            never_sent = isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout))
            what = f"GitHub cannot be reached: {str(error) or type(error).__name__}"
            if not again and not never_sent:
                raise Unanswered(what, where=where(request)) from error
            if last or isinstance(error, httpx2.UnsupportedProtocol):
                raise errors.ForgeFailed(what, where=where(request)) from error
            return None

    def _conditional(self, request: httpx2.Request) -> Answer:
        """Ask with the ETag of the last answer; give that one when nothing changed since."""
        url = str(request.url)
        with self._lock:
            known = self._kept.get(url)
        if known:
            request.headers["If-None-Match"] = known[0]
        answer = self._answer(request)
        if known and answer.status == 304:
            return known[1]
        tag = answer.headers.get("etag")
        with self._lock:
            self._kept.pop(url, None)
            if tag and answer.status == 200:
                self._kept[url] = tag, answer
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def _answer(self, request: httpx2.Request) -> Answer:
        request.headers["Authorization"] = f"Bearer {self._credential.token()}"
        response = self._http.send(request, follow_redirects=request.method == "GET")
        try:
            data = response.json() if response.content else None
        except ValueError as error:
            if response.is_success:
                what = f"what answers at {self._api} is no GitHub: {response.headers.get('content-type', 'no JSON')}"
                raise errors.ForgeFailed(what, where=where(request), do="Check `[forge] url`.") from error
            data = None
        following = response.links.get("next", {}).get("url", "")
        return Answer(status=response.status_code, data=data, headers=response.headers, next=following)

    def _keep_the_pace(self) -> None:
        if self._wrote is not None:
            since = (self._world.now() - self._wrote).total_seconds()
            if since < self._world.pace:
                self._world.sleep(self._world.pace - since)

    def _mind_the_limit(self, turn: int) -> None:
        """Wait for a limit that GitHub named to be over. Raises ForgeFailed: that takes longer than our patience."""
        if self._until is None:
            return
        left = (self._until - self._world.now()).total_seconds()
        if left > self._world.patience:
            raise self._limited()
        if left > 0:
            self._world.sleep(left)

    def _limited(self) -> errors.ForgeFailed:
        return errors.ForgeFailed("GitHub asks to wait: a limit of calls is used up, or it is in trouble",
                                  where=self._api, until=self._until)  # fmt: skip


def _token(request: httpx2.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def where(request: httpx2.Request) -> str:
    """Return which call it was, for messages."""
    return f"{request.method} {request.url.copy_with(query=None)}"


def refusal(request: httpx2.Request, answer: Answer) -> errors.ForgeRefused:
    """Say what GitHub answered, and what may help."""
    data = answer.data if isinstance(answer.data, dict) else {}
    details = [_detail(each) for each in data.get("errors") or [] if each]
    said = "; ".join(filter(None, [str(data.get("message") or ""), *details])) or "no reason given"
    needed = answer.headers.get("x-accepted-github-permissions") or answer.headers.get("x-accepted-oauth-scopes")
    do = {
        401: "The token or the key is wrong, has ended or was taken back: make another one.",
        403: f"Allow it to the token or the App{f': {needed}' if needed else ''}.",
        404: "Check `[forge] repo`, and whether the token or the App may see it.",
    }.get(answer.status)
    if answer.status < 400:
        said, do = f"moved to {answer.headers.get('location', 'elsewhere')}", "Change `[forge] repo`."
    return errors.ForgeRefused(f"GitHub answered {answer.status}: {said[:600]}", where=where(request), do=do)


def _detail(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    return str(
        error.get("message") or " ".join(str(error[key]) for key in ("resource", "field", "code") if key in error)
    )
