"""What agents print, line by line, and when they are believed. The lines are those that the real programs printed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jigsmith.engines.agents import claude, codex, command, kinds, manners
from jigsmith.engines.agents.records import Event, Order, Result

SCHEMA = {"type": "object", "properties": {"verdict": {"type": "string"}}, "required": ["verdict"]}
DONE = {
    "type": "result", "subtype": "success", "is_error": False, "terminal_reason": "completed", "result": "Done.",
    "num_turns": 3, "session_id": "s", "total_cost_usd": 0.02, "permission_denials": [],
    "modelUsage": {
        "claude-sonnet-4-5": {
            "inputTokens": 10, "outputTokens": 5, "cacheReadInputTokens": 100, "cacheCreationInputTokens": 20,
        }
    },
}  # fmt: skip


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """An order for nobody in particular."""
    return Order(prompt="Do it.", workspace=tmp_path / "clone", home=tmp_path / "home", session="s")


def told(
    settings: kinds.Settings, order: Order, *lines: object, code: int = 0, why: str = "exited", detail: str = ""
) -> tuple[list[Event], Result]:
    """What comes of lines; dictionaries are printed as JSON."""
    transcript = kinds.transcript(settings, order)
    events = []
    for line in lines:
        text = json.dumps(line) if isinstance(line, dict) else str(line)
        events += transcript.read(text.encode() + b"\n")
    return events, transcript.verdict(code, why, detail)


def with_schema(order: Order) -> Order:
    """The same order as a review."""
    return Order(prompt=order.prompt, workspace=order.workspace, home=order.home, session=order.session, schema=SCHEMA)


def test_claude_is_believed_when_all_it_says_agrees(order: Order):
    _, result = told(claude.Settings(), order, DONE)
    assert result == Result(
        outcome="completed", text="Done.", session="s", cost=0.02, tokens_in=130, tokens_out=5, turns=3
    )


@pytest.mark.parametrize(
    ("changes", "code", "outcome", "reason"),
    [
        ({}, 1, "failed", "error"),
        ({"is_error": True}, 0, "failed", "error"),
        ({"terminal_reason": "aborted_tools", "subtype": "error_during_execution"}, 0, "failed", "error"),
        ({"subtype": "error_max_turns", "is_error": True}, 1, "failed", "turns"),
        ({"subtype": "error_max_budget_usd", "terminal_reason": "budget_exhausted"}, 1, "failed", "budget"),
        ({"is_error": True, "terminal_reason": "api_error", "api_error_status": 401}, 1, "failed", "login"),
        ({"is_error": True, "terminal_reason": "api_error", "api_error_status": 402}, 1, "failed", "budget"),
        ({"is_error": True, "terminal_reason": "api_error", "api_error_status": 529}, 1, "failed", "service"),
        ({"is_error": True, "terminal_reason": "api_error", "api_error_status": 429}, 1, "limit", "usage-limit"),
        ({"permission_denials": [{"tool_name": "Bash"}]}, 0, "blocked", "permission"),
        ({"result": "I tried.\nBLOCKED: Which database?"}, 0, "blocked", "question"),
    ],
)
def test_claude_otherwise(order: Order, changes: dict[str, Any], code: int, outcome: str, reason: str):
    _, result = told(claude.Settings(), order, DONE | changes, code=code)
    assert (result.outcome, result.reason) == (outcome, reason)
    assert result.question == ("Which database?" if reason == "question" else "")


def test_claude_without_a_last_word_has_failed(order: Order):
    _, result = told(claude.Settings(), order, {"type": "system", "subtype": "init", "session_id": "s"})
    assert (result.outcome, result.reason, result.cost) == ("failed", "error", None)


def test_claude_whose_usage_limit_is_reached_says_until_when(order: Order):
    limit = {"status": "rejected", "resetsAt": 1_790_000_000, "rateLimitType": "five_hour"}
    events, result = told(
        claude.Settings(), order,
        {"type": "rate_limit_event", "rate_limit_info": limit},
        DONE | {"is_error": True, "terminal_reason": "api_error"}, code=1,
    )  # fmt: skip
    assert [event.kind for event in events] == ["limit", "cost"]
    assert (result.outcome, result.resets_at) == ("limit", datetime.fromtimestamp(1_790_000_000, UTC))


def test_claude_that_is_only_warned_of_a_limit_goes_on(order: Order):
    limit = {"status": "allowed_warning", "resetsAt": 1_790_000_000}
    _, result = told(claude.Settings(), order, {"type": "rate_limit_event", "rate_limit_info": limit}, DONE)
    assert (result.outcome, result.resets_at) == ("completed", None)


def test_claude_tells_what_it_says_and_does(order: Order):
    message = {
        "content": [
            {"type": "thinking", "thinking": "hm"},
            {"type": "text", "text": "I look."},
            {"type": "tool_use", "name": "Bash", "input": {"command": "ls", "description": "list"}},
        ]
    }
    events, _ = told(
        claude.Settings(), order,
        {"type": "system", "subtype": "ui_invalidate"},
        {"type": "system", "subtype": "init", "session_id": "s", "model": "m"},
        {"type": "assistant", "message": message},
        {"type": "system", "subtype": "api_retry", "attempt": 1, "error": "overloaded"},
        {"type": "system", "subtype": "permission_denied", "tool_name": "Write"},
        {"type": "what_comes_next_year"}, "no json at all",
    )  # fmt: skip
    assert [(event.kind, event.text) for event in events] == [
        ("begun", "m"),
        ("said", "I look."),
        ("tool", "Bash ls"),
        ("retry", "attempt 1: overloaded"),
        ("denied", "Write"),
    ]


@pytest.mark.parametrize(
    ("why", "detail", "outcome", "reason"),
    [
        ("cancelled", "", "cancelled", ""),
        ("wall", "", "failed", "wall"),
        ("idle", "", "failed", "idle"),
        ("killed", "", "failed", "killed"),
        ("limit", "memory", "failed", "memory"),
        ("limit", "output", "failed", "output"),
    ],
)
@pytest.mark.parametrize("settings", [claude.Settings(), codex.Settings(), command.Settings(command="x")])
def test_who_was_stopped_has_not_completed(
    settings: Any, order: Order, why: str, detail: str, outcome: str, reason: str
):
    _, result = told(settings, order, DONE, code=0, why=why, detail=detail)
    assert (result.outcome, result.reason) == (outcome, reason)


def test_a_review_has_to_answer_by_its_schema(order: Order):
    review = with_schema(order)
    _, good = told(claude.Settings(), review, DONE | {"structured_output": {"verdict": "good"}})
    _, bad = told(claude.Settings(), review, DONE)
    assert (good.outcome, good.answer) == ("completed", {"verdict": "good"})
    assert (bad.outcome, bad.reason) == ("failed", "answer")


def codex_lines(text: str) -> list[dict[str, Any]]:
    """What Codex prints when it works."""
    return [
        {"type": "thread.started", "thread_id": "t"},
        {"type": "turn.started"},
        {"type": "item.started", "item": {"type": "command_execution", "command": "ls"}},
        {"type": "item.completed", "item": {"type": "command_execution", "command": "ls", "exit_code": 0}},
        {"type": "item.completed", "item": {"type": "agent_message", "text": text}},
        {"type": "turn.completed", "usage": {"input_tokens": 1_000, "cached_input_tokens": 100, "output_tokens": 50}},
    ]


def test_codex_costs_what_the_price_table_says(order: Order):
    events, result = told(codex.Settings(model="gpt-5.4"), order, *codex_lines("Done."))
    assert [event.kind for event in events] == ["begun", "tool", "said", "cost"]
    assert (result.outcome, result.session, result.text, result.estimated) == ("completed", "t", "Done.", True)
    assert result.cost == pytest.approx((900 * 2.5 + 100 * 0.25 + 50 * 15) / 1e6)


def test_codex_asks_reviews_and_fails(order: Order):
    _, asks = told(codex.Settings(), order, *codex_lines("Hm.\nBLOCKED: Which port?"))
    _, reviews = told(codex.Settings(), with_schema(order), *codex_lines('{"verdict": "bad"}'))
    failed = {"type": "turn.failed", "error": {"message": "unexpected status 402 Payment Required: budget_exhausted"}}
    _, fails = told(codex.Settings(), order, *codex_lines("x")[:2], failed, code=1)
    assert (asks.outcome, asks.question) == ("blocked", "Which port?")
    assert (reviews.outcome, reviews.answer) == ("completed", {"verdict": "bad"})
    assert (fails.outcome, fails.reason) == ("failed", "budget")


@pytest.mark.parametrize(
    ("message", "outcome", "reason"),
    [
        ("You've hit your usage limit. Try again later.", "limit", "usage-limit"),
        ("exceeded retry limit, last status: 429 Too Many Requests", "limit", "usage-limit"),
        ("unexpected status 401 Unauthorized", "failed", "login"),
        ("unexpected status 500 Internal Server Error", "failed", "service"),
        ("something else", "failed", "error"),
    ],
)
def test_codex_has_no_codes_but_sentences(message: str, outcome: str, reason: str):
    assert codex.failure(message)[:2] == (outcome, reason)


def test_a_command_may_speak_plainly(order: Order):
    settings = command.Settings(command="x")
    _, good = told(settings, order, "Working", "", "All done.")
    _, asks = told(settings, order, "Working", "**BLOCKED:** May I?")
    _, bad = told(settings, order, "Working", code=2)
    assert (good.outcome, good.text, good.cost) == ("completed", "Working\n\nAll done.", None)
    assert (asks.outcome, asks.question) == ("blocked", "May I?")
    assert (bad.outcome, bad.reason) == ("failed", "error")


def test_or_in_json(order: Order):
    settings = command.Settings(command="x")
    events, result = told(
        settings, order,
        {"kind": "said", "text": "I begin."}, {"kind": "tool", "text": "ls"}, {"unknown": 1}, {"kind": "new"},
        {"kind": "cost", "cost": 0.5, "tokens_in": 10, "tokens_out": 1},
        {"kind": "cost", "cost": 0.25, "tokens_in": 5},
        {"kind": "result", "text": "Done.", "answer": {"verdict": "good"}},
    )  # fmt: skip
    assert [event.kind for event in events] == ["said", "tool", "said", "said", "cost", "cost", "said"]
    assert (result.outcome, result.text, result.answer) == ("completed", "Done.", {"verdict": "good"})
    assert (result.cost, result.tokens_in, result.tokens_out) == (0.75, 15, 1)


@pytest.mark.parametrize(
    ("line", "outcome", "reason"),
    [
        ({"kind": "blocked", "question": "May I?"}, "blocked", "question"),
        ({"kind": "denied", "text": "no network"}, "blocked", "permission"),
        ({"kind": "limit", "resets_at": 1_790_000_000}, "limit", "usage-limit"),
    ],
)
def test_and_say_that_it_cannot_go_on(order: Order, line: dict[str, Any], outcome: str, reason: str):
    _, result = told(command.Settings(command="x"), order, line)
    assert (result.outcome, result.reason) == (outcome, reason)
    assert (result.resets_at is not None) == (outcome == "limit")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("BLOCKED: Which one?", "Which one?"),
        ("Some words.\n\n  **BLOCKED:** Which one?  \n\n", "Which one?"),
        ("> BLOCKED: Which one?", "Which one?"),
        ("`BLOCKED: Which one?`", "Which one?"),
        ("BLOCKED: Which one?\nNo matter, I went on.", ""),
        ("I was not BLOCKED: all is well", ""),
        ("BLOCKED:", ""),
        ("", ""),
    ],
)
def test_a_question_is_the_last_line_or_none(text: str, question: str):
    assert manners.question(text) == question


def test_claude_is_started_with_what_the_order_says(order: Order):
    begun = claude.start(claude.Settings(model="opus"), order)
    words = " ".join(begun.command)
    assert "--model opus" in words
    assert "--session-id s" in words
    assert "bypassPermissions" in words
    assert order.token not in words, "other users see the command line"
    assert begun.stdin.decode().startswith("Do it.\n\n")
    assert manners.RULES in begun.stdin.decode()
    assert not {"PATH", "HOME", "CLAUDE_CONFIG_DIR", "ANTHROPIC_BASE_URL"} - set(begun.environment)


def test_a_conversation_that_its_home_holds_goes_on(order: Order):
    transcript = order.home / ".claude" / "projects" / "-clone" / "s.jsonl"
    transcript.parent.mkdir(parents=True)
    transcript.touch()
    begun = claude.start(claude.Settings(), order)
    assert begun.resumed
    assert begun.command[begun.command.index("--resume") + 1] == "s"
    name = "rollout-2026-11-30T12-00-00-01a22c54-fa7f-7351-9db0-dbc6de87e15f.jsonl"
    rollout = order.home / ".codex" / "sessions" / "2026" / "11" / "30" / name
    rollout.parent.mkdir(parents=True)
    rollout.touch()
    assert codex.start(codex.Settings(), order).command[-3:] == ("resume", "01a22c54-fa7f-7351-9db0-dbc6de87e15f", "-")
    first, second = (command.start(command.Settings(command="sh"), order) for _ in range(2))
    assert (first.environment["JIG_RESUMED"], second.environment["JIG_RESUMED"]) == ("0", "1")


def test_without_a_box_agents_keep_to_their_own_permissions(tmp_path: Path):
    order = Order(prompt="Do it.", workspace=tmp_path, home=tmp_path / "h", session="s", isolated=False)
    claudes = claude.start(claude.Settings(), order)
    assert "bypassPermissions" not in claudes.command
    assert "IS_SANDBOX" not in claudes.environment
    assert "workspace-write" in codex.start(codex.Settings(), order).command


def test_a_reviewer_has_no_tools_that_write(order: Order):
    words = claude.start(claude.Settings(), with_schema(order)).command
    assert words[words.index("--tools") + 1] == "Bash,Read,Glob,Grep"
    assert json.loads(words[words.index("--json-schema") + 1]) == SCHEMA
