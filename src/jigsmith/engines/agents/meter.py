"""Reads from the answer of a model, as it streams through, what it read and wrote.

Sources: the streaming pages of Anthropic's Messages API and of OpenAI's Responses API.
"""

import json
from typing import Any, Literal

from jigsmith.engines.agents import manners, prices
from jigsmith.engines.agents.prices import Tokens

Speech = Literal["anthropic", "openai"]
BYTES_PER_TOKEN = 4  # a rule of thumb, for answers that broke off before they said it
TEXTS = ("text", "partial_json", "thinking")
LONGEST = 8 << 20  # bytes of an answer in one piece, or of one event, that are looked at


class Meter:
    """Sees one answer."""

    def __init__(self, speech: Speech, *, asked: int, streamed: bool) -> None:
        self._speech = speech
        self._asked = asked  # bytes of the question
        self._streamed = streamed
        self._begun = bytearray()
        self._usage: dict[str, Any] = {}
        self._written = 0  # bytes of text that were seen
        self._complete = False

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the answer."""
        self._begun += piece
        if self._streamed:
            *lines, rest = self._begun.split(b"\n")
            self._begun = bytearray(rest[-LONGEST:])
            for line in lines:
                if line.startswith(b"data:"):
                    self._event(line[5:])
        elif len(self._begun) > LONGEST:
            del self._begun[:-LONGEST]

    def tokens(self) -> tuple[Tokens, bool]:
        """Return what was used, and whether that is a guess, since the answer broke off before it said so."""
        if not self._streamed:
            self._whole(_object(self._begun))
        read = prices.anthropic(self._usage) if self._speech == "anthropic" else prices.openai(self._usage)
        if self._complete:
            return read, False
        guessed = Tokens(
            fresh=0 if read.read else self._asked // BYTES_PER_TOKEN,
            written=max(0, self._written // BYTES_PER_TOKEN - read.written),
        )
        return read + guessed, True

    def _event(self, data: bytes | bytearray) -> None:
        value = _object(data)
        kind = value.get("type")
        if kind == "message_start":
            self._take(manners.folder(value.get("message")).get("usage"))
        elif kind == "message_delta":
            self._take(value.get("usage"))
            self._complete = True
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            self._whole(manners.folder(value.get("response")))
        else:
            delta = value.get("delta")
            texts = [delta.get(name) for name in TEXTS] if isinstance(delta, dict) else [delta]
            self._written += sum(len(text) for text in texts if isinstance(text, str))

    def _whole(self, answer: dict[str, Any]) -> None:
        self._take(answer.get("usage"))
        self._complete = self._complete or bool(answer.get("usage"))

    def _take(self, usage: object) -> None:
        """Remember what is told; later events tell totals, and leave out what they do not know."""
        self._usage |= {name: told for name, told in manners.folder(usage).items() if told is not None}


def _object(data: bytes | bytearray) -> dict[str, Any]:
    try:
        return manners.folder(json.loads(data))
    except ValueError:
        return {}
