"""Live updates, as server-sent events: a page's content again when it changed, and what comes to a log as it comes."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from jigsmith.app.desk import home, runs
from jigsmith.app.desk.places import Desk
from jigsmith.base import errors
from jigsmith.faces.web import ansi, figures, pages, rendering

LOOK = 1.0  # seconds between two looks at what has changed
ANYHOW = 15.0  # seconds after which a page is made again anyhow: times become due by themselves
LOG_LOOK = 0.4
STREAMS = 100  # at once
CONTENT = "text/event-stream"


class Pulse:
    """What has changed: looked up once a second at most, for all streams together."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._at, self._stamp = 0.0, 0
        self._last: tuple[object, ...] | None = None
        self.streams = 0
        self.stopping = threading.Event()

    def stamp(self) -> int:
        """Return a number that grows when something changed."""
        with self._lock:
            if time.monotonic() - self._at > LOOK * 0.9:
                self._at = time.monotonic()
                with suppress(errors.StoreFailed):  # it is away for a moment
                    now = home.stamp(self._desk)
                    self._stamp += now != self._last
                    self._last = now
            return self._stamp


def streamed(view: pages.View) -> Callable[[Request], Any]:
    """Return what answers with a page's content, again and again."""

    async def answer(request: Request) -> Response:
        def made() -> str:
            values = view.gather(request.app.state.desk, request)
            return rendering.text(request, view.template, block="content", **values)

        seen = request.query_params.get("seen", "")
        return await stream(request, contents(request, made, seen=seen))

    return answer


async def contents(request: Request, made: Callable[[], str], *, seen: str) -> AsyncIterator[str]:
    """Yield the content whenever it is another one."""
    pulse: Pulse = request.app.state.pulse
    stamp, at = -1, 0.0
    while True:
        now = await run_in_threadpool(pulse.stamp)
        if now != stamp or time.monotonic() - at > ANYHOW:
            stamp, at = now, time.monotonic()
            try:
                html = await run_in_threadpool(made)
            except errors.JigError:  # what is shown is gone, or jig.toml is being edited
                stamp = -1  # it is tried again at the next look
                yield ": not now\n\n"
            else:
                mark = rendering.mark(html)
                yield event(html) if mark != seen else ": the same\n\n"
                seen = mark
        await asyncio.sleep(LOOK)


async def log(request: Request) -> Response:
    """Answer with what comes to the log of a run, until it has ended."""
    given = request.headers.get("last-event-id", "") or request.query_params.get("at", "")
    at = int(given) if given.isdigit() and len(given) < 18 else 0
    await run_in_threadpool(runs.more_log, request.app.state.desk, request.path_params["id"], at=at)
    return await stream(request, lines(request, at=at))


async def lines(request: Request, *, at: int) -> AsyncIterator[str]:
    """Yield what is new in a log, each time with the byte where it ends."""
    quiet = 0.0
    while True:
        more = await run_in_threadpool(runs.more_log, request.app.state.desk, request.path_params["id"], at=at)
        text, at, ended = more
        if text:
            yield event(str(ansi.html(text)), number=at)
        if ended:
            yield "event: ended\ndata: ended\n\n"
            return
        quiet = 0.0 if text else quiet + LOG_LOOK
        if quiet > ANYHOW:
            quiet = 0.0
            yield ": still there\n\n"
        await asyncio.sleep(LOG_LOOK if not text else 0.05)


def event(html: str, *, number: int | None = None) -> str:
    """Return HTML as an event."""
    head = "" if number is None else f"id: {number}\n"
    return head + "".join(f"data: {line}\n" for line in html.split("\n")) + "\n"


async def stream(request: Request, events: AsyncIterator[str]) -> Response:
    """Answer with events until whoever reads them goes, or the server stops."""
    pulse: Pulse = request.app.state.pulse
    if pulse.streams >= STREAMS:
        return PlainTextResponse("Too many pages are open.", 503, headers={"retry-after": "30"})

    async def counted() -> AsyncIterator[str]:
        pulse.streams += 1
        try:
            async for each in events:
                if pulse.stopping.is_set():
                    return
                yield each
        finally:
            pulse.streams -= 1

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(counted(), media_type=CONTENT, headers=headers)


ROUTES = [
    *(
        Route(f"/live{view.path}", streamed(view), methods=["GET"])
        for view in (*pages.VIEWS, *figures.VIEWS)
        if view.live
    ),
    Route("/live/log/{id:path}", log, methods=["GET"]),
]
