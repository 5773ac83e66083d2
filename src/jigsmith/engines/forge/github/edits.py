"""When the text of an issue was last changed: only GraphQL says so.

Who labels an issue vouches for the text they read. An author may change it between the label and our look at it; so the
time of the last edit is asked for, once for each change of the issue.
"""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.forge.github.answers import moment
from jigsmith.engines.forge.github.client import Client

QUERY = (
    "query($owner: String!, $name: String!, $number: Int!) "
    "{ repository(owner: $owner, name: $name) { issue(number: $number) { lastEditedAt } } }"
)


class Edits:
    """Asks for the last edits of one repository's issues, and remembers the answers."""

    def __init__(self, client: Client, graphql: str, repo: str) -> None:
        self._client, self._graphql = client, graphql
        self._owner, _, self._name = repo.partition("/")
        self._known: dict[int, tuple[str, datetime | None]] = {}
        self._lock = threading.Lock()

    def last(self, issue: Mapping[str, Any], events: Iterable[Mapping[str, Any]]) -> datetime | None:
        """Return when title or body were last changed; None: never. Raises ForgeRefused, ForgeFailed."""
        number, updated = int(issue["number"]), str(issue["updated_at"])
        with self._lock:
            known = self._known.get(number)
        if known is None or known[0] != updated:
            known = updated, self._asked(number)
            with self._lock:
                self._known[number] = known
        renamed = [moment(event["created_at"]) for event in events if event.get("event") == "renamed"]
        return max([*renamed, *([known[1]] if known[1] else [])], default=None)

    def _asked(self, number: int) -> datetime | None:
        variables = {"owner": self._owner, "name": self._name, "number": number}
        body = {"query": QUERY, "variables": variables}
        data = self._client.ask("POST", self._graphql, body=body, repeatable=True).data
        try:
            at = data["data"]["repository"]["issue"]["lastEditedAt"]
        except (KeyError, TypeError) as error:
            said = "; ".join(str(each.get("message")) for each in (data or {}).get("errors", [])) or "no reason given"
            if "rate limit" in said.lower():
                raise errors.ForgeFailed(f"GitHub asks to wait: {said}", where=self._graphql) from error
            raise errors.ForgeRefused(
                f"GitHub does not say when {number} was edited: {said}", where=self._graphql
            ) from error
        return moment(at) if at else None
