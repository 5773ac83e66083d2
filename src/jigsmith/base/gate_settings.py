"""Settings: `[[gates]]` in jig.toml, what a change must pass."""

from typing import Annotated, Literal

import msgspec

from jigsmith.base.job_settings import Duration

Builtin = Literal[
    "", "tests", "lint", "types", "coverage", "diff-size", "protected", "weakened-tests", "secrets", "dependencies"
]
Format = Literal["", "sarif", "junit", "ctrf", "lcov", "cobertura"]
NEED_COMMAND = frozenset({"", "tests", "lint", "types"})
"""Built-ins that are nothing without a command; where none is given, one is looked for in the project."""


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gate: a command that a change must pass, or a check that comes with jigsmith."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    command: Annotated[
        str,
        msgspec.Meta(
            description="A line for `sh -c`. `tests`, `lint` and `types` without one look for it in the project; "
            "`coverage` without one reads what a gate before it wrote."
        ),
    ] = ""
    builtin: Annotated[
        Builtin,
        msgspec.Meta(description="What is checked besides. A built-in that no gate names is there with its defaults."),
    ] = ""
    enabled: Annotated[bool, msgspec.Meta(description="`false` switches a built-in off.")] = True
    timeout: Duration = "15m"
    required: Annotated[bool, msgspec.Meta(description="Whether a change that fails it is held up.")] = True
    report: Annotated[
        str, msgspec.Meta(description="File that the command writes, from the root; with `*` in it, several.")
    ] = ""
    format: Annotated[Format, msgspec.Meta(description="What that file is. Empty: the exit code alone counts.")] = ""
    fail_on: Annotated[
        Literal["error", "warning", "note"],
        msgspec.Meta(description="The mildest finding of a SARIF report that fails the gate."),
    ] = "error"
    changed_only: Annotated[
        bool,
        msgspec.Meta(
            description="Findings of a SARIF report count only on lines that the change adds, and the exit code counts "
            "only when there is no report."
        ),
    ] = False
    minimum: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="coverage: percent of all lines that tests must reach.")
    ] = 0
    changed: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="coverage: percent of the changed lines that tests must reach.")
    ] = 0
    slack: Annotated[
        float,
        msgspec.Meta(ge=0, le=100, description="coverage: percentage points that it may fall below the base's."),
    ] = 0.1
    max_lines: Annotated[
        int, msgspec.Meta(ge=1, description="diff-size: added and removed lines, lock files left out.")
    ] = 1000
    max_files: Annotated[int, msgspec.Meta(ge=1, description="diff-size: files, lock files left out.")] = 50
    paths: Annotated[
        list[str],
        msgspec.Meta(
            description="protected: patterns as in .gitignore, added to those that come with it; `!PATTERN` takes one "
            "out. secrets: files that are not looked at.",
            examples=[["migrations/", "!conftest.py"]],
        ),
    ] = []

    def __post_init__(self) -> None:
        """Refuse what does not fit together. Raises ValueError that begins with the key."""
        if not self.builtin and not self.command:
            raise ValueError("`command`: a gate that is no built-in needs one")
        if bool(self.report) != bool(self.format):
            raise ValueError(f"`{'report' if self.report else 'format'}`: report and format belong together")
        if self.builtin == "coverage" and self.format not in {"lcov", "cobertura"}:
            raise ValueError("`format`: coverage needs a report in lcov or cobertura")
        if self.builtin == "tests" and self.format not in {"", "junit", "ctrf"}:
            raise ValueError("`format`: tests are reported in junit or ctrf")
        if self.builtin in {"lint", "types"} and self.format not in {"", "sarif"}:
            raise ValueError("`format`: findings are reported in sarif")
        if self.command and self.builtin not in NEED_COMMAND | {"coverage"}:
            raise ValueError(f"`command`: {self.builtin} is checked by jigsmith itself")


def check_names(gates: list[Gate]) -> None:
    """Refuse two gates of one name. Raises ValueError that begins with the key."""
    names = [each.name for each in gates]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ValueError(f"`gates[{number}].name`: there are two gates called {name}")
