"""Secrets in what a change adds, and in what its commits held on the way: what was committed once is known for ever."""

from collections.abc import Iterator

from jigsmith.base import gate_settings
from jigsmith.engines.gauges import secrets
from jigsmith.loop.gate import contents, patches, paths, records, reports, saying
from jigsmith.loop.gate.records import Finding, Verdict

MOST = 4 << 20  # characters of one file that are looked through


def judge(asked: records.Asked, gate: gate_settings.Gate, diff: dict[str, patches.Patch]) -> Verdict:
    """Look for keys. One of a known form fails; what only looks like a secret is for a person."""
    left_out = tuple(gate.paths)
    findings = [
        found
        for file in asked.change.files
        if file.status != "D" and not (left_out and paths.matches(file.path, left_out))
        for found in _of_file(asked, file, diff.get(file.path))
    ]
    seen = {(each.path, each.message) for each in findings}
    findings += [each for each in _of_history(asked, left_out) if (each.path, each.message) not in seen]
    if any(each.level == "error" for each in findings):
        why = "a key is in the change. It has to be taken out of its commits as well, and to be made invalid."
        return saying.failed(gate, why, findings)
    if findings:
        return saying.person(
            gate, f"{saying.many(len(findings), 'place looks', 'places look')} like a secret.", findings
        )
    return saying.passed(gate, "no secrets.")


def _of_file(asked: records.Asked, file: records.Changed, patch: patches.Patch | None) -> Iterator[Finding]:
    if patch is not None and patch.hunks:
        yield from _of_patch(file.path, patch)
        return
    try:  # git shows no lines of it: it is binary, or attributes say so
        text = reports.contents(asked.tree, file.path, biggest=contents.BIGGEST).decode("utf-8", "replace")
    except reports.Absent:
        if file.added or file.status == "T":
            yield Finding(path=file.path, message="cannot be looked through", level="warning")
        return
    yield from _found(file.path, text.split("\n"), numbers=range(1, text.count("\n") + 2), sure_only=file.added < 0)


def _of_patch(path: str, patch: patches.Patch, *, sure_only: bool = False) -> Iterator[Finding]:
    if sum(len(line.text) for line in patch.added) > MOST:
        yield Finding(path=path, message="adds too much to be looked through", level="warning")
        return
    for hunk in patch.hunks:
        lines = [line.text for line in hunk.added]
        yield from _found(path, lines, numbers=[line.number for line in hunk.added], sure_only=sure_only)


def _found(path: str, lines: list[str], *, numbers: "range | list[int]", sure_only: bool) -> Iterator[Finding]:
    """Yield what is found. In lock files and tests, and where it is no text, only keys of a known form count."""
    sure_only = sure_only or paths.is_lock_file(path) or paths.is_test(path)
    for each in secrets.find(lines, path=path):
        if each.sure or not sure_only:
            level = "error" if each.sure else "warning"
            yield Finding(path=path, line=numbers[each.place], message=each.kind, level=level)


def _of_history(asked: records.Asked, left_out: tuple[str, ...]) -> Iterator[Finding]:
    """Look through the commits on the way, for keys of a known form."""
    for path, patch in patches.read_all(asked.change.history):
        if not (left_out and paths.matches(path, left_out)):
            yield from _of_patch(path, patch, sure_only=True)
