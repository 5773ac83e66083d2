"""Update dependencies: npm, uv or pip; one branch for each group, and the tests decide."""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import msgspec

from jigsmith.flows.jobs.builtins import programs
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.commands import Ran
from jigsmith.flows.jobs.records import Proposal, Result


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of update-dependencies."""

    test: str = ""  # a line that decides; empty: `npm test`, `uv run pytest`, `pytest`
    groups: dict[str, list[str]] = {}  # patterns of names; what fits none is in the group "others"
    major: bool = False  # npm: also versions that package.json does not allow


@dataclass(frozen=True, slots=True)
class Update:
    """A newer version of a package."""

    name: str
    old: str
    new: str


def run(desk: Desk, settings: Settings) -> Result:
    """Updates dependencies (npm, uv, pip): one pull request for each group whose tests pass."""
    parts: list[str] = []
    proposals: list[Proposal] = []
    measured = False
    good = True
    outdated = 0
    for manager in programs.managers(desk):
        tool = TOOLS[manager](desk, settings)
        found = tool.outdated()
        if found is None:
            parts.append(f"**{manager}**: not measured; the registry cannot be reached, or {manager} is not installed.")
            good = False
            continue
        measured = True
        outdated += len(found)
        for group, updates in grouped(found, settings).items():
            fitting, broken = _fitting(desk, tool, updates)
            good = good and not broken
            parts.append(_section(manager, group, fitting, broken))
            proposals += _proposed(
                desk, tool, group if len(programs.managers(desk)) == 1 else f"{manager}-{group}", fitting
            )
    if not programs.managers(desk):
        return Result(good=False, summary=f"There is none of {', '.join(programs.LOCKS.values())} here: not measured.")
    reading = float(outdated) if measured else None
    summary = "\n\n".join(part for part in parts if part) or "Everything is up to date."
    return Result(good=good, summary=summary, readings={"outdated": reading}, proposals=proposals)


def grouped(updates: Sequence[Update], settings: Settings) -> dict[str, list[Update]]:
    """Return the updates by the group that they belong to: the first whose patterns fit."""
    found: dict[str, list[Update]] = {}
    for update in sorted(updates, key=lambda each: each.name):
        fits = (name for name, patterns in settings.groups.items() if any(fnmatch(update.name, p) for p in patterns))
        found.setdefault(next(fits, "others"), []).append(update)
    return found


class Npm:
    """Updates by npm."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk, self._major = desk, settings.major
        self.test = settings.test or "npm test"

    def outdated(self) -> list[Update] | None:
        """Return what is newer; None: it cannot be told."""
        if not programs.where(self._desk, "npm") or not self._npm("ci", "--ignore-scripts").good:
            return None
        ran = self._npm("outdated", "--json", quiet=True)
        found = programs.parsed(ran.out or "{}")
        if not isinstance(found, dict) or ran.code not in {0, 1} or "error" in found:
            return None
        key = "latest" if self._major else "wanted"
        return [
            Update(name, str(each.get("current", "")), str(each[key]))
            for name, each in found.items()
            if isinstance(each, dict) and each.get("current") != each.get(key)
        ]

    def apply(self, updates: Sequence[Update]) -> bool:
        """Install newer versions, over what the run began with."""
        self._desk.reset()
        return self._npm("install", *(f"{each.name}@{each.new}" for each in updates)).good

    def _npm(self, *words: str, quiet: bool = False) -> Ran:
        return self._desk.shell.run(["npm", *words, "--no-audit", "--no-fund"], quiet=quiet)


