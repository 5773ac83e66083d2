"""New dependencies: somebody else's code comes in, so a person says yes. A new version of an old one passes."""

import re
from collections.abc import Iterator

from jigsmith.base import gate_settings
from jigsmith.engines.gauges import manifests
from jigsmith.engines.gauges import records as gauges
from jigsmith.loop.gate import contents, patches, records, saying
from jigsmith.loop.gate.records import Changed, Finding, Verdict

ELSEWHERE = re.compile(
    r"://|^git\b|\bgit[+@:]|^(file|link|npm|github|gitlab|bitbucket|workspace|portal|patch):|@ |\{|^[\w-]+/"
)
"""What asks for a package from another place than the registry, or for another package under the name."""


def judge(asked: records.Asked, gate: gate_settings.Gate, diff: dict[str, patches.Patch]) -> Verdict:
    """Compare what manifests name before and after."""
    findings = [found for file in asked.change.files for found in _of(asked, file, diff.get(file.path))]
    grave = [each for each in findings if each.level != "note"]
    if not grave:
        return saying.passed(gate, "no new dependencies.", findings)
    return saying.person(gate, f"{saying.many(len(grave), 'dependency', 'dependencies')} to look at.", findings)


def _of(asked: records.Asked, file: Changed, patch: patches.Patch | None) -> Iterator[Finding]:
    path = file.path
    if manifests.is_other(path) and file.status != "D" and file.added:
        yield Finding(path=path, message="names dependencies in a form that is not read", level="warning")
    if not manifests.is_manifest(path) or file.status == "D":
        return
    texts = contents.both(asked, file, patch)
    if texts is None:
        yield Finding(path=path, message="cannot be compared with what it was", level="warning")
        return
    try:
        after = manifests.read(path, texts.after)
    except gauges.Unreadable as unreadable:
        yield Finding(path=path, message=str(unreadable), level="warning")
        return
    yield from _compared(path, _before(path, texts.before), after)


def _before(path: str, text: str) -> manifests.Named:
    """Return what was named before; nothing where that could not be read: then all of it is new."""
    try:
        return manifests.read(path, text)
    except gauges.Unreadable:
        return {}


def _compared(path: str, before: manifests.Named, after: manifests.Named) -> Iterator[Finding]:
    for name, wanted in sorted(after.items()):
        asked_for = f"{name} {wanted}".strip()
        if name not in before:
            yield Finding(path=path, message=f"new: {asked_for}", level="warning")
        elif wanted != before[name]:
            elsewhere = bool(ELSEWHERE.search(wanted))
            yield Finding(
                path=path,
                message=f"{'from elsewhere' if elsewhere else 'another version'}: {asked_for}, was {before[name]}",
                level="warning" if elsewhere else "note",
            )
