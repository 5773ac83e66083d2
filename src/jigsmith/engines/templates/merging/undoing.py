"""Undoing: a generation is taken back out of a file that was edited elsewhere since."""

from jigsmith.engines.templates.merging import decide, text

LABELS: text.Labels = ("yours", "generated", "before it was generated")


def take_back(
    before: bytes | None, after: bytes, now: bytes | None, *, path: str = "", policy: decide.Policy = "merge"
) -> decide.Outcome:
    """What becomes of a file when the generation that turned `before` into `after` is undone, and it holds `now`.

    It is the three-way merge with `after` as its base. `before` is None where the generation made the file: it is
    removed unless it was edited. `now` is None where it was deleted since. A file of policy `once` is merged as well.
    """
    base, ours, theirs = (None if data is None else decide.Side(path=path, data=data) for data in (after, now, before))
    return decide.settle(base, ours, theirs, policy="merge" if policy == "once" else policy, labels=LABELS)