class Uv:
    """Updates by uv."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._uv = programs.where(desk, "uv") or ""
        self.test = settings.test or f"{shlex.quote(self._uv)} run pytest"

    def outdated(self) -> list[Update] | None:
        """Return what is newer; None: it cannot be told."""
        if not self._uv:
            return None
        lock = self._desk.tree / "uv.lock"
        before = lock.read_bytes()
        ran = self._desk.shell.run([self._uv, "lock", "--upgrade"])
        old, new = _locked(before), _locked(lock.read_bytes())
        lock.write_bytes(before)
        if not ran.good:
            return None
        return [Update(name, old[name], version) for name, version in new.items() if old.get(name, version) != version]

    def apply(self, updates: Sequence[Update]) -> bool:
        """Lock newer versions, over what the run began with."""
        self._desk.reset()
        words = [word for each in updates for word in ("--upgrade-package", f"{each.name}=={each.new}")]
        return self._desk.shell.run([self._uv, "lock", *words]).good


class Pip:
    """Updates of what is pinned in requirements.txt."""

    PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(?P<extras>\[[^]]*\])?==(?P<version>[^\s;#]+)", re.MULTILINE)

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._environment = desk.tree.parent / "venv"
        self._python = str(self._environment / "bin" / "python")
        self.test = settings.test or f"{shlex.quote(self._python)} -m pytest"

    def outdated(self) -> list[Update] | None:
        """Return what is newer; None: it cannot be told."""
        pins = {found["name"]: found["version"] for found in self.PIN.finditer(self._file.read_text())}
        if not pins:
            return []
        shell = self._desk.shell
        if (
            not Path(self._python).exists()
            and not shell.run([sys.executable, "-m", "venv", str(self._environment)]).good
        ):
            return None
        words = ["install", "--dry-run", "--quiet", "--no-deps", "--ignore-installed", "--report", "-"]
        ran = shell.run([self._python, "-m", "pip", *words, *pins], quiet=True)
        report = programs.parsed(ran.out)
        if not ran.good or not isinstance(report, dict):
            return None
        newest = {_plain(each["metadata"]["name"]): str(each["metadata"]["version"]) for each in report["install"]}
        return [
            Update(name, old, newest[_plain(name)])
            for name, old in pins.items()
            if newest.get(_plain(name), old) != old
        ]

    def apply(self, updates: Sequence[Update]) -> bool:
        """Pin and install newer versions, over what the run began with."""
        self._desk.reset()
        new = {each.name: each.new for each in updates}
        text = self.PIN.sub(
            lambda found: f"{found['name']}{found['extras'] or ''}=={new.get(found['name'], found['version'])}",
            self._file.read_text(),
        )
        self._file.write_text(text)
        return self._desk.shell.run([self._python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]).good

    @property
    def _file(self) -> Path:
        return self._desk.tree / "requirements.txt"


Tool = Npm | Uv | Pip
TOOLS: dict[programs.Manager, type[Npm] | type[Uv] | type[Pip]] = {"npm": Npm, "uv": Uv, "pip": Pip}


def _fitting(desk: Desk, tool: Tool, updates: list[Update]) -> tuple[list[Update], list[Update]]:
    """Return the updates with which the tests pass, and those that break them: tried together, else one by one."""
    if _passes(desk, tool, updates):
        return updates, []
    fitting: list[Update] = []
    broken: list[Update] = []
    for update in updates if len(updates) > 1 else []:
        together = [*fitting, update]
        (fitting if _passes(desk, tool, together) else broken).append(update)
    return fitting, broken or ([] if fitting else updates)


def _passes(desk: Desk, tool: Tool, updates: list[Update]) -> bool:
    return tool.apply(updates) and desk.shell.line(tool.test).good


def _proposed(desk: Desk, tool: Tool, group: str, fitting: list[Update]) -> list[Proposal]:
    """Return the group as a commit, if anything of it fits."""
    if not fitting or not tool.apply(fitting):
        return []
    title = (
        f"Update {fitting[0].name} to {fitting[0].new}"
        if len(fitting) == 1
        else f"Update {group}: {len(fitting)} packages"
    )
    head = desk.commit(group, title)
    desk.reset()
    body = f"The tests pass with these (`{tool.test}`):\n\n{_table(fitting)}"
    return [Proposal(head=head, name=group, title=title, body=body)] if head != desk.base else []


def _section(manager: str, group: str, fitting: list[Update], broken: list[Update]) -> str:
    parts = [f"**{manager}, {group}**"]
    parts += [_table(fitting)] if fitting else []
    parts += [f"The tests fail with:\n\n{_table(broken)}"] if broken else []
    return "\n\n".join(parts)


def _table(updates: list[Update]) -> str:
    return programs.table(("package", "from", "to"), [(each.name, each.old, each.new) for each in updates])


def _locked(data: bytes) -> dict[str, str]:
    """Return the versions in a uv.lock by the names of their packages."""
    found = msgspec.toml.decode(data)
    return {each["name"]: each["version"] for each in found.get("package", []) if "version" in each}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
