"""Any program as an agent: the prompt on its standard input, JSON lines or plain text out.

A line that is a JSON object with a `kind` is understood, every other line is something said:

    {"kind": "said", "text": "..."}            {"kind": "tool", "text": "what it does"}
    {"kind": "cost", "cost": 0.02, "tokens_in": 900, "tokens_out": 40}   what was added since the last such line
    {"kind": "limit", "resets_at": 1790000000}   a usage limit of its provider, seconds since 1970; ends as "limit"
    {"kind": "blocked", "question": "..."}     it needs an answer; so does a last line "BLOCKED: question"
    {"kind": "denied", "text": "..."}          something it needs is forbidden to it
    {"kind": "result", "text": "...", "answer": {...}}   the last message, and the answer by the schema of a review

Exit code 0 is success, any other failure. Its variables: JIG_ROLE, JIG_SESSION, JIG_RESUMED (1 when this conversation
was begun before; its HOME is as it left it), JIG_MODEL, JIG_SCHEMA (JSON), and where models are, as the programs of
others read it: ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, OPENAI_BASE_URL, OPENAI_API_KEY.
"""

import json
import shlex
import shutil
from datetime import UTC, datetime
from typing import Any

from jigsmith.base import agent_settings
from jigsmith.engines.agents import manners
from jigsmith.engines.agents.records import Event, EventKind, Order, Outcome, Reason, Result, Start

KINDS: dict[str, EventKind] = {
    "said": "said", "tool": "tool", "cost": "cost", "limit": "limit", "blocked": "said", "denied": "denied",
    "result": "said", "error": "error",
}  # fmt: skip
LAST = 20_000  # characters of plain text that are kept as the last message

Settings = agent_settings.Command


def start(settings: Settings, order: Order) -> Start:
    """Return how the program is started; its home keeps that the conversation is begun."""
    words = shlex.split(settings.command)
    begun = order.home / ".begun"
    own = {
        "JIG_ROLE": order.role,
        "JIG_SESSION": order.session,
        "JIG_RESUMED": str(int(begun.exists())),
        "JIG_MODEL": order.model or settings.model,
        "JIG_SCHEMA": json.dumps(order.schema) if order.schema is not None else "",
        "ANTHROPIC_BASE_URL": order.proxy,
        "ANTHROPIC_API_KEY": order.token,
        "OPENAI_BASE_URL": f"{order.proxy}/v1",
        "OPENAI_API_KEY": order.token,
    }
    environment = manners.surroundings(order, words[0]) | own | settings.environment
    resumed = begun.exists()
    begun.touch()
    return Start(
        command=(shutil.which(words[0]) or words[0], *words[1:]),
        environment=environment,
        stdin=manners.task(order).encode(),
        programs=(words[0],),
        resumed=resumed,
    )


class Transcript:
    """What such a program prints."""

    def __init__(self, _settings: Settings, order: Order) -> None:
        self._order = order
        self._told: dict[str, Any] = {}
        self._plain = ""
        self._complaint = ""
        self._cost: float | None = None
        self._tokens = [0, 0]
        self._turns = 0

    def read(self, line: bytes) -> list[Event]:
        """Take one line of its standard output."""
        value = manners.parsed(line)
        kind = value.get("kind") if value else None
        if value is None or not isinstance(kind, str) or kind not in KINDS:
            text = line.decode(errors="replace")
            self._plain = (self._plain + text)[-LAST:]
            return [Event(kind="said", text=text.rstrip("\n"))] if text.strip() else []
        self._turns += kind == "said"
        if kind == "cost":
            self._add(value)
        elif kind in ("limit", "blocked", "denied", "result"):
            self._told[kind] = value
        told = value.get("question") if kind == "blocked" else value.get("text")
        return [Event(kind=KINDS[kind], text=str(told or ""), data=value)]

    def complain(self, line: bytes) -> list[Event]:
        """Take one line of its standard error."""
        text = line.decode(errors="replace")
        self._complaint = (self._complaint + text)[-LAST:]
        return [Event(kind="error", text=text.rstrip("\n"))] if text.strip() else []

    def verdict(self, code: int | None, why: str, detail: str = "") -> Result:
        """Say how it ended."""
        text = str(manners.folder(self._told.get("result")).get("text") or self._plain.strip())
        asked = str(manners.folder(self._told.get("blocked")).get("question") or manners.question(text))
        answer = self._answer(text)
        outcome, reason, told = manners.stopped(why, detail) or self._outcome(code, text, asked=asked, answer=answer)
        resets = manners.folder(self._told.get("limit")).get("resets_at")
        return Result(
            outcome=outcome,
            reason=reason,
            text=told,
            question=asked if reason == "question" else "",
            answer=answer,
            session=self._order.session,
            cost=self._cost,
            tokens_in=self._tokens[0],
            tokens_out=self._tokens[1],
            turns=self._turns,
            resets_at=datetime.fromtimestamp(resets, UTC) if isinstance(resets, int | float) else None,
        )

    def _outcome(self, code: int | None, text: str, *, asked: str, answer: Any) -> tuple[Outcome, Reason, str]:
        """Say how an attempt ended that ended by itself."""
        if "limit" in self._told:
            return "limit", "usage-limit", text
        if asked:
            return "blocked", "question", text
        if code:
            return "failed", "error", self._complaint.strip() or text or f"It ended with {code}."
        if "denied" in self._told:
            return "blocked", "permission", str(self._told["denied"].get("text") or text)
        if self._order.schema is not None and answer is None:
            return "failed", "answer", "It did not answer by the schema."
        return "completed", "", text

    def _answer(self, text: str) -> Any:
        """Return what a review answered: the answer of its result, or a last message that is JSON."""
        told = manners.folder(self._told.get("result")).get("answer")
        return manners.parsed(text.encode()) if told is None and self._order.schema is not None else told

    def _add(self, value: dict[str, Any]) -> None:
        cost = value.get("cost")
        if isinstance(cost, int | float) and cost >= 0:
            self._cost = (self._cost or 0.0) + cost
        self._tokens[0] += manners.number(value.get("tokens_in"))
        self._tokens[1] += manners.number(value.get("tokens_out"))
