"""What every agent does, in its box, before a scripted model: the real Claude Code and the real Codex, and a command.

Nothing of them is simulated but the model. They have an empty environment, a home of their own, and no key.
"""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests import attempts, mini_agent, models, programs
from tests.models import Turn

from jigsmith.engines.agents import claude, codex, command, kinds
from jigsmith.engines.agents.account import Cap
from jigsmith.engines.agents.records import Event
from jigsmith.engines.sandbox import system
from jigsmith.engines.sandbox.inside import tree
from jigsmith.engines.sandbox.records import Clocks, Stop

SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"type": "string", "enum": ["good", "bad"]}},
    "required": ["verdict"],
    "additionalProperties": False,
}
WAITING = "touch waiting; for i in $(seq 600); do sleep 0.1; done"
"""Takes a minute. Claude Code refuses a plain `sleep`."""
COMMIT = "echo new > new.txt && git add -A && git commit -qm 'Add new'"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of agent, and how it wants to be spoken to."""

    name: str
    settings: Callable[[attempts.Place], kinds.Settings]
    model: str
    shell: Callable[[str], tuple[str, dict[str, Any]]]

    def runs(self, *lines: str, text: str = "") -> Turn:
        """A turn in which the model wants to run commands."""
        return Turn(text=text, tools=[self.shell(line) for line in lines])

    def answers(self, value: dict[str, Any]) -> Turn:
        """A turn in which the model answers by a schema."""
        if self.name == "claude":
            return Turn(tools=[("StructuredOutput", value)])
        return Turn(text=json.dumps(value))


def mini(at: attempts.Place) -> command.Settings:
    """The small agent of the tests, below the home, where its box shows it."""
    script = shutil.copy(mini_agent.__file__, at.home)
    python, _ = system.python()
    return command.Settings(command=f"{python} -I -S {script}")


def bash(line: str) -> tuple[str, dict[str, Any]]:
    """How a model says it to Claude Code."""
    return "Bash", {"command": line, "description": "run it"}


AGENTS: Sequence[Any] = [
    pytest.param(Kind(name="command", settings=mini, model="claude-sonnet-4-5", shell=bash), id="command"),
    pytest.param(
        Kind(
            name="claude",
            settings=lambda _: claude.Settings(command=str(programs.claude()), retries=1),
            model="claude-sonnet-4-5",
            shell=bash,
        ),
        id="claude",
        marks=pytest.mark.slow,
    ),
    pytest.param(
        Kind(
            name="codex",
            settings=lambda _: codex.Settings(command=str(programs.codex()), retries=1),
            model="gpt-5.4",
            shell=lambda line: ("exec_command", {"cmd": line, "yield_time_ms": 60_000}),
        ),
        id="codex",
        marks=pytest.mark.slow,
    ),
]


@pytest.fixture(params=AGENTS)
def agent(request: pytest.FixtureRequest) -> Kind:
    """Each kind of agent."""
    programs.bwrap()
    found: Kind = request.param
    return found


@pytest.fixture
def place(tmp_path: Path) -> attempts.Place:
    """A repository, a clone and a home."""
    return attempts.place(tmp_path)


def work(
    agent: Kind, place: attempts.Place, server: models.Models, prompt: str = "Do it.", **more: Any
) -> attempts.Attempt:
    """Let an agent work."""
    named = ("schema", "max_turns", "max_cost", "isolated")
    order = place.order(prompt, model=agent.model, **{name: more.pop(name) for name in named if name in more})
    return attempts.attempt(agent.settings(place), order, at=place, models=server.url, **more)


@pytest.mark.parametrize("kind", ["bwrap", "landlock", "none"])
def test_it_changes_and_commits_and_its_use_is_counted(agent: Kind, place: attempts.Place, kind: Any):
    turns = (agent.runs(COMMIT, text="I begin."), Turn(text="All done."))
    with models.serving(*turns) as server:
        done = work(agent, place, server, kind=kind)
    assert done.result.outcome == "completed", done.lines
    assert done.result.text == "All done."
    assert attempts.git(place.clone, "log", "-1", "--format=%s") == "Add new"
    assert (done.usage.calls, done.usage.tokens.read, done.usage.tokens.written) == (2, 2_000, 100)
    if done.result.cost is not None:
        assert done.result.cost == pytest.approx(done.usage.cost), "ours and its own"
    kinds_of_events = [event.kind for event in done.events]
    assert "tool" in kinds_of_events
    assert "said" in kinds_of_events


def test_it_never_sees_the_key(agent: Kind, place: attempts.Place):
    begin, rest = attempts.KEY[:8], attempts.KEY[8:]  # so that the search does not find itself
    line = (
        f"K={begin}; (env; cat /proc/*/environ /proc/*/cmdline; grep -rs $K{rest} /etc /run /tmp .. $HOME) > found 2>&1"
    )
    with models.serving(agent.runs(line), Turn(text="Done.")) as server:
        work(agent, place, server)
    found = (place.clone / "found").read_text(errors="replace")
    assert "HOME=" in found
    assert attempts.KEY not in found
    keys = {one["headers"].get("x-api-key") or one["headers"]["authorization"] for one in server.posts()}
    assert keys <= {attempts.KEY, f"Bearer {attempts.KEY}"}


def test_a_question_blocks_it_and_the_answer_goes_on_with_the_same_conversation(agent: Kind, place: attempts.Place):
    turns = (Turn(text="I looked.\nBLOCKED: Which colour?"), agent.runs("echo $REPLY > colour"), Turn(text="Done."))
    with models.serving(*turns) as server:
        first = work(agent, place, server)
        second = work(agent, place, server, prompt="Blue.")
        said = json.dumps(server.posts()[-1]["body"])
    assert (first.result.outcome, first.result.question) == ("blocked", "Which colour?")
    assert second.result.outcome == "completed", second.lines
    assert "Do it." in said
    assert "Blue." in said
    assert first.result.session == second.result.session


def test_a_review_answers_by_its_schema(agent: Kind, place: attempts.Place):
    turns = (agent.answers({"verdict": "bad"}), Turn(text="That is my verdict."))
    with models.serving(*turns) as server:
        done = work(agent, place, server, schema=SCHEMA)
    assert done.result.outcome == "completed", done.lines
    assert done.result.answer == {"verdict": "bad"}


def test_killed_in_the_middle_it_goes_on_where_it_was(agent: Kind, place: attempts.Place):
    killed: list[int] = []

    def kill(_: list[Event]) -> bool:
        if (place.clone / "waiting").exists() and not killed:
            for number in tree.below(os.getpid()):
                if b"bwrap" in _read(Path(f"/proc/{number}/cmdline")).split(b"\0")[0]:
                    os.kill(number, signal.SIGKILL)
                    killed.append(number)
        return False

    turns = (agent.runs("test -e waiting && exit; " + WAITING), agent.runs(COMMIT), Turn(text="Done."))
    with models.serving(*turns) as server:
        first = work(agent, place, server, cancelled=kill)
        second = work(agent, place, server, prompt="Go on.")
        said = json.dumps(server.posts()[-1]["body"])
    assert (first.result.outcome, first.result.reason) == ("failed", "killed")
    assert second.result.outcome == "completed", second.lines
    assert "Do it." in said, "the conversation is the same"


def test_cancelled_it_ends_soon_with_all_it_started(agent: Kind, place: attempts.Place):
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    line = f"(setsid python3 -c 'import time; time.sleep(300)' {mark} &) ; {WAITING}"
    with models.serving(agent.runs(line), Turn(text="Done.")) as server:
        done = work(
            agent,
            place,
            server,
            cancelled=lambda _: (place.clone / "waiting").exists(),
            stop=Stop(interrupt=5, terminate=3),
        )
    assert done.result.outcome == "cancelled"
    assert done.ended.seconds < 60
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark.encode() in _read(path)]
    assert left == []


def test_the_cap_of_the_proxy_holds(agent: Kind, place: attempts.Place):
    turns = [agent.runs(f"echo {number} >> log") for number in range(50)]
    with models.serving(*turns) as server:
        done = work(agent, place, server, cap=Cap(money=0.01), clocks=Clocks(wall=90))
    assert done.result.outcome == "failed", done.lines
    assert done.usage.cost <= 0.01 + done.usage.dearest
    assert done.usage.refused >= 1
    assert len(server.posts()) == done.usage.calls


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [(401, "failed", "login"), (429, "limit", "usage-limit"), (529, "failed", "service")],
)
def test_a_model_that_does_not_answer_is_told_from_one_that_may_not(
    agent: Kind, place: attempts.Place, status: int, outcome: str, reason: str
):
    turn = Turn(status=status, headers={"retry-after": "1"})
    with models.serving(turn) as server:
        done = work(agent, place, server, clocks=Clocks(wall=90))
    if agent.name == "command":  # it has words of its own for that, and uses none
        outcome, reason = "failed", "error"
    assert (done.result.outcome, done.result.reason) == (outcome, reason), done.lines
    assert (done.usage.resets_at is not None) == (status == 429)


def test_without_a_key_outside_it_fails_soon(agent: Kind, place: attempts.Place):
    with models.serving(Turn(text="Done.")) as server:
        done = work(agent, place, server, keys=False, clocks=Clocks(wall=90))
        assert server.asked == []
    assert done.result.outcome == "failed", done.lines
    assert done.ended.why == "exited"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
