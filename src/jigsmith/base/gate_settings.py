"""Settings: `[[gates]]` in jig.toml, what a change must pass."""

from typing import Annotated, Literal

import msgspec

from jigsmith.base.job_settings import Duration


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
