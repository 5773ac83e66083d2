"""Calls the application without a server, and makes up what to send."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from workshop.app import app
from workshop.validation import Schema


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


def sample(schema: Schema) -> dict[str, Any]:
    """Return a body that fits a schema."""
    made_up = {str: "something", int: 7, bool: True}
    return {name: made_up[kind] for name, kind in schema.types.items()}
