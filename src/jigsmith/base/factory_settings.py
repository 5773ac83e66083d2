"""Settings: `[store]` in jig.toml, where runs and tickets are kept."""

from typing import Annotated

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
    runs_at_once: Annotated[
        int,
        msgspec.Meta(ge=1, description="Runs of jobs at the same time, at all workers together; of one job, one."),
    ] = 2
