"""Scanning a tree whose report is not known yet: read it, find what repeats, ask history, put it into words."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from jigsmith.app import beside, lines, reports
from jigsmith.base import clock, errors
from jigsmith.engines.git import log
from jigsmith.loop.detect import describe, drafts
from jigsmith.loop.detect import records as detect
from jigsmith.loop.observe import files, history
from jigsmith.loop.observe.records import History, Listing
from jigsmith.loop.plan import worth
from jigsmith.store import scan_cache

HISTORY = "history"
ALIKE = 0.25  # part of a block that a template writes at least, in a sample
WORTH_IT = 300_000  # lines from which on a second core saves time


class Wish(NamedTuple):
    """What is wanted of a scan."""

    minimum: int
    top: int | None  # None: all
    progress: lines.Progress


def report(root: Path, listing: Listing, cache: scan_cache.Cache, wish: Wish) -> str:
    """Return the report on a tree as JSON."""
    past = Past(root, listing, cache)  # asked first, so that git works while files are read
    read = lines.collect(root, listing.sources, cache, wish.progress)
    wish.progress("Asking history", 0, 1)
    came = past.history()
    wish.progress("Comparing", 0, 1)
    code = drafts.Code(read.sources, read.lines, [source.path for source in read.sources])
    big = sum(map(len, read.lines)) >= WORTH_IT
    found = drafts.find(code, came, minimum=wish.minimum, beside=beside.start if big else None)
    now = clock.now()
    arrivals = worth.Arrivals(came)
    candidates = [reports.candidate(each, arrivals, now=now) for each in _described(root, code, found, wish)]
    return reports.to_json(
        reports.Report(
            root=str(root),
            candidates=tuple(candidates),
            found=len(found),
            files=len(read.sources),
            lines=sum(len(each) for each in read.lines),
            left_out=reports.left_out(listing.left_out, read.left_out),
            git=listing.git,
            head=listing.head,
            commits=came.commits,
            shallow=came.shallow,
            minimum=wish.minimum,
            made=now,
        )
    )


class Past:
    """What git knows about how the files came: from the cache, and of what is newer than that, from git."""

    def __init__(self, root: Path, listing: Listing, cache: scan_cache.Cache) -> None:
        self._root, self._listing, self._cache = root, listing, cache
        self._most = log.most(len(listing.sources))
        self._known: list[log.Commit] = []
        self._asked: log.Asked | None = None
        if listing.head is None:
            return
        since = self._recall()
        if since != listing.head:
            with suppress(errors.GitFailed):
                self._asked = log.ask(root, since=since, most=self._most)

    def history(self) -> History:
        """Return the history; without git, an empty one."""
        if self._asked is not None:
            with suppress(errors.GitFailed):
                self._known = [*self._asked.answer(), *self._known][: self._most]
                self._keep()
        return history.history(self._known, shallow=self._listing.shallow)

    def _recall(self) -> str | None:
        """Take what is known from the cache; return the commit up to which it is, None: nothing is."""
        kept = self._cache.tree(str(self._root), HISTORY)
        if kept is None:
            return None
        with suppress(ValueError, TypeError):
            head, commits = json.loads(kept)
            if head == self._listing.head or log.is_ancestor(self._root, head):
                self._known = [_commit(fields) for fields in commits]
                return str(head)
        return None

    def _keep(self) -> None:
        commits = [(c.id, c.when, c.author, c.added, c.renamed) for c in self._known]
        self._cache.keep_tree(str(self._root), HISTORY, json.dumps((self._listing.head, commits)).encode())


def _commit(fields: Sequence[Any]) -> log.Commit:
    identifier, when, author, added, renamed = fields
    return log.Commit(identifier, when, author, tuple(added), tuple((a, b) for a, b in renamed))


def _described(root: Path, code: drafts.Code, found: Sequence[drafts.Draft], wish: Wish) -> list[detect.Candidate]:
    """Return as many candidates as are wanted; blocks of which a template would write little are passed over."""
    texts: dict[int, list[str]] = {}

    def read(number: int) -> list[str]:
        if number not in texts:
            try:
                data = files.read(root, code.sources[number].path)
            except OSError:
                data = b""
            text = data.decode("utf-8", "replace").split("\n")
            texts[number] = text + [""] * (len(code.lines[number]) - len(text))  # it may have become shorter
        return texts[number]

    def each() -> Iterator[detect.Candidate]:
        for draft in found:
            texts.clear()
            candidate = describe.candidate(draft, code, read)
            if draft.kind != "blocks" or candidate.share >= ALIKE:
                yield candidate

    return list(islice(describe.unlike(each()), wish.top))
