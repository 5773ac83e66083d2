"""Claude Code: its command line, the stream of JSON that it prints, and when it may be believed.

Measured with version 2.1.330. What is not understood is passed over, since newer versions say more.
"""

import json
import shutil
from datetime import UTC, datetime
from typing import Any

from jigsmith.base import agent_settings
from jigsmith.engines.agents import manners
from jigsmith.engines.agents.records import Event, Order, Outcome, Reason, Result, Start

QUIET = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_AUTOUPDATER": "1",
    "DISABLE_TELEMETRY": "1",
    "DISABLE_ERROR_REPORTING": "1",
}
WRITING = ("Bash", "Edit", "Write", "Read", "Glob", "Grep")
READING = ("Bash", "Read", "Glob", "Grep")
SHORT = 200  # characters of what a tool is asked
TOLD = ("command", "file_path", "path", "pattern", "description", "prompt", "url")
ENDS: dict[str, Reason] = {
    "error_max_turns": "turns",
    "error_max_budget_usd": "budget",
    "error_max_structured_output_retries": "answer",
}
STATUSES: dict[int, Reason] = {401: "login", 402: "budget", 403: "login"}

Settings = agent_settings.Claude


def start(settings: Settings, order: Order) -> Start:
    """Return how Claude Code is started: anew, or where the home of the order holds its conversation, from there."""
    resumed = any((order.home / ".claude" / "projects").glob(f"*/{order.session}.jsonl"))
    tools = READING if order.schema is not None else settings.tools
    model = order.model or settings.model
    command = [shutil.which(settings.command) or settings.command, "-p", "--output-format", "stream-json", "--verbose"]
    command += ["--strict-mcp-config", "--tools", ",".join(tools), "--allowedTools", ",".join(tools)]
    # In a box it may do all that the box lets it. Without one, what it may not it must not be asked about either.
    command += ["--permission-mode", "bypassPermissions" if order.isolated else "dontAsk"]
    command += ["--resume" if resumed else "--session-id", order.session]
    command += ["--model", model] if model else []
    command += ["--max-turns", str(order.max_turns)] if order.max_turns is not None else []
    command += ["--max-budget-usd", f"{order.max_cost:.4f}"] if order.max_cost is not None else []
    command += ["--json-schema", json.dumps(order.schema)] if order.schema is not None else []
    own = {
        "CLAUDE_CONFIG_DIR": str(order.home / ".claude"),
        "ANTHROPIC_BASE_URL": order.proxy,
        "ANTHROPIC_API_KEY": order.token,
        "CLAUDE_CODE_MAX_RETRIES": str(settings.retries),
    }
    # It refuses to bypass permissions as root, which is whom Landlock leaves in place, unless it is told of the box.
    own |= {"IS_SANDBOX": "1"} if order.isolated else {}
    return Start(
        command=tuple(command),
        environment=manners.surroundings(order, settings.command, "node") | QUIET | own | settings.environment,
        stdin=manners.task(order).encode(),
        programs=(settings.command, "node"),
        resumed=resumed,
    )


