"""Settings: `[store]` in jig.toml, where runs and tickets are kept."""

from typing import Annotated

import msgspec

from jigsmith.base import durations

Span = Annotated[str, msgspec.Meta(pattern=durations.PATTERN, examples=["90d", "365d"])]


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
    keep_uses: Annotated[
        Span,
        msgspec.Meta(
            description="For how long single uses of tools are kept, by whole weeks. Their sums by day, week, person "
            "and template are kept for ever."
        ),
    ] = "90d"
    keep_runs: Annotated[
        Span,
        msgspec.Meta(
            description="For how long runs of jobs are kept, and the flows of the durable engine, once ended."
        ),
    ] = "90d"
