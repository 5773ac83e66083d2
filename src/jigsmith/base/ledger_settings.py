"""Settings: `[ledger]` in jig.toml, what is recorded of the work in a repository."""

from typing import Annotated

import msgspec


class Ledger(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is recorded of the work in this repository."""

    record: Annotated[
        bool,
        msgspec.Meta(
            title="Record uses",
            description="false: no use of a tool below this folder is recorded. JIG_TELEMETRY=off is that everywhere.",
        ),
    ] = True
