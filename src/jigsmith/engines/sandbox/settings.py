"""What `jig.toml` may say of boxes."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from jigsmith.engines.sandbox.records import MEBIBYTE, Limits


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The box of agents and of jobs."""

    kind: Annotated[
        Literal["bwrap", "landlock", "none"],
        msgspec.Meta(title="Kind", description="What does not work here is an error; nothing weaker is taken instead."),
    ] = "bwrap"
    readable: Annotated[
        list[str],
        msgspec.Meta(
            title="What else may be read",
            description="Programs in a home folder, for example; ~ is the home.",
            examples=[["~/.nvm", "~/.cargo/bin"]],
        ),
    ] = []
    memory: Annotated[int, msgspec.Meta(ge=64, title="Memory", description="MiB, of all its processes.")] = 8192
    processes: Annotated[int, msgspec.Meta(ge=8, title="Processes", description="At one time.")] = 512
    file_size: Annotated[int, msgspec.Meta(ge=1, title="Size of a file", description="MiB.")] = 4096
    temporary: Annotated[int, msgspec.Meta(ge=1, title="Size of /tmp", description="MiB; it is in memory.")] = 1024
    output: Annotated[int, msgspec.Meta(ge=1, title="Output", description="MiB printed.")] = 256


def limits(settings: Settings) -> Limits:
    """Return the limits of a box."""
    return Limits(
        memory=settings.memory * MEBIBYTE,
        processes=settings.processes,
        file_size=settings.file_size * MEBIBYTE,
        temporary=settings.temporary * MEBIBYTE,
        output=settings.output * MEBIBYTE,
    )


def readable(settings: Settings) -> tuple[Path, ...]:
    """Return what else may be read, as far as it is there."""
    paths = (Path(name).expanduser() for name in settings.readable)
    return tuple(path for path in paths if path.exists())
