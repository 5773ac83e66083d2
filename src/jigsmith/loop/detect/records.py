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
