"""Deploy: put a template into the toolchain, and take it back so that every file is as it was."""

import difflib
import shlex
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app import tools, usage
from jigsmith.base import errors, settings
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import records
from jigsmith.loop.deploy import planning, receipts, wanted, writing
from jigsmith.loop.deploy import records as deploys

TARGETS = deploys.TARGETS
parameter_schema = tools.parameter_schema
Action = deploys.Action
_TRIES = 5
"""How often it begins anew when another program writes the same files at the same moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What became of one piece, or would."""

    target: str
    path: str
    """From the root; empty: there is nothing to write."""
    action: Action
    reason: str = ""
    diff: Sequence[str] = ()
    """A dry run: what would change in a file that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What was deployed or taken back, or would be."""

    template: str
    version: str
    root: Path
    dry_run: bool
    undone: bool
    items: Sequence[Item]
    notes: Sequence[str] = ()
    """What the user has to know or do."""

    @property
    def left(self) -> Sequence[Item]:
        """What should have been written or taken away, and was somebody's edit."""
        return [item for item in self.items if item.action == "left"]


def deploy(
    root: Path, template_name: str, *, to: Sequence[deploys.Target] | None = None, dry_run: bool = False
) -> Deployed:
    """Put a template into the targets `to`, by default all; AGENTS.md is one if it is there.

    Deploying again changes nothing but what the template or jig.toml say anew. What others have edited stays, and is
    `left` when it should have changed. DeployConflict: a place holds somebody else's file, or a broken one; nothing was
    written then. TemplateMissing, TemplateInvalid, ConfigInvalid, PathEscapes, FileUnreadable, WriteFailed.
    """
    template = formats.load(formats.find(root, template_name))
    usage.current().about(template.name, template.version)
    with writing.alone(root):
        return _retried(lambda: _deploy(root, template, to, dry_run=dry_run))


def offer(root: Path, template_name: str) -> Deployed:
    """What `deploy` would do with all targets. Raises what `deploy` raises."""
    return deploy(root, template_name, dry_run=True)


def described(root: Path, template_name: str) -> deploys.Tool:
    """All that is to be said about a template. TemplateMissing, TemplateInvalid, ConfigInvalid."""
    template = formats.load(formats.find(root, template_name))
    usage.current().about(template.name, template.version)
    return tools.tool(root, template, _words(settings.load(root).deploy.command))


def undo(
    root: Path, template_name: str, *, to: Sequence[deploys.Target] | None = None, dry_run: bool = False
) -> Deployed:
    """Take back what was deployed to the targets `to`, by default all. The template itself need not be there any more.

    What others wrote meanwhile stays: a piece that was edited is `left`. Undoing again changes nothing.
    TemplateMissing: there is neither such a template nor anything of it. DeployConflict: a receipt is broken.
    """
    name = _deployed_name(root, template_name)
    with writing.alone(root):
        return _retried(lambda: _undo(root, name, to, dry_run=dry_run))


def _deploy(root: Path, template: formats.Loaded, to: Sequence[deploys.Target] | None, *, dry_run: bool) -> Deployed:
    config = settings.load(root).deploy
    start = _words(config.command)
    targets = _targets(root, to)
    goals = wanted.everything(tools.tool(root, template, start), targets, config.docs)
    scene = _scene(root, template.name)
    steps = planning.install(scene, goals)
    placed = {(step.target, step.path) for step in steps}
    mine = scene.mine.pieces if scene.mine else []
    stale = [p for p in mine if p.target in targets and (p.target, p.path) not in placed]
    steps += planning.uninstall(scene, stale)
    others = [piece for piece in mine if piece.target not in targets]
    pieces = [*others, *(step.piece for step in steps if step.piece)]
    receipt = deploys.Receipt(
        template=template.name, version=template.version, digest=formats.digest(template), pieces=_sorted(pieces)
    )
    if not dry_run:
        _write(scene, steps, receipt)
    ready = [Item(target="cli", path="", action="ready", reason=f"{start} generate {template.name} NAME")]
    return Deployed(
        template=template.name,
        version=template.version,
        root=root,
        dry_run=dry_run,
        undone=False,
        items=[*(ready if "cli" in targets else []), *(_item(step, dry_run=dry_run) for step in steps)],
        notes=list(_notes(start, steps)),
    )


