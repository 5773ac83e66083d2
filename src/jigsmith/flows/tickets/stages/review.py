"""Reviewing: another conversation judges the change in a clone of its own; its approval is for one commit."""

import json
import uuid
from pathlib import Path
from typing import Any

from jigsmith.engines.agents import records as agents
from jigsmith.flows.tickets import money, prompts, records
from jigsmith.flows.tickets.records import Move, World
from jigsmith.flows.tickets.stages import check, prepare, propose, write
from jigsmith.loop.gate import records as gate
from jigsmith.store.factory import database, work
from jigsmith.store.factory.tickets import Ticket

REVIEWER = "reviewer"
GATE = "review"


def review(world: World, ticket: Ticket) -> Move:
    """Ask the reviewer; approval leads on, findings go back to the author."""
    broke = money.exhausted(world, ticket)
    if broke:
        return records.block("limit", broke, then=records.REVIEWING)
    session = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{ticket.repository}#{ticket.id}.reviewer.{ticket.head_sha}"))
    agent = world.settings.reviewer or ticket.agent or world.settings.agent
    attempt, _ = write.begin(world, ticket, REVIEWER, agent=agent, session=session)
    result = ask(world, ticket, attempt)
    ours = prepare.stopped(world, ticket) if prepare.is_cancelled(world, ticket) else None
    write.finish(world, attempt, result)
    if ours:
        return ours
    if result.outcome == "limit":
        return write.pause(world, ticket, result, head=ticket.head_sha)
    answer = read(result)
    if answer is None:
        return unclear(world, ticket, result)
    verdict = as_verdict(answer)
    check.keep(world, ticket, [verdict], sha=ticket.head_sha)
    if verdict.outcome != "passed":
        return records.repair(
            ticket, prompts.reviewed(answer), why="the reviewer asks for changes", at_most=world.settings.repairs
        )
    return propose.approved(world, ticket)


def ask(world: World, ticket: Ticket, attempt: work.Attempt) -> agents.Result:
    """Let the reviewer work in a fresh clone of the proposed commit; after a crash it begins anew."""
    with database.reading(world.store) as connection:
        judged = work.verdicts(connection, ticket.id, head=ticket.head_sha)
    lines = [f"{each.gate}: {each.outcome}. {each.why}" for each in judged if each.gate != GATE]
    left = money.left(world, ticket)
    with prepare.aside(world, ticket, REVIEWER, commit=ticket.head_sha) as workspace:
        return world.boxes.work(
            records.Task(
                attempt=attempt.id, agent=attempt.agent, role=REVIEWER, session=attempt.session, resume=False,
                prompt=prompts.review(ticket, base=ticket.base_sha, verdicts=lines), schema=prompts.REVIEW,
                workspace=workspace, home=workspace.with_name(f"{workspace.name}-home"),
                money=left.money, tokens=left.tokens, ports=ticket.ports, log=Path(attempt.log),
                heard=money.listener(world, ticket, attempt), refuse=lambda: money.exhausted(world, ticket),
                cancelled=lambda: prepare.is_cancelled(world, ticket),
            )
        )  # fmt: skip


def read(result: agents.Result) -> dict[str, Any] | None:
    """Return the reviewer's answer if it is one; anything unclear is no approval."""
    answer: Any = result.answer
    if answer is None and result.outcome == "completed":
        try:
            answer = json.loads(result.text)
        except ValueError:
            return None
    if not isinstance(answer, dict) or answer.get("verdict") not in {"approve", "changes"}:
        return None
    findings = answer.get("findings")
    listed = [each for each in findings if isinstance(each, dict)] if isinstance(findings, list) else []
    return answer | {"findings": listed}


def as_verdict(answer: dict[str, Any]) -> gate.Verdict:
    """Return the review as the verdict of a gate; approval with findings is one, and says how many."""
    findings = tuple(
        gate.Finding(path=str(each.get("path", "")), line=line_of(each), message=str(each.get("message", "")))
        for each in answer["findings"]
    )
    why = f"{str(answer.get('summary', '')).strip()[:400]} ({len(findings)} findings)".strip()
    outcome: gate.Outcome = "passed" if answer["verdict"] == "approve" else "failed"
    return gate.Verdict(gate=GATE, outcome=outcome, why=why, findings=findings)


def line_of(finding: dict[str, Any]) -> int:
    """Return the line of a finding; 0: none is said."""
    line = finding.get("line")
    return line if isinstance(line, int) and line > 0 else 0


def unclear(world: World, ticket: Ticket, result: agents.Result) -> Move:
    """Ask again, or a person, when no verdict came."""
    with database.reading(world.store) as connection:
        tries = sum(each.role == REVIEWER and each.outcome != "limit" for each in work.attempts(connection, ticket.id))
    new = {"attempt": ticket.attempt + 1}
    if tries >= write.TRIES:
        said = f"The reviewer gave no verdict {tries} times. Its last words: {result.text}"
        return records.block("no-progress", said, then=records.REVIEWING, **new)
    return Move(to=records.REVIEWING, why=f"no verdict came: {result.text[:300]}", changes=new)
