"""Scan: find what repeats in a folder, and what a generator for it would be worth.

A scan of a tree that has not changed since is read from the cache; of one that has, only what changed is read anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from jigsmith.app.scanning import keys
from jigsmith.base import errors, places
from jigsmith.engines.git import answers
from jigsmith.store import scan_cache

TYPE_CHECKING = False  # start-up time: what a tree that is known does without is imported by those that need it
if TYPE_CHECKING:
    from pathlib import Path

    from jigsmith.app.scanning.reports import Candidate, Report

TOP, MINIMUM, PAIR = 20, 3, 2
Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much (0: not known)


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


def scan(
    root: Path | str = ".", *, min_instances: int | None = None, top: int | None = TOP, progress: Progress = silent
) -> Report:
    """Find families of alike files and blocks in a folder, most gain first.

    `min_instances` (default: of jig.toml, else 3) is the smallest family. `top` is how many candidates are wanted;
    None: all. `progress` is called with what is done, how much of it and of how much. Raises FileUnreadable when
    there is no such folder, ConfigInvalid for a wrong jig.toml.
    """
    import msgspec  # noqa: PLC0415 - start-up time: a report as text needs no decoding

    from jigsmith.app.scanning import reports  # noqa: PLC0415 - the same

    text = scan_json(root, min_instances=min_instances, top=top, progress=progress)
    return msgspec.json.decode(text, type=reports.Report)


def scan_json(
    root: Path | str = ".", *, min_instances: int | None = None, top: int | None = TOP, progress: Progress = silent
) -> str:
    """Return the report of `scan` as JSON."""
    folder = os.path.realpath(root)
    ignore, minimum = _settings(folder)
    question = answers.Question(folder)  # git works while the cache is opened
    with scan_cache.opened(places.home_name()) as cache:
        wanted = (min_instances or minimum, top)
        answer = question.answer()
        known = _key(answer, folder, ignore, wanted) if answer.knows_all() else None
        text = cache.report(known) if known else None
        if text is None:
            from jigsmith.app.scanning import looking, wishes  # noqa: PLC0415 - start-up time: a known tree needs none of it

            wish = wishes.Wish(*wanted, ignore, progress)
            text = looking.report(wishes.Tree(folder, answer, known), cache, wish)
        return text


def candidate(root: Path | str, identifier: str, *, progress: Progress = silent) -> Candidate:
    """Return a candidate of a folder; a scan that was made before is not made again. Raises CandidateMissing."""
    found: dict[str, Candidate] = {}
    for top, minimum in ((TOP, None), (None, None), (None, PAIR)):
        report = scan(root, top=top, min_instances=minimum, progress=progress)
        found = {str(each.id): each for each in report.candidates}
        if identifier in found:
            return found[identifier]
    near = [each for each in found if identifier.partition("-")[0] in each][:3]
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise errors.CandidateMissing(f"there is no candidate '{identifier}'", do=f"{hint}`jig scan` lists what is there.")


def _settings(folder: str) -> tuple[Sequence[str], int]:
    """Return what jig.toml says about scanning."""
    if not os.path.exists(os.path.join(folder, places.CONFIG)):  # noqa: PTH110, PTH118 - start-up time
        return (), MINIMUM
    from pathlib import Path  # noqa: PLC0415 - start-up time: most trees have no jig.toml

    from jigsmith.base import settings  # noqa: PLC0415 - the same

    loaded = settings.load(Path(folder))
    return loaded.scan.ignore, loaded.scan.min_instances


def _key(answer: answers.Answer, folder: str, ignore: Sequence[str], wanted: tuple[int, int | None]) -> str:
    """Return the key of a tree that git knows all about; .jigignore may be a file that git ignores."""
    try:
        with open(os.path.join(folder, ".jigignore"), "rb") as file:  # noqa: PTH118, PTH123 - start-up time
            own = file.read()
    except OSError:
        own = b""
    return keys.key(folder, ignore, wanted, told=(answer.place, answer.listed, own))
