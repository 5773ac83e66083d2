"""Settings: `[store]`, `[forge]` and `[agents.NAME]` in jig.toml: where work is kept, comes from, and who does it."""

from typing import Annotated, Literal

import msgspec


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
    ] = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable


class Agent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coding agent."""

    kind: Literal["claude", "codex", "command"]
    command: Annotated[str, msgspec.Meta(description="How it is started. Empty: what its kind is called.")] = ""
    model: str = ""