class Transcript:
    """What Claude Code prints with `--output-format stream-json`."""

    def __init__(self, _settings: Settings, order: Order) -> None:
        self._order = order
        self._session = order.session
        self._result: dict[str, Any] = {}
        self._limit: dict[str, Any] = {}
        self._complaint = ""

    def read(self, line: bytes) -> list[Event]:
        """Take one line of its standard output."""
        value = manners.parsed(line) or {}
        match value.get("type"):
            case "system":
                return self._system(value)
            case "rate_limit_event":
                self._limit = manners.folder(value.get("rate_limit_info"))
                return [Event(kind="limit", text=str(self._limit.get("status", "")), data=self._limit)]
            case "assistant":
                return said(value)
            case "result":
                self._result = value
                return [Event(kind="cost", text=f"{value.get('total_cost_usd') or 0:.4f} USD", data=value)]
        return []

    def complain(self, line: bytes) -> list[Event]:
        """Take one line of its standard error."""
        text = line.decode(errors="replace")
        self._complaint = (self._complaint + text)[-4_000:]
        return [Event(kind="error", text=text.rstrip("\n"))] if text.strip() else []

    def verdict(self, code: int | None, why: str, detail: str = "") -> Result:
        """Say how it ended. It is believed only when all that it says agrees; exit code 0 alone means little."""
        value = self._result
        text = str(value.get("result") or "\n".join(map(str, value.get("errors") or [])) or self._complaint.strip())
        outcome, reason, told = manners.stopped(why, detail) or self._outcome(code, text)
        usages = [manners.folder(usage) for usage in manners.folder(value.get("modelUsage")).values()]
        cost = value.get("total_cost_usd")
        return Result(
            outcome=outcome,
            reason=reason,
            text=text or told,
            question=manners.question(text) if reason == "question" else "",
            answer=value.get("structured_output"),
            session=self._session,
            cost=float(cost) if isinstance(cost, int | float) else None,
            tokens_in=sum(
                manners.number(usage.get(name))
                for usage in usages
                for name in ("inputTokens", "cacheReadInputTokens", "cacheCreationInputTokens")
            ),
            tokens_out=sum(manners.number(usage.get("outputTokens")) for usage in usages),
            turns=manners.number(value.get("num_turns")),
            resets_at=self._resets_at(),
        )

    def _system(self, value: dict[str, Any]) -> list[Event]:
        match value.get("subtype"):
            case "init":
                self._session = str(value.get("session_id") or self._session)
                return [Event(kind="begun", text=str(value.get("model", "")), data=value)]
            case "api_retry":
                return [Event(kind="retry", text=f"attempt {value.get('attempt')}: {value.get('error')}", data=value)]
            case "permission_denied":
                return [Event(kind="denied", text=str(value.get("tool_name") or value.get("message", "")), data=value)]
        return []

    def _outcome(self, code: int | None, text: str) -> tuple[Outcome, Reason, str]:
        """Say how an attempt ended that ended by itself."""
        value = self._result
        if code or value.get("is_error") or value.get("terminal_reason") != "completed":
            return self._failure(code)
        if value.get("permission_denials"):
            names = {str(row.get("tool_name")) for row in manners.rows(value["permission_denials"])}
            return "blocked", "permission", f"It was not allowed to use {', '.join(sorted(names))}."
        if manners.question(text):
            return "blocked", "question", text
        if self._order.schema is not None and value.get("structured_output") is None:
            return "failed", "answer", "It did not answer by the schema."
        return "completed", "", text

    def _failure(self, code: int | None) -> tuple[Outcome, Reason, str]:
        value = self._result
        status = manners.number(value.get("api_error_status"))
        if self._limit.get("status") == "rejected" or status == 429:
            return "limit", "usage-limit", "The usage limit of the account is reached."
        reason: Reason = ENDS.get(str(value.get("subtype"))) or STATUSES.get(status) or "error"
        if reason == "error" and value.get("terminal_reason") in ("api_error", "budget_exhausted"):
            reason = "budget" if value["terminal_reason"] == "budget_exhausted" else "service"
        return "failed", reason, f"It ended with {code} and {'no result' if not value else value.get('subtype')}."

    def _resets_at(self) -> datetime | None:
        """Return when the usage limit passes; it tells seconds since 1970."""
        seconds = self._limit.get("resetsAt") or self._limit.get("resets_at")
        rejected = self._limit.get("status") == "rejected"
        return datetime.fromtimestamp(seconds, UTC) if rejected and isinstance(seconds, int | float) else None


def said(value: dict[str, Any]) -> list[Event]:
    """Return what a message of the model says and which tools it uses."""
    events = []
    for block in manners.rows(manners.folder(value.get("message")).get("content")):
        if block.get("type") == "text" and block.get("text"):
            events.append(Event(kind="said", text=str(block["text"])))
        elif block.get("type") == "tool_use":
            given = manners.folder(block.get("input"))
            first = next((str(given[name]) for name in TOLD if given.get(name)), "")
            events.append(Event(kind="tool", text=f"{block.get('name')} {first}".strip()[:SHORT], data=given))
    return events
