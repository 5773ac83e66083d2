"""Settings: `[agents.NAME]` in jig.toml, the coding agents that there are."""

from typing import Annotated

import msgspec


class Claude(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="claude"):
    """Claude Code."""

    command: Annotated[str, msgspec.Meta(min_length=1, title="Program", description="A name on PATH, or a path.")] = (
        "claude"
    )
    model: Annotated[str, msgspec.Meta(title="Model", description="Empty: what Claude Code has by default.")] = ""
    tools: Annotated[
        tuple[str, ...], msgspec.Meta(title="Tools", description="Those of an author; a reviewer has none that write.")
    ] = ("Bash", "Edit", "Write", "Read", "Glob", "Grep")
    retries: Annotated[
        int, msgspec.Meta(ge=0, le=20, title="Retries", description="How often a call to the model is tried again.")
    ] = 4
    environment: Annotated[
        dict[str, str], msgspec.Meta(title="Environment", description="Added to the little that an agent has.")
    ] = {}


class Codex(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="codex"):
    """Codex."""

    command: Annotated[str, msgspec.Meta(min_length=1, title="Program", description="A name on PATH, or a path.")] = (
        "codex"
    )
    model: Annotated[str, msgspec.Meta(title="Model", description="Empty: what Codex has by default.")] = ""
    retries: Annotated[
        int, msgspec.Meta(ge=0, le=20, title="Retries", description="How often a call to the model is tried again.")
    ] = 4
    environment: Annotated[
        dict[str, str], msgspec.Meta(title="Environment", description="Added to the little that an agent has.")
    ] = {}


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="command"):
    """An agent that is a program of yours."""

    command: Annotated[
        str, msgspec.Meta(min_length=1, title="Command", description="Words as a shell splits them; no shell runs it.")
    ]
    model: Annotated[str, msgspec.Meta(title="Model", description="What the program finds in JIG_MODEL.")] = ""
    environment: Annotated[
        dict[str, str], msgspec.Meta(title="Environment", description="Added to the little that an agent has.")
    ] = {}


Agent = Claude | Codex | Command
