"""Build: from the instances of a family to a template with its proof, its tests and its page."""

from __future__ import annotations

import dataclasses
import functools
import re
import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from jigsmith.app import built as folders
from jigsmith.app import usage
from jigsmith.base import errors
from jigsmith.engines.templates import changes, names, records, render
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import write as writing
from jigsmith.loop.build import defaults, proof, sources, synthesise

if TYPE_CHECKING:
    from jigsmith.app import reports

MOST = 80  # instances from which a template is made; further ones only prove it
ONE_CORE = 100_000  # bytes of all instances up to which other processes would not pay
Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What a template is to be made of."""

    patterns: Sequence[str]  # paths from the root
    among: Collection[str] | None = None  # the only files that belong to it; None: all that match


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A template and what its proof says."""

    template: str
    version: str
    path: str  # the folder of the template, from the root
    patterns: Sequence[str]
    files: Sequence[str]
    parameters: Mapping[str, Any]
    instances: Sequence[proof.Proven]
    exact: int  # instances that come out byte for byte
    lines: int  # lines of all instances
    made_lines: int  # lines of them that come out of the template
    residue_lines: int  # lines that it does not make, and lines that it makes too many
    lost: Sequence[str]  # lines that all instances share and the template lost: none, or it is a bug
    written: bool
    contents: Mapping[str, str]  # the texts of the template's files, by path
    left_out: Mapping[str, str]  # by path: why a file that the pattern matches is no instance
    made: Sequence[render.Rendered] = field(default=(), repr=False)  # all files of its folder


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
    if not records.NAME.fullmatch(name):
        raise errors.ParameterInvalid(
            f"{name!r} cannot be the name of a template", do="Use letters, digits, `-` and `_`."
        )
    left_out: dict[str, str] = {}
    found = sources.find(root, patterns, among=among, left_out=left_out.__setitem__)
    if progress:
        progress("aligning", 0, len(found))
    template = template_of(root, name, patterns, found)
    proven = _prove(root, template, found, progress)
    usage.current().about(template.name, template.version)
    built = Built(
        template=name,
        version=template.version,
        path=folders.folder(name),
        patterns=list(patterns),
        files=[f.path for f in template.files],
        parameters=msgspec.to_builtins(template.parameters),
        instances=proven,
        exact=sum(p.exact for p in proven),
        lines=sum(p.lines for p in proven),
        made_lines=sum(p.made_lines for p in proven),
        residue_lines=sum(p.residue_lines for p in proven),
        lost=sorted({line for p in proven for line in p.lost}),
        written=False,
        contents={f.path: f.content or "" for f in template.files},
        left_out=left_out,
        made=folders.files(template, proven),
    )
    return write(root, built) if write_files else built


def write(root: Path, built: Built) -> Built:
    """Write the folder of a template that was built.

    WouldOverwrite: somebody wrote a template of that name by hand, or has edited the one that was built.
    """
    folders.refuse_hiding(root, built.template)
    planned = changes.plan(root, built.made, folders.known(root, built.template))
    folders.refuse_conflicts(planned)
    with writing.written(root, planned):
        pass
    lines = sum((f.data or b"").count(b"\n") for f in built.made)
    usage.current().wrote(files=len(built.made), lines=lines)
    return dataclasses.replace(built, written=True)


def family_of(root: Path, candidate: str, *, here: Path) -> Family:
    """The patterns and files of a candidate that a scan of `here`, or of the root above it, lists.

    CandidateMissing, CandidateUnfit.
    """
    from jigsmith.app import scan  # noqa: PLC0415 - start-up time: `--from` needs no scan

    found, below = _candidate(scan.candidate, (here, root) if here != root else (root,), candidate)
    prefix = "" if below == root else f"{below.relative_to(root).as_posix()}/"
    if found.kind == "blocks":
        what = f"{candidate} repeats within files ({found.patterns[0]}), and a template makes whole files"
        do = "Move each piece into a file of its own, and build from those: jig build --from 'PATH/{name}.EXT'."
        raise errors.CandidateUnfit(what, do=do)
    if found.kind == "copies":
        what = f"{candidate} is one file copied {len(found.instances)} times with no difference"
        raise errors.CandidateUnfit(
            what, do="Keep one of them and use it from everywhere; there is nothing to fill in."
        )
    files = [f"{prefix}{path}" for instance in found.instances for path in instance.files]
    return Family(patterns=[prefix + pattern for pattern in found.patterns], among=frozenset(files))


def _candidate(
    look: Callable[[Path, str], reports.Candidate], folders: Sequence[Path], candidate: str
) -> tuple[reports.Candidate, Path]:
    for folder in folders[:-1]:
        with suppress(errors.CandidateMissing):
            return look(folder, candidate), folder
    return look(folders[-1], candidate), folders[-1]


def default_name(patterns: Sequence[str]) -> str:
    """A name for the template of these patterns: the words that their paths have in common, such as `user-route`."""
    path = PurePosixPath(re.sub(r"\{name(:\w+)?\}", "", patterns[0]))
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
        version=_next_version(root, name),
        parameters=synthesis.parameters,
        files=entries,
    )
    return defaults.settle(template, {i.name: [t.text for t in i.texts if t] for i in every}, synthesis.values)


def _source_name(index: int, patterns: Sequence[str]) -> str:
    plain = [PurePosixPath(p.replace("{", "").replace("}", "").replace(":", "-")) for p in patterns]
    mine = plain[index].name
    return mine if [p.name for p in plain].count(mine) == 1 else "-".join(plain[index].parts)


def _next_version(root: Path, name: str) -> str:
    try:
        before = formats.load(formats.find(root, name)).version
    except errors.JigError:
        return "1.0.0"
    major, _, rest = before.partition(".")
    minor = rest.partition(".")[0]
    return f"{major}.{int(minor) + 1}.0" if major.isdigit() and minor.isdigit() else "1.0.0"


def _prove(
    root: Path, template: formats.Template, found: Sequence[sources.Instance], progress: Progress | None
) -> list[proof.Proven]:
    files = [i.raw(root) for i in found]
    shared = proof.shared_lines(files)
    prove = functools.partial(proof.prove, template, shared=shared)
    names = [i.name for i in found]
    if sum(len(data) for raw in files for data in raw.values()) < ONE_CORE:
        return list(_told(map(prove, names, files), len(found), progress))
    with ProcessPoolExecutor(initializer=_quiet) as pool:
        try:
            return list(_told(pool.map(prove, names, files, chunksize=2), len(found), progress))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _quiet() -> None:
    """Leaves Ctrl-C to the process that waits for the results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _told(proven: Iterable[proof.Proven], count: int, progress: Progress | None) -> Iterator[proof.Proven]:
    for index, each in enumerate(proven):
        if progress:
            progress("proving", index + 1, count)
        yield each
