"""A repository with a change in it, and a box to run its gates in: real git, real processes."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from jigsmith.base import gate_settings
from jigsmith.engines.git import branches
from jigsmith.engines.sandbox import processes
from jigsmith.engines.sandbox.records import Box, Clocks
from jigsmith.loop.gate import judge, records
from jigsmith.loop.gate.records import Verdict

QUIET_REST = [
    gate_settings.Gate(name=each, builtin=each, enabled=False)
    for each in ("protected", "weakened-tests", "secrets", "dependencies", "diff-size")
]
"""Nothing but the gates that a test is about."""


class Floor:
    """One repository: `base` is committed, `change` is what somebody makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "repository"
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.base_sha = ""
        self.seen: list[str] = []

    def git(self, *words: str) -> str:
        out = subprocess.run(["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True)
        return out.stdout.strip()

    def write(self, files: dict[str, str | bytes | None]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, files: dict[str, str | bytes | None]) -> str:
        self.write(files)
        self.git("add", "-A", "-f")
        self.git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def base(self, files: dict[str, str | bytes | None]) -> None:
        self.base_sha = self.commit(files)

    def change(self, *commits: dict[str, str | bytes | None]) -> None:
        for files in commits:
            self.commit(files)

    def asked(self, *gates: gate_settings.Gate, **more) -> records.Asked:
        """Return what the flow would ask: the merged commit in a clone of its own."""
        head = self.git("rev-parse", "HEAD")
        merge = branches.merge(self.root, self.base_sha, head)
        when = datetime(2026, 1, 2, tzinfo=UTC)
        merged = branches.commit(self.root, merge.tree, parents=(self.base_sha, head), message="merge", when=when)
        tree = self.folder / f"clone-{len(list(self.folder.glob('clone-*')))}"
        branches.clone(self.root, tree, commit=merged)
        change = records.Change(
            base=self.base_sha,
            head=head,
            merged=merged,
            files=tuple(branches.changes(self.root, self.base_sha, merged)),
            patch=branches.patch(self.root, self.base_sha, merged),
            history=self.git("log", "-p", "--no-color", f"{self.base_sha}..{head}"),
        )
        log = self.folder / "logs" / "gates.log"
        return records.Asked(tree=tree, change=change, gates=gates, log=log, **({"cancelled": lambda: False} | more))

    def run_in(self, tree: Path) -> records.Run:
        """Return what runs commands there, as the flow does: output goes to the log, its end into the answer."""

        def run(words, *, log: Path, timeout: float) -> records.Ran:
            log.parent.mkdir(parents=True, exist_ok=True)
            environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
            box = Box(kind="none", work=tree, writable=(tree,), environment=environment)
            said: list[str] = []
            with log.open("ab") as file:

                def on_output(_: str, line: bytes) -> None:
                    file.write(line)
                    said.append(line.decode("utf-8", "replace"))

                ended = processes.run(words, box=box, on_output=on_output, clocks=Clocks(wall=timeout))
            self.seen.append(words[-1])
            return records.Ran(ended.code, ended.why, "".join(said)[-2_000:])

        return run

    def judge(self, *gates: gate_settings.Gate, **more) -> dict[str, Verdict]:
        asked = self.asked(*gates, **more)
        return {each.gate: each for each in judge.judge(asked, run=self.run_in(asked.tree))}

    def one(self, gate: gate_settings.Gate, **more) -> Verdict:
        """Judge by one gate alone."""
        rest = [each for each in QUIET_REST if each.builtin != gate.builtin]
        needless = [] if gate.command or gate.builtin not in LOOK_ALONE else [gate_settings.Gate(name="x", command=":")]
        return self.judge(gate, *needless, *rest, **more)[gate.name]


LOOK_ALONE = frozenset({"protected", "weakened-tests", "secrets", "dependencies", "diff-size"})
