"""One line of JSON for each event on standard error; the lines of one request have a number in common."""

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings

HEADER = b"x-request-id"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
logger = logging.getLogger("app")
# What else each line says; parts of the service add to it.
context: dict[str, Callable[[], dict[str, object]]] = {}


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; what was given as `extra={"data": {...}}` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record down."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_id.get():
            line["request_id"] = number
        for more in context.values():
            line |= more()
        line |= getattr(record, "data", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class RequestLog:
    """Gives each request its number (the caller's own, when it sends a proper one) and logs how it went."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer carries the number as `x-request-id`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = _number(scope)
        # It is not reset: a request has a context of its own, and the answer to a bug is written further out.
        request_id.set(number)
        start = time.perf_counter()
        status = 500

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (HEADER, number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            took = round((time.perf_counter() - start) * 1000, 1)
            data = {"method": scope["method"], "path": scope["path"], "status": status, "ms": took}
            logger.info("request", extra={"data": data})


def install(app: FastAPI, settings: Settings) -> None:
    """Log from now on as described above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.setLevel(settings.log_level.upper())
    root.handlers = [each for each in root.handlers if not isinstance(each.formatter, JsonFormatter)]
    root.addHandler(handler)
    logging.getLogger("uvicorn.access").disabled = True  # RequestLog says the same, with the number
    app.add_middleware(RequestLog)


def _number(scope: Scope) -> str:
    given = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
    return given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex
