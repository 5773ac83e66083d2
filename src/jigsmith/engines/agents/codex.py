"""Codex: its command line, the events that it prints, and what they cost by a price table of ours.

Measured with version 0.169.0. It has no cap of its own: the proxy is the cap.
"""

import json
import shutil
from typing import Any

from jigsmith.base import agent_settings
from jigsmith.engines.agents import manners, prices
from jigsmith.engines.agents.records import Event, Order, Outcome, Reason, Result, Start

PROVIDER = (
    'model_providers.jig={{name="jig",base_url="{url}/v1",env_key="JIG_TOKEN",wire_api="responses",'
    "requires_openai_auth=false,request_max_retries={retries},stream_max_retries={retries}}}"
)
SHORT = 200  # characters of a command
LAST = 4_000  # characters of what it complained about

Settings = agent_settings.Codex


def start(settings: Settings, order: Order) -> Start:
    """Return how Codex is started: anew, or where the home of the order holds a conversation, from there."""
    home = order.home / ".codex"
    home.mkdir(parents=True, exist_ok=True)
    session = conversation(order)
    model = order.model or settings.model
    command = [shutil.which(settings.command) or settings.command, "exec"]
    command += ["--json", "--skip-git-repo-check", "--color", "never", "-C", str(order.workspace)]
    command += sandbox(order)
    command += ["-c", "model_provider=jig", "-c", PROVIDER.format(url=order.proxy, retries=settings.retries)]
    command += ["-m", model] if model else []
    if order.schema is not None:
        schema = order.home / "schema.json"
        schema.write_text(json.dumps(order.schema), encoding="utf-8")
        command += ["--output-schema", str(schema)]
    command += ["resume", session, "-"] if session else ["-"]
    own = {"CODEX_HOME": str(home), "JIG_TOKEN": order.token}
    return Start(
        command=tuple(command),
        environment=manners.surroundings(order, settings.command, "node") | own | settings.environment,
        stdin=manners.task(order).encode(),
        programs=(settings.command, "node"),
        resumed=bool(session),
    )


def sandbox(order: Order) -> list[str]:
    """Return the options of Codex's own sandbox: none in a box of ours, since it cannot make one inside another."""
    if order.isolated:
        return ["--dangerously-bypass-approvals-and-sandbox"]
    return ["-s", "workspace-write" if order.schema is None else "read-only"]


def conversation(order: Order) -> str:
    """Return Codex's own name of the newest conversation that a home holds; empty: there is none."""
    found = sorted((order.home / ".codex" / "sessions").glob("*/*/*/rollout-*.jsonl"))
    # rollout-2026-11-30T12-00-00-<uuid>.jsonl
    return "-".join(found[-1].stem.split("-")[-5:]) if found else ""


class Transcript:
    """What `codex exec --json` prints."""

    def __init__(self, settings: Settings, order: Order) -> None:
        self._settings = settings
        self._order = order
        self._session = ""
        self._text = ""
        self._errors: list[str] = []
        self._ended = ""
        self._usage: dict[str, int] = {}
        self._turns = 0
        self._complaint = ""

    def read(self, line: bytes) -> list[Event]:
        """Take one line of its standard output."""
        value = manners.parsed(line) or {}
        kind = value.get("type")
        match kind:
            case "thread.started":
                self._session = str(value.get("thread_id", ""))
                return [Event(kind="begun", text=self._session, data=value)]
            case "turn.started":
                self._turns += 1
            case "turn.completed":
                self._ended = "completed"
                return self._count(manners.folder(value.get("usage")))
            case "turn.failed" | "error":
                self._ended = "failed" if kind == "turn.failed" else self._ended
                return self._failed(str(manners.folder(value.get("error")).get("message") or value.get("message", "")))
            case "item.started" | "item.completed":
                return self._item(manners.folder(value.get("item")), done=kind == "item.completed")
        return []

    def complain(self, line: bytes) -> list[Event]:
        """Take one line of its standard error."""
        text = line.decode(errors="replace")
        self._complaint = (self._complaint + text)[-LAST:]
        return [Event(kind="error", text=text.rstrip("\n"))] if text.strip() else []

    def verdict(self, code: int | None, why: str, detail: str = "") -> Result:
        """Say how it ended."""
        answer = manners.parsed(self._text.encode()) if self._order.schema is not None else None
        outcome, reason, told = manners.stopped(why, detail) or self._outcome(code, answer)
        cost = (
            prices.cost(self._order.model or self._settings.model, prices.openai(self._usage)) if self._usage else None
        )
        return Result(
            outcome=outcome,
            reason=reason,
            text=self._text if outcome in ("completed", "blocked") else told,
            question=manners.question(self._text) if reason == "question" else "",
            answer=answer,
            session=self._session,
            cost=cost,
            estimated=cost is not None,
            tokens_in=self._usage.get("input_tokens", 0),
            tokens_out=self._usage.get("output_tokens", 0),
            turns=self._turns,
        )

    def _outcome(self, code: int | None, answer: Any) -> tuple[Outcome, Reason, str]:
        """Say how an attempt ended that ended by itself."""
        if code or self._ended != "completed":
            told = self._errors[-1] if self._errors else self._complaint.strip() or f"It ended with {code}."
            return failure(told)
        if manners.question(self._text):
            return "blocked", "question", self._text
        if self._order.schema is not None and answer is None:
            return "failed", "answer", "It did not answer by the schema."
        return "completed", "", self._text

    def _failed(self, message: str) -> list[Event]:
        self._errors.append(message)
        again = message.startswith("Reconnecting")
        return [Event(kind="retry" if again else "error", text=message)]

    def _count(self, usage: dict[str, Any]) -> list[Event]:
        for name in ("input_tokens", "cached_input_tokens", "output_tokens"):
            self._usage[name] = self._usage.get(name, 0) + manners.number(usage.get(name))
        return [Event(kind="cost", text=f"{self._usage['output_tokens']} tokens written", data=usage)]

    def _item(self, item: dict[str, Any], *, done: bool) -> list[Event]:
        match item.get("type"), done:
            case "agent_message", True:
                self._text = str(item.get("text", ""))
                return [Event(kind="said", text=self._text)]
            case "command_execution", False:
                return [Event(kind="tool", text=str(item.get("command", ""))[:SHORT], data=item)]
            case "file_change" | "mcp_tool_call" | "web_search", True:
                return [Event(kind="tool", text=str(item.get("type")), data=item)]
            case "error", True:
                return [Event(kind="error", text=str(item.get("message", "")))]
        return []


def failure(told: str) -> tuple[Outcome, Reason, str]:
    """Read what kind of failure a message of Codex tells: it has no codes for them."""
    lowered = told.lower()
    if "usage limit" in lowered or "429" in told:
        return "limit", "usage-limit", told
    if "402" in told:
        return "failed", "budget", told
    if "401" in told or "403" in told:
        return "failed", "login", told
    return "failed", "service" if "unexpected status" in lowered or "stream" in lowered else "error", told
