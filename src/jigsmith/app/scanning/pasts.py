"""What git knows about how the files of a tree came, as far as it is known, and the rest asked for."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.git import log
from jigsmith.loop.observe import history
from jigsmith.loop.observe.records import History, Listing
from jigsmith.store import scan_cache

HISTORY = "history"


class Past:
    """What git knows about how the files came: from the cache, and of what is newer than that, from git."""

    def __init__(self, root: Path, listing: Listing, cache: scan_cache.Cache) -> None:
        self._root, self._listing, self.cache = root, listing, cache
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
        kept = self.cache.tree(str(self._root), HISTORY)
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
        self.cache.keep_tree(str(self._root), HISTORY, json.dumps((self._listing.head, commits)).encode())


def _commit(fields: Sequence[Any]) -> log.Commit:
    identifier, when, author, added, renamed = fields
    return log.Commit(identifier, when, author, tuple(added), tuple((a, b) for a, b in renamed))
