"""The dashboard's server: the application, and a thread that serves it beside the worker."""

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from jigsmith.app.desk import figures as desk_figures
from jigsmith.app.desk import home, shelf
from jigsmith.app.desk.places import Desk
from jigsmith.app.factory import webhooks
from jigsmith.base import errors, web_errors
from jigsmith.faces.web import actions, api, figures, gate, live, openapi, pages, rendering, task_actions

KEY = "web.key"  # in the user's data folder: what form tokens are made with
CACHED = b"public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Files of ours: their address changes with their content, so that a browser keeps them."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one."""

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200 and scope["query_string"]:
                message["headers"] = [*message["headers"], (b"cache-control", CACHED)]
            await send(message)

        await super().__call__(scope, receive, kept)


def application(desk: Desk, rules: gate.Rules) -> Starlette:
    """Return the dashboard."""
    pulse = live.Pulse(desk)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        pulse.stopping.set()

    made = Starlette(
        routes=[
            Mount("/static", Assets(directory=rendering.STATIC), name="static"),
            Route("/webhooks/github", hook, methods=["POST"]),
            *openapi.ROUTES,
            *api.ROUTES,
            *live.ROUTES,
            *actions.ROUTES,
            *task_actions.ROUTES,
            *pages.ROUTES,
            *figures.ROUTES,
        ],
        middleware=[Middleware(gate.Gate, desk=desk, rules=rules), Middleware(GZipMiddleware, minimum_size=600)],
        exception_handlers={errors.JigError: pages.failed, 404: missing},
        lifespan=lifespan,
    )
    made.state.desk, made.state.pulse = desk, pulse
    return made


async def hook(request: Request) -> Response:
    """Take a delivery of GitHub's webhook."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > webhooks.LARGEST:
        return JSONResponse({"what": "it is too large, or does not say how large it is"}, 413)
    raw, floor = await request.body(), request.app.state.desk.floor
    try:
        taken = await run_in_threadpool(webhooks.take, floor, raw, dict(request.headers))
    except errors.ForgeRefused as error:
        return JSONResponse({"what": error.what}, 403)
    return JSONResponse({"event": taken.event, "again": taken.again, "tickets": list(taken.tickets)}, 202)


def missing(request: Request, _: Exception) -> Response:
    """Answer to an address that leads nowhere."""
    what = errors.JigError("there is no such page", do="It may have been moved. The search finds things.")
    if request.url.path.startswith(("/api/", "/live/", "/static/", "/webhooks/")):
        return JSONResponse({"what": what.what, "where": request.url.path, "do": what.do}, 404)
    return rendering.page(request, "error", status=404, error=what, title="Not found")


def key(folder: Path) -> bytes:
    """Return the key that form tokens are made with; it is made once, for this user's eyes alone."""
    path = folder / KEY
    with contextlib.suppress(FileExistsError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; a port that is taken is left to whoever has it. Raises ServeFailed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # by its name, or asyncio keeps Nagle's delay
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)  # who comes before the server is up waits for it
    except OSError as error:
        made.close()
        what = f"the dashboard cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}"
        raise web_errors.ServeFailed(what) from error
    return made


def warmed(desk: Desk) -> None:
    """Read what is remembered or imported from then on, so that the first page need not wait for it."""
    with contextlib.suppress(errors.JigError, OSError):
        home.home(desk)
        desk_figures.forecast(desk)
        rendering.compiled()
        for path in desk.floor.repositories():
            shelf.summaries(path)


@contextlib.contextmanager
def serving(desk: Desk, rules: gate.Rules, *, port: int) -> Iterator[str]:
    """Serve the dashboard in a thread, and yield its address. Raises ServeFailed."""
    listener = listening(rules.host, port)
    app = application(desk, rules)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="on", timeout_graceful_shutdown=2,
        proxy_headers=False, limit_concurrency=400, date_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    threading.Thread(target=warmed, args=(desk,), name="warming", daemon=True).start()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="dashboard", daemon=True)
    thread.start()
    shown = "localhost" if rules.host in gate.LOOPBACK else rules.host
    try:
        yield f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}/"
    finally:
        app.state.pulse.stopping.set()
        server.should_exit = True
        thread.join(timeout=5)
        listener.close()
