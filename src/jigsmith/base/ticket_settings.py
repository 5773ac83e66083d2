"""Settings: `[tickets]` in jig.toml, how tickets are worked on."""

from typing import Annotated, Literal

import msgspec


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hard limits. A limit that is left out does not limit."""

    money: Annotated[float, msgspec.Meta(gt=0, title="Money", description="US dollars.")] | None = None
    tokens: Annotated[int, msgspec.Meta(gt=0, title="Tokens", description="In and out together.")] | None = None


class TicketBudget(Budget, frozen=True, forbid_unknown_fields=True):
    """Hard limits of one ticket, all its attempts and reviews together; times are of one attempt."""

    wall: Annotated[float, msgspec.Meta(gt=0, title="Minutes", description="That an agent may work at a stretch.")] = 60
    idle: Annotated[float, msgspec.Meta(gt=0, title="Idle minutes", description="Without a word from the agent.")] = 10
    turns: Annotated[int, msgspec.Meta(gt=0, title="Turns", description="Of the agent, in one attempt.")] = 100


class Tickets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How tickets are taken in, worked on and merged."""

    label: Annotated[str, msgspec.Meta(min_length=1, title="Label", description="What makes an issue a ticket.")] = (
        "claude-task"
    )
    allowed: Annotated[
        list[str],
        msgspec.Meta(
            title="Who may",
            description="Whose label counts. Empty: whoever may write to the repository on its forge.",
            examples=[["alice", "bob"]],
        ),
    ] = []
    base: Annotated[
        str, msgspec.Meta(title="Branch", description="Where it is merged; empty: what is checked out.")
    ] = ""
    agent: Annotated[str, msgspec.Meta(min_length=1, title="Agent", description="By its name in `[agents.NAME]`.")] = (
        "claude"
    )
    review: Annotated[bool, msgspec.Meta(title="Review", description="By another agent, before it is merged.")] = True
    reviewer: Annotated[
        str, msgspec.Meta(title="Reviewer", description="An agent; empty: the same one in another conversation.")
    ] = ""
    merge: Annotated[
        Literal["auto", "ask", "never"],
        msgspec.Meta(title="Merge", description="By itself, after a person says so, or by people alone."),
    ] = "ask"
    repairs: Annotated[
        int, msgspec.Meta(ge=0, title="Repairs", description="How often the agent may mend what did not pass.")
    ] = 3
    setup: Annotated[
        str,
        msgspec.Meta(
            title="Set-up", description="Command in each fresh clone, before agent and gates; it has the network."
        ),
    ] = ""
    isolation: Annotated[
        Literal["bwrap", "landlock", "none"],
        msgspec.Meta(title="Isolation", description="Of agents and gates. `none` trusts them with everything you may."),
    ] = "bwrap"
    readable: Annotated[
        list[str],
        msgspec.Meta(title="Readable", description="Folders outside that agents and gates may read: tools, caches."),
    ] = []
    ports: Annotated[
        int, msgspec.Meta(ge=0, title="Ports", description="In the block of a ticket; its first is $JIG_PORT.")
    ] = 10
    first_port: Annotated[int, msgspec.Meta(ge=1024, le=60000, title="First port")] = 20000
    at_once: Annotated[int, msgspec.Meta(ge=1, title="At once", description="Tickets that agents work on.")] = 2
    max_pulls: Annotated[
        int, msgspec.Meta(ge=1, title="Open pull requests", description="With more of them, nothing new is begun.")
    ] = 5
    batch: Annotated[int, msgspec.Meta(ge=1, title="Batch", description="Merges that are tried together.")] = 5
    poll: Annotated[float, msgspec.Meta(ge=1, title="Seconds between looks at the forge")] = 60
    ping_question: Annotated[float, msgspec.Meta(ge=0, title="Minutes before a person is called to a question")] = 10
    ping_blocked: Annotated[float, msgspec.Meta(ge=0, title="Minutes before a person is called in any case")] = 60
    ping: Annotated[
        list[str], msgspec.Meta(title="Whom to call", description="Names of `[notify]` targets; empty: all.")
    ] = []
    per_ticket: TicketBudget = TicketBudget()
    per_day: Annotated[Budget, msgspec.Meta(description="Of all repositories together.")] = Budget()
    per_repository: Annotated[Budget, msgspec.Meta(description="Of this repository, a day.")] = Budget()
