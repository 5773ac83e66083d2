"""[store], [forge], [tickets], [agents.NAME] and [[gates]] in jig.toml: where work comes from, who does it, what it must pass."""

from typing import Annotated, Literal

import msgspec

from jigsmith.base.settings_jobs import Duration


class Store(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where runs and tickets are kept."""

    url: Annotated[
        str,
        msgspec.Meta(
            description="The address of a Postgres database; JIG_DATABASE_URL goes before it. Empty: SQLite in the "
            "user's data folder."
        ),
    ] = ""


class Forge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where issues and pull requests are."""

    kind: Annotated[
        Literal["local", "github"], msgspec.Meta(description="local: in the store, with branches in this repository.")
    ] = "local"
    repository: Annotated[str, msgspec.Meta(description="OWNER/NAME on the forge.")] = ""
    api: Annotated[str, msgspec.Meta(description="Address of its interface, for a server of one's own.")] = ""
    remote: Annotated[str, msgspec.Meta(description="The remote that branches are pushed to.")] = "origin"
    token: Annotated[
        str, msgspec.Meta(description="Name of the environment variable that holds the token; never the token itself.")
    ] = "GITHUB_TOKEN"


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gate: a command that a change must pass."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    command: Annotated[str, msgspec.Meta(min_length=1, description="A line for `sh -c`.")]
    timeout: Duration = "15m"
    required: Annotated[bool, msgspec.Meta(description="Whether a change that fails it is held up.")] = True
    report: Annotated[str, msgspec.Meta(description="File that the command writes, from the root.")] = ""
    format: Annotated[
        Literal["", "sarif", "junit", "ctrf", "lcov", "cobertura"],
        msgspec.Meta(description="What that file is. Empty: the exit code alone counts."),
    ] = ""


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be spent. 0: no limit."""

    money: Annotated[float, msgspec.Meta(ge=0, description="US dollars.")] = 0
    tokens: Annotated[int, msgspec.Meta(ge=0)] = 0
    wall: Duration = "2h"
    idle: Duration = "15m"
    turns: Annotated[int, msgspec.Meta(ge=0)] = 0


class Tickets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How tickets are worked on."""

    label: Annotated[str, msgspec.Meta(min_length=1, description="Issues with it become tickets.")] = "claude-task"
    allowed: Annotated[list[str], msgspec.Meta(description="Whose labels count. Empty: who may label on the forge.")] = []
    base: Annotated[str, msgspec.Meta(description="The branch that work goes into. Empty: what HEAD points at.")] = ""
    agent: Annotated[str, msgspec.Meta(description="A name of [agents].")] = ""
    reviewer: Annotated[str, msgspec.Meta(description="A name of [agents].")] = ""
    merge: Literal["ask", "auto", "never"] = "ask"
    repairs: Annotated[int, msgspec.Meta(ge=0, description="How often an agent may try again after gates failed.")] = 3
    setup: Annotated[str, msgspec.Meta(description="Run in a new clone before the agent begins.")] = ""
    ports: Annotated[int, msgspec.Meta(ge=0, description="How many ports each ticket has to itself.")] = 0
    isolation: Literal["bwrap", "landlock", "none"] = "bwrap"
    max_pulls: Annotated[int, msgspec.Meta(ge=0, description="No new ticket begins with so many open. 0: no limit.")] = 5
    ping_question_after: Duration = "10m"
    ping_after: Duration = "1h"
    ping: Annotated[list[str], msgspec.Meta(description="Names of [notify] targets.")] = []
    ticket_budget: Budget = Budget()
    day_budget: Budget = Budget()


class Agent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coding agent."""

    kind: Literal["claude", "codex", "command"]
    command: Annotated[str, msgspec.Meta(description="How it is started. Empty: what its kind is called.")] = ""
    model: str = ""
