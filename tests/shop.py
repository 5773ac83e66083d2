"""A factory for tests: a repository, an agent that is a shell script, a clock that a test sets, flows that run at once.

Everything but the durable engine is the real thing: git, the store, boxes by bubblewrap, the forge on this machine.
"""

import dataclasses
import subprocess
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jigsmith.app.factory import floor
from jigsmith.base import errors
from jigsmith.base.ids import TicketId
from jigsmith.engines.forge import local
from jigsmith.engines.forge.records import Forge
from jigsmith.flows.tickets import dispatch, intake, machine, merge, people, records
from jigsmith.store.factory import database, work
from jigsmith.store.factory.tickets import Ticket

SETTINGS = """
[tickets]
agent = "script"
{tickets}

[agents.script]
kind = "command"
command = "sh ./agent.sh"

[[gates]]
name = "tests"
command = "test -d .git"

{more}
"""
APPROVE = """echo '{"kind": "result", "answer": {"verdict": "approve", "summary": "Good.", "findings": []}}'"""
AGENT = """
cat > "$HOME/prompt"
times=$(($(cat "$HOME/times" 2>/dev/null || echo 0) + 1))
echo $times > "$HOME/times"
export PROMPT="$HOME/prompt"
if [ "$JIG_ROLE" = reviewer ]; then
%s
exit 0
fi
%s
"""


class Now:
    """A clock that goes forward when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time


class Inline:
    """A durable engine's face over plain calls: a flow runs when the dispatcher has ended its look."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self.waiting: dict[str, tuple[str, tuple[str | int, ...]]] = {}
        self.ended: set[str] = set()

    def enqueue(self, flow: str, *args: str | int, id: str, queue: str, key: str, priority: int) -> bool:  # noqa: A002
        if id in self.waiting or id in self.ended:
            return False
        self.waiting[id] = (flow, args)
        return True

    def step(self, name: str, function: Callable[[], str]) -> str:
        return function()

    def run(self) -> None:
        while self.waiting:
            name, (flow, args) = next(iter(self.waiting.items()))
            with suppress(errors.ForgeFailed):  # the flow has failed then, as in an engine
                if flow == machine.FLOW:
                    machine.flow(self._shop.world, self, TicketId(int(args[1])), str(args[2]))
                else:
                    merge.flow(self._shop.world, self)
            self.ended.add(name)
            del self.waiting[name]


class Shop:
    """One repository and its factory."""

    def __init__(self, folder: Path, *, url: str = "") -> None:
        self.root = folder / "repository"
        self.home = folder / "home"
        self.root.mkdir(parents=True)
        self.now = Now()
        self.told: list[str] = []
        self.elsewhere: Forge | None = None  # a forge that is not on this machine
        self.engine = Inline(self)
        self._url = url or database.address(self.home)
        self._settings = ("", "")
        git(self.root, "init", "--quiet", "--initial-branch=main")
        self.configure()
        self.agent("echo nothing")
        self.store = database.opened(self._url)

    def use(self, name: str, program: str, tickets: str = 'merge = "auto"', more: str = "") -> None:
        """Let a real agent be the one that is set to work; `program` is where it is."""
        text = SETTINGS.format(tickets=tickets, more=more).replace('agent = "script"', f'agent = "{name}"')
        self.write("jig.toml", f'{text}\n[agents.{name}]\nkind = "{name}"\ncommand = "{program}"\n')

    def configure(self, tickets: str = 'merge = "auto"', more: str = "") -> None:
        """Write jig.toml, and commit it."""
        self.write("jig.toml", SETTINGS.format(tickets=tickets, more=more))

    def agent(self, author: str, reviewer: str = APPROVE) -> None:
        """Write the script that is the agent, and commit it."""
        self.write("agent.sh", AGENT % (reviewer, author))

    def write(self, path: str, text: str) -> str:
        """Write a file on main, and commit it."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)
        git(self.root, "add", path)
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", f"Write {path}")
        return git(self.root, "rev-parse", "HEAD")

    @property
    def world(self) -> records.World:
        """What flows reach, with the clock of the test."""
        opened = floor.Floor(store=self.store, url=self._url, home=self.home, worker="here")
        forge = self.elsewhere or local.Local(self.store, self.root, me="factory", now=self.now)
        return dataclasses.replace(
            opened.world(self.root), clock=self.now, forge=forge, tell=lambda title, text: self.told.append(title)
        )

    def forge(self, who: str = "owner") -> local.Local:
        """The forge, as somebody uses it."""
        return local.Local(self.store, self.root, me=who, now=self.now)

    def ticket(self, title: str = "Do it", body: str = "All of it.") -> int:
        """Open an issue with the label, and take it in."""
        issue = self.forge().open_issue(title=title, body=body, labels=["claude-task"], key=f"test-{title}")
        (number,) = [each for each in intake.poll(self.world) if self.get(each).source.endswith(f"#{issue.number}")]
        return number

    def look(self, times: int = 1) -> None:
        """Let the dispatcher look, and run what it begins."""
        for _ in range(times):
            self.now.time += timedelta(seconds=1)
            dispatch.look(
                self.world, dispatch.Queue(enqueue=self.engine.enqueue, ended=lambda name: name in self.engine.ended)
            )
            self.engine.run()

    def get(self, number: int) -> Ticket:
        return people.get(self.world, number)

    def until(self, number: int, state: str, *, looks: int = 8) -> Ticket:
        """Look until a ticket is in a state. Raises AssertionError with its timeline."""
        for _ in range(looks):
            if self.get(number).state == state:
                return self.get(number)
            self.look()
        found = self.get(number)
        assert found.state == state, "\n".join([found.question, *self.timeline(number)])
        return found

    def timeline(self, number: int) -> list[str]:
        with database.reading(self.store) as connection:
            return [f"{each.kind}: {each.text}" for each in work.timeline(connection, number)]

    def troubles(self, number: int) -> list[work.Happening]:
        with database.reading(self.store) as connection:
            return work.troubles(connection, number, since=self.get(number).created)

    def verdicts(self, number: int) -> list[work.Judged]:
        with database.reading(self.store) as connection:
            return work.verdicts(connection, number)

    def attempts(self, number: int) -> list[work.Attempt]:
        with database.reading(self.store) as connection:
            return work.attempts(connection, number)

    def show(self, path: str, at: str = "main") -> str:
        """A file as it is in a commit."""
        return git(self.root, "show", f"{at}:{path}")


def git(root: Path, *words: str) -> str:
    """Run git as the person whose repository it is."""
    who = ["-c", "user.name=Owner", "-c", "user.email=owner@example.org", "-c", "commit.gpgSign=false"]
    done = subprocess.run(["git", *who, *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()
