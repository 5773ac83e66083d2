"""Calls the application without a server."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from workshop.app import app


@dataclass
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(method: str, path: str, body: Any = None) -> Answer:
    return asyncio.run(exchange(method, path, json.dumps(body).encode()))


async def exchange(method: str, path: str, body: bytes) -> Answer:
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": []}
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return Answer(messages[0]["status"], b"".join(message.get("body", b"") for message in messages[1:]))
