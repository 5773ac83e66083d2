"""Build: from the instances of a family to a template with its proof, its tests and its page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from jigsmith.app import usage
from jigsmith.app.building import built as folders
from jigsmith.app.building import proving
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import names
from jigsmith.engines.trees import reserved
from jigsmith.loop.build import defaults, sources, synthesise, unused
from jigsmith.loop.detect import records as detect

if TYPE_CHECKING:
    from jigsmith.app.scanning import reports

MOST = proving.MOST
Progress = proving.Progress
Family = folders.Family
Built = folders.Built
write = folders.write


def build_family(
    root: Path, family: Family, *, name: str, write_files: bool = True, progress: Progress | None = None
) -> Built:
    """Build the template `name` from a family that `family_of` gave. Raises as `build`; CandidateUnfit."""
    if not family.blocks:
        return build(root, family.patterns, name=name, among=family.among, write_files=write_files, progress=progress)
    from jigsmith.app.building import blocks  # noqa: PLC0415 - start-up time: it needs grammars

    return blocks.build(root, family, name=name, write_files=write_files, progress=progress)


def build(
    root: Path,
    patterns: Sequence[str],
    *,
    name: str,
    among: Collection[str] | None = None,
    write_files: bool = True,
    progress: Progress | None = None,
) -> Built:
    """Build the template `name` from what the path patterns match, and prove it on every instance.

    `among` are the only paths that may be taken; None: all that match.
    PatternMatchesTooFew, PathEscapes, FileUnreadable; WouldOverwrite: a template of that name is there and was written
    by hand, or edited since it was built.
    """
    folders.check_name(name)
    left_out: dict[str, str] = {}
    found = sources.find(root, patterns, among=among, left_out=left_out.__setitem__)
    if progress:
        progress("aligning", 0, len(found))
    template = template_of(root, name, patterns, found)
    proven = proving.prove(template, [(i.name, i.raw(root)) for i in found], progress)
    usage.current().about(template.name, template.version)
    built = folders.of(
        template,
        proven,
        patterns=patterns,
        files=[f.path for f in template.files],
        contents={f.path: f.content or "" for f in template.files},
        left_out=left_out,
    )
    return write(root, built) if write_files else built


def family_of(root: Path, candidate: str, *, here: Path) -> Family:
    """The patterns and files of a candidate that a scan of `here`, or of the root above it, lists.

    CandidateMissing, CandidateUnfit.
    """
    from jigsmith.app import scan  # noqa: PLC0415 - start-up time: `--from` needs no scan

    found, below = _candidate(scan.candidate, (here, root) if here != root else (root,), candidate)
    prefix = "" if below == root else f"{below.relative_to(root).as_posix()}/"
    if found.kind == "copies":
        what = f"{candidate} is one file copied {len(found.instances)} times with no difference"
        raise errors.CandidateUnfit(
            what, do="Keep one of them and use it from everywhere; there is nothing to fill in."
        )
    if found.kind == "blocks":
        return Family(patterns=[f"{prefix}{found.patterns[0]}"], blocks=[_below(prefix, i) for i in found.instances])
    files = [f"{prefix}{path}" for instance in found.instances for path in instance.files]
    return Family(patterns=[prefix + pattern for pattern in found.patterns], among=frozenset(files))


def _below(prefix: str, instance: detect.Instance) -> detect.Instance:
    blocks = tuple(replace(block, path=prefix + block.path) for block in instance.blocks)
    return replace(instance, files=tuple(prefix + path for path in instance.files), blocks=blocks)


def _candidate(
    look: Callable[[Path, str], reports.Candidate], folders: Sequence[Path], candidate: str
) -> tuple[reports.Candidate, Path]:
    for folder in folders[:-1]:
        with suppress(errors.CandidateMissing):
            return look(folder, candidate), folder
    return look(folders[-1], candidate), folders[-1]


def default_name(root: Path, family: Family) -> str:
    """A name for the template of a family: the words that its paths have in common, such as `user-route`."""
    if not family.blocks:
        return _name_of_files(family.patterns[0])
    path, _, head = family.patterns[0].partition("#")
    parts = [part.partition(".")[0] for part in PurePosixPath(path).parts]
    parts = parts[1:] if len(parts) > 1 and len(names.split(parts[0])) < 2 else parts  # all of it is in there
    telling = [part for part in parts if names.split(part) and names.apply(part, ["snake"]) not in _SAYS_NOTHING]
    base = _BASE.search(head)
    kind = next((word for sign, word in _KINDS.items() if re.search(sign, head)), "block")
    words = names.split(names.singular(base[1] if base else telling[-1] if telling else kind))[-3:]
    name = "-".join(words)
    if _of_others(root, name, family.patterns[0]):
        rest = [word for word in names.split(head.replace("{name}", " ")) if word not in reserved.EVERY]
        name = "-".join(dict.fromkeys([*words, *rest[:2]]))
    number = next(n for n in itertools.count(1) if not _of_others(root, _numbered(name, n), family.patterns[0]))
    return _numbered(name, number)


_BASE = re.compile(r"^class [^(]*\((?:\w+\.)*([A-Za-z]\w*)[,)]")
_KINDS = {r"\bclass ": "class", r"\(self\b": "method", r"\b(def|function|func|fn) ": "function", r"\btype ": "type"}
_SAYS_NOTHING = {
    "init", "index", "main", "mod", "lib", "src", "app", "util", "utils", "helper", "helpers", "common", "models",
    "package", "packages", "internal", "core", "base",
}  # fmt: skip


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _of_others(root: Path, name: str, pattern: str) -> bool:
    """Whether the project has a template of that name that was made of something else."""
    try:
        found = formats.load(formats.find(root, name))
    except errors.JigError:
        return False
    return pattern not in found.description


def _name_of_files(pattern: str) -> str:
    path = PurePosixPath(re.sub(r"\{name(:\w+)?\}", "", pattern))
    folder = next((part for part in reversed(path.parts[:-1]) if names.split(part)), "")
    stem = names.split(path.name.partition(".")[0])
    words = [*names.split(names.singular(folder))[-2:], *stem[:2]]
    return "-".join(dict.fromkeys(words)) or "template"


def template_of(root: Path, name: str, patterns: Sequence[str], found: Sequence[sources.Instance]) -> formats.Template:
    """The template of these instances, proved by nothing yet."""
    every = found[:: -(-len(found) // MOST)]
    synthesis = synthesise.synthesise(
        [synthesise.Source(i.name, tuple(t.text if t else None for t in i.texts)) for i in every]
    )
    entries = []
    for index, pattern in enumerate(patterns):
        texts = [t for i in every if (t := i.texts[index])]
        if texts:
            entries.append(
                sources.entry(
                    texts,
                    path=sources.path_template(pattern),
                    source=f"files/{_source_name(index, patterns)}",
                    content=synthesis.contents[index],
                    when=synthesis.when[index],
                    delimiters=synthesis.delimiters[index],
                )
            )
    template = formats.Template(
        name=name,
        description=f"Made by `jig build` from {len(found)} instances of {', '.join(patterns)}.",
        version=folders.next_version(root, name),
        parameters=synthesis.parameters,
        files=entries,
    )
    template, values = unused.dropped(template, synthesis.values)
    return defaults.settle(template, {i.name: [t.text for t in i.texts if t] for i in every}, values)


def _source_name(index: int, patterns: Sequence[str]) -> str:
    plain = [PurePosixPath(p.replace("{", "").replace("}", "").replace(":", "-")) for p in patterns]
    mine = plain[index].name
    return mine if [p.name for p in plain].count(mine) == 1 else "-".join(plain[index].parts)
