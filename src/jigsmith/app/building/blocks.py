"""Building from blocks: pieces that repeat within files become a template that puts one more of them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jigsmith.app import usage
from jigsmith.app.building import built as folders
from jigsmith.app.building import proving
from jigsmith.base import errors
from jigsmith.engines.templates import changes, records, render
from jigsmith.engines.templates import format as formats
from jigsmith.engines.trees import syntax
from jigsmith.loop.build import alone, blocks, called, proof, spots

ID = "block"
"""By what the injection is known over versions of the template."""
CHOSEN = 20  # files between which a parameter lets choose; of more, it is any path, and these have a mark
MOST_PARSED = 20_000_000  # characters of all files, one for each block, up to which each is parsed with a new one
IN_FILE = ("file", "in_file", "target_file")
"""What that parameter is called: the first that the blocks leave free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The blocks of a family, and where the next one goes."""

    files: blocks.Files
    pieces: Sequence[blocks.Piece]
    blank: int  # empty lines between two blocks
    spots: spots.Spots
    paths: Sequence[str]  # the files into which new ones can go, that with most blocks first

    def text(self, piece: blocks.Piece) -> str:
        """The text of a block as the template makes it: an item of a literal goes without its comma."""
        if self.spots.registry is None:
            return piece.text
        return piece.text.rstrip("\n").removesuffix(",") + "\n"


def build(
    root: Path,
    family: folders.Family,
    *,
    name: str,
    write_files: bool = True,
    progress: proving.Progress | None = None,
) -> folders.Built:
    """Build the template `name` from blocks, and prove it on every one of them.

    CandidateUnfit: there is no place for one more. WouldOverwrite, PathEscapes, FileUnreadable.
    """
    folders.check_name(name)
    left_out: dict[str, str] = {}
    found = _found(root, family, name, left_out)
    if progress:
        progress("aligning", 0, len(found.pieces))
    bare = formats.Template(
        name=name,
        description=f"Made by `jig build` from {len(found.pieces)} blocks of {', '.join(family.patterns)}.",
        version=folders.next_version(root, name),
    )
    found, single, proven = _proven(found, bare, progress)
    if sum(len(found.files.text(piece.path).text) for piece in found.pieces) < MOST_PARSED:
        proven = [_torn(found, single, p, piece) for p, piece in zip(proven, found.pieces, strict=True)]
    template, key = _injecting(found, single)
    told = [_with_file(p, piece, key, found.paths[0]) for p, piece in zip(proven, found.pieces, strict=True)]
    usage.current().about(template.name, template.version)
    built = folders.of(
        template,
        told,
        patterns=list(family.patterns),
        files=[],
        injects=[f"{path}: {_place(template)}" for path in found.paths],
        contents={_place(template): template.inject[0].content},
        left_out=left_out,
        marks={path: f"{spot.number + 1}: {spot.line.strip()}" for path, spot in _new_marks(found).items()},
        edits=[_edit(root, found, path) for path in _new_marks(found)],
    )
    return folders.write(root, built) if write_files else built


def _found(root: Path, family: folders.Family, name: str, left_out: dict[str, str]) -> _Found:
    files = blocks.Files(root)
    pieces = blocks.pieces(files, family.blocks, left_out.__setitem__)
    blank = blocks.blank_lines(files, pieces)
    places = spots.find(files, blocks.by_file(pieces), mark=name, blank=blank)
    left_out.update(places.unfit)
    held = [piece for piece in pieces if piece.path not in places.unfit]
    if len(held) < 2:
        whys = [*places.unfit.values(), *left_out.values()]
        what = f"no template can be made of these blocks: {'; '.join(dict.fromkeys(whys[:3])) or 'there are too few'}"
        raise errors.CandidateUnfit(what)
    return _Found(files=files, pieces=held, blank=blank, spots=places, paths=list(blocks.by_file(held)))


def _proven(
    found: _Found, bare: formats.Template, progress: proving.Progress | None
) -> tuple[_Found, formats.Template, list[proof.Proven]]:
    """The template that makes the blocks, with its proof: of two ways to call them the one that leaves less to do."""
    best = _tried(found, bare, progress)
    short = called.shortened([piece.name for piece in found.pieces])
    if short is None:
        return best
    pieces = [replace(piece, name=name) for piece, name in zip(found.pieces, short, strict=True)]
    other = _tried(replace(found, pieces=pieces), bare, progress)
    return min(best, other, key=lambda each: _left(each[1], each[2]))


def _left(template: formats.Template, proven: Sequence[proof.Proven]) -> tuple[int, int]:
    return sum(p.residue_lines for p in proven), len(template.parameters)


def _tried(
    found: _Found, bare: formats.Template, progress: proving.Progress | None
) -> tuple[_Found, formats.Template, list[proof.Proven]]:
    texts = [(piece.name, found.text(piece)) for piece in found.pieces]
    template = alone.template(bare, texts[:: -(-len(texts) // proving.MOST)], found.paths[0])
    own = template.files[0].path
    proven = proving.prove(template, [(name, {own: text.encode()}) for name, text in texts], progress)
    return found, template, proven


def _injecting(found: _Found, single: formats.Template) -> tuple[formats.Template, str]:
    """The template that puts the block into the files of the project, and what its parameter for the file is called."""
    key = next(word for word in (*IN_FILE, "jig_file") if word not in single.parameters)
    several = len(found.paths) > 1
    chosen = {key: _choice(found.paths)} if several else {}
    file = single.files[0]
    end = "\n" * found.blank if found.spots.registry is None else ""
    injection = records.Injection(
        id=ID,
        path=f"{{{{ {key} }}}}" if several else render.literal(found.paths[0]),
        registry=render.literal(found.spots.registry) if found.spots.registry else None,
        mark=None if found.spots.registry else single.name,
        content=(file.content or "").rstrip("\n") + "\n" + end,
        delimiters=file.delimiters,
    )
    parameters = {**single.parameters, **chosen}
    return formats.Template(
        name=single.name,
        description=single.description,
        version=single.version,
        parameters=parameters,
        inject=[injection],
    ), key


def _choice(paths: Sequence[str]) -> formats.Parameter:
    """The parameter that says in which file, by default in that with most blocks."""
    told = "The file into which it is put."
    if len(paths) > CHOSEN:
        return formats.Parameter(default=render.literal(paths[0]), help=told, examples=list(paths[1:4]))
    return formats.Parameter(type="choice", choices=list(paths), default=paths[0], help=told)


def _torn(found: _Found, single: formats.Template, proven: proof.Proven, piece: blocks.Piece) -> proof.Proven:
    """The proof with what the file says of what the name alone makes, put there in the place of the block."""
    made = (render.render(single, proven.name, {})[0].data or b"").decode().rstrip("\n")
    lines = found.files.lines(piece.path)
    comma = "," if found.spots.registry is not None and lines[piece.end - 1].rstrip().endswith(",") else ""
    own = [piece.indent + line if line.strip() else "" for line in f"{made}{comma}".split("\n")]
    error = syntax.first_error(piece.path, "\n".join([*lines[: piece.start], *own, *lines[piece.end :]]).encode())
    real = error and syntax.first_error(piece.path, found.files.text(piece.path).text.encode())
    return replace(proven, unparsed=f"{piece.path}:{error}" if error and not real else None)


def _with_file(proven: proof.Proven, piece: blocks.Piece, key: str, usual: str) -> proof.Proven:
    return proven if piece.path == usual else replace(proven, params={**proven.params, key: piece.path})


def _place(template: formats.Template) -> str:
    return f"put into {template.inject[0].place}" if template.inject[0].registry else f"put before {_mark(template)}"


def _mark(template: formats.Template) -> str:
    return f"the mark `jig:{template.inject[0].mark}`"


def _new_marks(found: _Found) -> Mapping[str, spots.Spot]:
    """The marks that are not there yet, by file."""
    marked = ((path, found.spots.marks.get(path)) for path in found.paths[:CHOSEN])
    return {path: spot for path, spot in marked if spot is not None and not spot.there}


def _edit(root: Path, found: _Found, path: str) -> changes.Change:
    """The change that puts the mark into a file."""
    lines = found.spots.marks[path].marked(found.files.lines(path), found.blank)
    return changes.modified(path, (root / path).read_bytes(), found.files.whole(path, lines))
