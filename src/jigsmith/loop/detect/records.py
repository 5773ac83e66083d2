"""What detect hands on."""

from dataclasses import dataclass

from jigsmith.base import ids


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file, by its first and its last line, counted from 1."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A member of a family."""

    name: str  # unlike those of the others
    files: tuple[str, ...]  # in the order of the patterns
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that differs between the instances and does not follow from their name, as far as a sample shows."""

    name: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A family that a generator could be made for."""

    id: ids.CandidateId  # the same patterns give the same one
    kind: str  # "files": each instance is one or several files; "blocks": pieces of files; "copies": all are the same
    patterns: tuple[str, ...]
    instances: tuple[Instance, ...]  # sorted by name
    gain_bits: float
    share: float  # of an instance that the template would write, from 0 to 1
    files_each: int  # of a usual instance
    lines_each: int
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """One time that a habit was seen."""

    source: str
    session: str  # unlike those of other sessions
    begin: float | None  # seconds since 1970; None: the source does not say when
    end: float | None  # when its last step began
    seconds: float | None  # that it took, pauses cut; None: not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Something that is typed, asked or committed again and again."""

    id: ids.CandidateId  # the same steps give the same one
    kind: str  # "commands", "prompts" or "commits"
    steps: tuple[str, ...]  # what commands do; of prompts and commits one, with … where they differ
    lines: tuple[str, ...]  # the same, with <1>, <2> for arguments that differ and … for one that never does
    times: tuple[Time, ...]  # oldest first; those without a time first of all
    parameters: int  # arguments that differ from time to time, those that follow from another left out
    arguments: int  # of the usual time
    shape: float  # share of the times that have as many arguments as the usual one
    fit: float  # how well it takes parameters, 0 to 1
