"""A model server for tests, scripted, on loopback: it speaks Anthropic's Messages API and OpenAI's Responses API.

Which turn is answered follows from the conversation in the request itself, so that agents may resume, and run side by
side. Written after the providers' public pages on streaming.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from uuid import uuid4

PIECE = 24  # characters of text in one event


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What the model answers at one point of a conversation."""

    text: str = ""
    tools: Sequence[tuple[str, dict[str, Any]]] = ()
    read: int = 1_000
    written: int = 50
    delay: float = 0.0
    """Seconds before it answers."""
    breaks: bool = False
    """Whether the connection breaks off in the middle."""
    status: int = 200
    times: int = 10**9
    """How often it answers with `status`, before all is well."""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Models:
    """A server that runs, and what it was asked."""

    turns: Sequence[Turn]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Method, path, headers (lower case) and body of each request."""
    failed: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def posts(self) -> list[dict[str, Any]]:
        """The questions to a model that had tools to choose from: those of an agent at work."""
        return [one for one in self.asked if one["method"] == "POST" and one["body"].get("tools")]

    def turn(self, number: int) -> Turn:
        """What is answered now at this point."""
        turn = self.turns[min(number, len(self.turns) - 1)]
        with self.lock:
            self.failed[number] = self.failed.get(number, 0) + (turn.status != 200)
            fails = turn.status != 200 and self.failed[number] <= turn.times
        return turn if fails or turn.status == 200 else Turn(text=turn.text or "ok", tools=turn.tools)


@contextmanager
def serving(*turns: Turn) -> Iterator[Models]:
    """Serve these turns while the block runs."""
    models = Models(turns=turns)
    handler = type("Handler", (_Handler,), {"models": models})
    server = ThreadingHTTPServer(("127.0.0.1", 0), cast("type[_Handler]", handler))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    models.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield models
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    models: Models
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._note({})
        self._json(200, {})

    def do_GET(self) -> None:
        self._note({})
        self._json(404, {"type": "error", "error": {"type": "not_found_error", "message": "no such page"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        self._note(body)
        if self.path.partition("?")[0].endswith("/count_tokens"):
            self._json(200, {"input_tokens": 100})
        elif "/messages" in self.path:
            self._anthropic(body)
        else:
            self._openai(body)

    def _note(self, body: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.models.asked.append({"method": self.command, "path": self.path, "headers": headers, "body": body})

    def _json(self, status: int, value: object, **headers: str) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _fails(self, turn: Turn) -> bool:
        if turn.status != 200:
            error = {"type": "overloaded_error", "message": f"scripted {turn.status}"}
            self._json(turn.status, {"type": "error", "error": error}, **turn.headers)
        else:
            time.sleep(turn.delay)
        return turn.status != 200

    def _stream(self, events: Iterator[tuple[str, dict[str, Any]]], *, breaks: bool) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        try:
            for name, data in events:
                if breaks and name in ("message_delta", "response.completed"):
                    break
                self.wfile.write(f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the agent was ended meanwhile
        self.close_connection = True

    def _anthropic(self, body: dict[str, Any]) -> None:
        number = sum(message.get("role") == "assistant" for message in body.get("messages", []))
        # Claude Code asks small things on the side, such as a title: without tools, and not part of the script.
        turn = self.models.turn(number) if body.get("tools") else Turn(text='{"title": "scripted"}')
        if self._fails(turn):
            return
        usage = {"input_tokens": turn.read, "output_tokens": turn.written}
        blocks = [{"type": "text", "text": turn.text}] if turn.text else []
        blocks += [_tool_use(name, given) for name, given in turn.tools]
        stop = "tool_use" if turn.tools else "end_turn"
        whole = {"id": _id("msg"), "type": "message", "role": "assistant", "model": body.get("model"), "usage": usage}
        if not body.get("stream"):
            self._json(200, {**whole, "content": blocks, "stop_reason": stop, "stop_sequence": None})
            return
        self._stream(_messages(whole, blocks, stop, turn), breaks=turn.breaks)

    def _openai(self, body: dict[str, Any]) -> None:
        inputs = [item for item in body.get("input", []) if isinstance(item, dict)]
        number = sum(
            str(item.get("type", "")).endswith("_call_output") or item.get("role") == "assistant" for item in inputs
        )
        turn = self.models.turn(number)
        if not self._fails(turn):
            self._stream(_responses(turn), breaks=turn.breaks)


def _messages(
    whole: dict[str, Any], blocks: list[dict[str, Any]], stop: str, turn: Turn
) -> Iterator[tuple[str, dict[str, Any]]]:
    begun = {**whole["usage"], "output_tokens": 1}
    yield "message_start", {"message": {**whole, "content": [], "stop_reason": None, "usage": begun}}
    for index, block in enumerate(blocks):
        is_text = block["type"] == "text"
        empty = {**block, "text": ""} if is_text else {**block, "input": {}}
        yield "content_block_start", {"index": index, "content_block": empty}
        text = block["text"] if is_text else json.dumps(block["input"])
        kind, key = ("text_delta", "text") if is_text else ("input_json_delta", "partial_json")
        for at in range(0, len(text), PIECE):
            yield "content_block_delta", {"index": index, "delta": {"type": kind, key: text[at : at + PIECE]}}
        yield "content_block_stop", {"index": index}
    yield "message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": whole["usage"]}
    yield "message_stop", {}


def _responses(turn: Turn) -> Iterator[tuple[str, dict[str, Any]]]:
    response = {"id": _id("resp"), "object": "response", "status": "in_progress"}
    yield "response.created", {"response": response}
    content = [{"type": "output_text", "text": turn.text, "annotations": []}]
    items: list[dict[str, Any]] = [
        {"type": "message", "role": "assistant", "id": _id("msg"), "status": "completed", "content": content}
    ] * bool(turn.text)
    items += [
        {"type": "function_call", "id": _id("fc"), "call_id": _id("call"), "name": name, "arguments": json.dumps(given)}
        for name, given in turn.tools
    ]
    for index, item in enumerate(items):
        yield "response.output_item.added", {"output_index": index, "item": item}
        if item["type"] == "message":
            yield "response.output_text.delta", {"output_index": index, "item_id": item["id"], "delta": turn.text}
        yield "response.output_item.done", {"output_index": index, "item": item}
    usage = {
        "input_tokens": turn.read,
        "input_tokens_details": {"cached_tokens": turn.read // 10},
        "output_tokens": turn.written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": turn.read + turn.written,
    }
    yield "response.completed", {"response": {**response, "status": "completed", "output": items, "usage": usage}}


def _tool_use(name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "id": _id("toolu"), "name": name, "input": given}


def _id(kind: str) -> str:
    return f"{kind}_{uuid4().hex[:20]}"
