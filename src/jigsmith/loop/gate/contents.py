"""Contents: how a file of the change is, and how it was before."""

from dataclasses import dataclass

from jigsmith.loop.gate import patches, records, reports

BIGGEST = 4 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Both:
    """A file before and after the change; empty where it is not there."""

    before: str
    after: str


def both(asked: records.Asked, file: records.Changed, patch: patches.Patch | None) -> Both | None:
    """Return both texts; None: they cannot be told, because something has written to the tree or it is no text."""
    if patch is None:
        return None
    if file.status == "D":
        text = patches.before("", patch)
        return None if text is None else Both(text, "")
    try:
        after = reports.contents(asked.tree, file.path, biggest=BIGGEST).decode("utf-8", "replace")
    except reports.Absent:
        return None
    before = patches.before(after, patch)
    return None if before is None else Both("" if file.status == "A" else before, after)
