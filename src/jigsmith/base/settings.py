"""Settings: what `jig.toml` in the root of a project may hold. An unknown key is an error with its line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec

from jigsmith.base import (
    agent_settings,
    errors,
    factory_settings,
    forge_settings,
    gate_settings,
    job_settings,
    ledger_settings,
    places,
    ticket_settings,
    web_settings,
)

home = places.home


class Scan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `jig scan` looks at."""

    ignore: Annotated[
        list[str],
        msgspec.Meta(
            title="Paths to leave out",
            description="Patterns as in .gitignore, added to .gitignore, .jigignore and what is left out by itself.",
            examples=[["legacy/", "*.snap"]],
        ),
    ] = []
    min_instances: Annotated[
        int,
        msgspec.Meta(ge=2, title="Smallest family", description="How many alike instances make a family."),
    ] = 3


class Deploy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How `jig deploy` writes a template into the toolchain."""

    command: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            title="How jig is started",
            description="What colleagues and their agents type for jig; words as a shell splits them.",
            examples=["uv run jig"],
        ),
    ] = "jig"
    docs: Annotated[
        str,
        msgspec.Meta(
            min_length=1, title="Folder of the pages", description="From the root; one page for each template."
        ),
    ] = "docs/generators"


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pack of templates that was added with `jig add`; its copy is in .jig/packs/NAME."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", title="Name")]
    source: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            title="Where it comes from",
            description="The address of a git repository, a folder, or the name of an installed package's pack.",
        ),
    ]
    digest: Annotated[
        str, msgspec.Meta(pattern="^[0-9a-f]{64}$", title="Digest", description="Of the copy, so that an edit is seen.")
    ]
    version: Annotated[
        str, msgspec.Meta(title="Version", description="A tag, a commit, or the version of the package.")
    ] = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of jig.toml. Every key may be left out."""

    scan: Scan = Scan()
    deploy: Deploy = Deploy()
    packs: Annotated[
        list[Pack], msgspec.Meta(title="Packs", description="Written by `jig add`, `jig upgrade` and `jig remove`.")
    ] = []
    jobs: list[job_settings.Job] = []
    notify: job_settings.Notify = job_settings.Notify()
    gates: list[gate_settings.Gate] = []
    tickets: ticket_settings.Tickets = ticket_settings.Tickets()
    agents: dict[str, agent_settings.Agent] = {}
    forge: forge_settings.Forge = forge_settings.Forge()
    store: factory_settings.Store = factory_settings.Store()
    ledger: ledger_settings.Ledger = ledger_settings.Ledger()
    web: web_settings.Web = web_settings.Web()

    def __post_init__(self) -> None:
        """Refuse sections that do not fit together. Raises ValueError that begins with the key."""
        job_settings.check_names(self.jobs)
        job_settings.check_hooks(self.jobs, self.notify)
        gate_settings.check_names(self.gates)


def load(root: Path) -> Settings:
    """Read jig.toml in `root`; without one, everything has its default. Raises ConfigInvalid."""
    path = root / places.CONFIG
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise errors.ConfigInvalid(f"cannot be read: {error}", where=str(path)) from error
    return parse(text, where=str(path))


def parse(text: str, *, where: str) -> Settings:
    """Read the text of a jig.toml; `where` names it in messages. Raises ConfigInvalid."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, line = split_line(str(error), last=text.count("\n"))
        raise errors.ConfigInvalid(f"is not valid TOML: {what}", where=at(where, line)) from error
    try:
        return msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        what, keys = split_path(str(error))
        raise errors.ConfigInvalid(
            what, where=at(where, line_of(text, keys)), do="`jig schema config` prints what is allowed."
        ) from error


def schema() -> dict[str, Any]:
    """Return the JSON schema of jig.toml."""
    inner = msgspec.json.schema(Settings)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "jig.toml", **inner}


def split_line(message: str, *, last: int) -> tuple[str, int]:
    """Part a message of tomllib, "what (at line 3, column 4)" or "what (at end of document)", into what and line."""
    what, _, where = message.rpartition(" (at ")
    found = re.match(r"line (\d+)", where)
    return what, int(found[1]) if found else last


def split_path(message: str) -> tuple[str, list[str | int]]:
    """Part a message of msgspec, "what - at `$.scan.ignore[0]`", into what with the key's name and the keys.

    What our own checks say begins with the key that they are about, from there on: "`schedule`: what".
    """
    what, _, path = message.partition(" - at `$")
    own = re.match(r"`([^`]+)`: ", what)
    if own:
        what, path = what[own.end() :], f"{path}.{own[1]}"
    keys = [int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]`]+", path)]
    name = ".".join(key for key in keys if isinstance(key, str) and key != "...")
    unknown = re.search(r"unknown field `([^`]*)`", what)
    if unknown:
        keys.append(unknown[1])
        return f"there is no setting '{f'{name}.' * bool(name)}{unknown[1]}'", keys
    return f"'{name}': {what[:1].lower()}{what[1:]}" if name else what, keys


def line_of(text: str, keys: Sequence[str | int]) -> int | None:
    """Return the line on which the setting stands, counted from 1; None when it cannot be told.

    A number after a name is the place in an array of tables, `[[name]]`; where nothing is found, the longest part of
    the keys that stands somewhere is meant.
    """
    places_of = list(_places(text))
    wanted = [*keys]
    while wanted:
        for number, here in places_of:
            if here[: len(wanted)] == wanted:
                return number
        wanted.pop()
    return None


def _places(text: str) -> Iterator[tuple[int, list[str | int]]]:
    """Yield each line that begins a table or a setting, with the keys that lead to it."""
    table: list[str | int] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[+)\s*([^\]]+?)\s*\]", line)
        name = re.match(r"\s*([A-Za-z0-9_.\"'-]+)\s*=", line)
        if header:
            table = [part.strip(" \"'") for part in header[2].split(".")]
            if len(header[1]) > 1:
                counts[header[2]] = counts.get(header[2], -1) + 1
                table.append(counts[header[2]])
            yield number, table
        elif name:
            yield number, table + [part.strip(" \"'") for part in name[1].split(".")]


def at(where: str, line: int | None) -> str:
    """Return path:line as editors and terminals understand it."""
    return f"{where}:{line}" if line else where