def _undo(root: Path, name: str, to: Sequence[deploys.Target] | None, *, dry_run: bool) -> Deployed:
    scene = _scene(root, name)
    mine = scene.mine.pieces if scene.mine else []
    taken = [piece for piece in mine if to is None or piece.target in to]
    fresh = [planning.KINDS["mcp"].digest(wanted.entry(_words(settings.load(root).deploy.command)))]
    steps = planning.uninstall(scene, taken, fresh)
    kept = [*(piece for piece in mine if piece not in taken), *(step.piece for step in steps if step.piece)]
    version = scene.mine.version if scene.mine else ""
    digest = scene.mine.digest if scene.mine else ""
    if not dry_run and scene.mine:
        receipt = deploys.Receipt(template=name, version=version, digest=digest, pieces=_sorted(kept))
        _write(scene, steps, receipt)
    usage.current().about(name, version)
    items = [_item(step, dry_run=dry_run) for step in steps]
    return Deployed(template=name, version=version, root=root, dry_run=dry_run, undone=True, items=items)


def _scene(root: Path, template: str) -> planning.Scene:
    mine = receipts.read(root, template)
    return planning.Scene(root=root, template=template, mine=mine, others=receipts.others(root, template))


def _words(command: str) -> str:
    """How jig is started, checked. ConfigInvalid."""
    try:
        if shlex.split(command):
            return command
        reason = "it is empty"
    except ValueError as error:
        reason = str(error)
    raise errors.ConfigInvalid(f"`deploy.command` cannot be split into words: {reason}")


def _targets(root: Path, to: Sequence[deploys.Target] | None) -> list[deploys.Target]:
    """The targets in their order; without a choice all, AGENTS.md only if it is there."""
    if to is not None:
        return [target for target in TARGETS if target in to]
    there = (root / wanted.AGENTS).is_file()
    return [target for target in TARGETS if target != "agents" or there]


def _deployed_name(root: Path, name: str) -> str:
    """The name under which a template was deployed."""
    if records.NAME.fullmatch(name) and receipts.read(root, name):
        return name
    return formats.load(formats.find(root, name)).name


def _sorted(pieces: Sequence[deploys.Piece]) -> list[deploys.Piece]:
    return sorted(pieces, key=lambda piece: (TARGETS.index(piece.target), piece.path))


def _write(scene: planning.Scene, steps: Sequence[deploys.Step], receipt: deploys.Receipt) -> None:
    written = writing.write(scene, steps, receipt)
    usage.current().wrote(files=len(written), lines=sum(data.count(b"\n") for data in written))


def _item(step: deploys.Step, *, dry_run: bool) -> Item:
    differs = dry_run and step.before is not None and step.after is not None and step.before != step.after
    diff = _diff(step.path, step.before or b"", step.after or b"") if differs else []
    return Item(target=step.target, path=step.path, action=step.action, reason=step.reason, diff=diff)


def _diff(path: str, before: bytes, after: bytes) -> list[str]:
    old, new = before.decode(errors="replace").splitlines(), after.decode(errors="replace").splitlines()
    return list(difflib.unified_diff(old, new, f"{path} (there)", f"{path} (new)", lineterm=""))


def _notes(start: str, steps: Sequence[deploys.Step]) -> list[str]:
    """What one has to know about the MCP entry."""
    mcp = [step for step in steps if step.target == "mcp" and step.action in ("create", "change")]
    if not mcp:
        return []
    found = ["Claude Code asks once, when it starts here next, whether it may use the server `jigsmith`."]
    program = shlex.split(start)[0]
    if shutil.which(program) is None:
        get = "put a link to `./jig` of the checkout there, or `pip install` the checkout" if program == "jig" else ""
        found.append(
            f"`{program}` is not on your PATH, so the server cannot start yet: {get or 'install it'}, or name your way "
            "to start jigsmith in jig.toml, under [deploy] command."
        )
    return found


def _retried(attempt: Callable[[], Deployed]) -> Deployed:
    """Begin anew when another program wrote the same file between planning and writing."""
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except errors.WouldOverwrite:
            continue
    return attempt()
