"""A ticket from issue to merge by the real command lines of Claude Code and Codex, against a scripted model."""

import json

import pytest
from tests import models, programs
from tests.shop import Shop, git

from jigsmith.flows.tickets import machine, people

pytestmark = pytest.mark.slow
VERDICT = {"verdict": "approve", "summary": "It does what the ticket asks.", "findings": []}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key-of-the-test")
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-of-the-test")
    return Shop(tmp_path)


def answers(write, done="I wrote price.txt and committed it."):
    """What the model says to the author; a reviewer is told apart by the tools that it has."""
    return [write, models.Turn(text=done)]


def test_claude_code_works_on_a_ticket_and_another_conversation_reviews_it(shop, monkeypatch):
    claude = programs.claude()
    script = "echo 100 > price.txt && git add price.txt && git commit -qm 'Set the price'"
    write = models.Turn(tools=[("Bash", {"command": script, "description": "Write and commit"})])
    review = models.Turn(tools=[("StructuredOutput", VERDICT)])
    with models.serving(*answers(write)) as author, models.serving(review, models.Turn(text="Done.")) as reviewer:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", author.url)
        shop.use("claude", str(claude), 'merge = "auto"')
        number = shop.ticket("Set the price", "It is 100.")
        run(shop, number, monkeypatch, reviewer.url)
        done = shop.get(number)
    assert shop.show("price.txt") == "100"
    assert done.state == "done"
    attempts = {each.role: each for each in shop.attempts(number)}
    assert attempts["author"].session != attempts["reviewer"].session
    assert all(each.cost > 0 for each in attempts.values())
    assert [each.isolation for each in attempts.values()] == ["bwrap", "bwrap"]
    assert "a-key-of-the-test" not in "".join(path.read_text() for path in (shop.root / ".jig").rglob("*.log"))
    assert all("It is 100." in json.dumps(each["body"]) for each in author.posts()[:1])
    assert "jigsmith agent" in git(shop.root, "log", "--format=%an", "main")


def run(shop, number, monkeypatch, reviewer):
    """Let the author's model answer until the review begins, and then the reviewer's."""
    review = machine.STAGES["reviewing"]

    def as_reviewer(world, ticket):
        monkeypatch.setenv("ANTHROPIC_BASE_URL", reviewer)
        monkeypatch.setenv("OPENAI_BASE_URL", reviewer)
        return review(world, ticket)

    monkeypatch.setitem(machine.STAGES, "reviewing", as_reviewer)
    shop.until(number, "done")


def test_codex_works_on_a_ticket(shop, monkeypatch):
    codex = programs.codex()
    script = "echo 100 > price.txt && git add price.txt && git commit -qm 'Set the price'"
    write = models.Turn(tools=[("exec_command", {"cmd": script})])
    with models.serving(*answers(write)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        shop.use("codex", str(codex), 'merge = "auto"\nreview = false')
        number = shop.ticket("Set the price", "It is 100.")
        shop.until(number, "done")
    assert shop.show("price.txt") == "100"
    (attempt,) = shop.attempts(number)
    assert attempt.tokens_in > 0


def test_a_question_of_claude_code_is_answered_in_the_same_conversation(shop, monkeypatch):
    claude = programs.claude()
    script = "echo euro > currency.txt && git add -A && git commit -qm 'Set the currency'"
    turns = [
        models.Turn(text="I cannot tell.\n\nBLOCKED: which currency?"),
        models.Turn(tools=[("Bash", {"command": script, "description": "Write and commit"})]),
        models.Turn(text="Done."),
    ]
    with models.serving(*turns) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        shop.use("claude", str(claude), 'merge = "ask"\nreview = false')
        number = shop.ticket("Set the currency")
        assert shop.until(number, "blocked").question == "which currency?"
        people.answer(shop.world, number, "Euro.", by="owner")
        shop.until(number, "waiting")
        assert "Euro." in json.dumps(server.posts()[-1]["body"])
        assert "which currency?" in json.dumps(server.posts()[-1]["body"])
    assert git(shop.root, "show", f"{shop.get(number).branch}:currency.txt") == "euro"
