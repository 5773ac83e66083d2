"""GitHub as a forge: see records.Forge for what each method promises."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from jigsmith.base import errors
from jigsmith.base.forge_settings import Forge as Settings
from jigsmith.engines.forge import branches, git, markers
from jigsmith.engines.forge.github import answers, checking, merging, pushing
from jigsmith.engines.forge.github.client import Client
from jigsmith.engines.forge.github.edits import Edits
from jigsmith.engines.forge.records import Check, CheckState, Comment, Issue, Method, Pull, PullState

PAGES = 10  # of a hundred each: so far back we look for what we opened
WRITERS = ("admin", "write")
TITLE, TEXT = 256, 65_000  # characters that GitHub takes, of a text with room for its marker


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who writes, and by what."""

    login: Callable[[], str]
    token: Callable[[], str]
    is_app: bool


class Github:
    """The forge of one repository on GitHub."""

    def __init__(self, client: Client, account: Account, settings: Settings, *, sleep: Callable[[float], None]) -> None:
        self._client, self._account, self._git, self._sleep = client, account, settings.git, sleep
        self._owner = settings.repo.partition("/")[0]
        self._repo = f"/repos/{settings.repo}"
        self._edits = Edits(client, settings.graphql, settings.repo)
        self._me = ""
        self._sticky: dict[tuple[int, str], Comment] = {}

    @property
    def me(self) -> str:
        """The login in whose name it writes. Raises ForgeRefused, ForgeFailed when GitHub has to be asked."""
        if not self._me:
            self._me = self._account.login()
        return self._me

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def issues(self, *, label: str, since: datetime | None = None) -> list[Issue]:
        """The open issues that carry a label, by number, with who put it there."""
        asked = {"labels": label, "state": "open", "sort": "created", "direction": "asc"}
        if since is not None:
            asked["since"] = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        found = list(self._client.pages(f"{self._repo}/issues", asked))
        return sorted(
            (self._issue(each) for each in found if "pull_request" not in each), key=lambda issue: issue.number
        )

    def issue(self, number: int) -> Issue:
        """One issue. Raises ForgeRefused when there is none."""
        data = self._client.get(f"{self._repo}/issues/{number}")
        if "pull_request" in data:
            raise errors.ForgeRefused(
                f"{number} is a pull request", where=str(data.get("html_url")), do="Give an issue."
            )
        return self._issue(data)

    def open_issue(self, *, title: str, body: str, labels: Sequence[str] = (), key: str) -> Issue:
        """Open an issue. The same key again gives the first one (of the thousand newest)."""
        # The creator of an App's issues is not a user: GitHub finds nothing by it.
        mine = {} if self._account.is_app else {"creator": self.me}

        def find() -> Issue | None:
            asked = {"state": "all", "sort": "created", "direction": "desc", **mine}
            newest = self._client.pages(f"{self._repo}/issues", asked, most=PAGES) if key else []
            there = (answers.issue(each, me=self.me) for each in newest if "pull_request" not in each)
            return next((self.issue(each.number) for each in there if each.key == key), None)

        def make() -> Issue:
            new = {"title": title[:TITLE], "body": markers.put(fitted(body), key), "labels": list(labels)}
            return self._issue(self._client.ask("POST", f"{self._repo}/issues", body=new).data)

        return self._client.once(find, make)

    def close_issue(self, number: int, *, comment: str = "") -> None:
        """Close an issue, and say why."""
        issue = self.issue(number)
        if comment:
            self.comment(number, comment, key="closed")
        if issue.state == "open":
            self._client.ask("PATCH", f"{self._repo}/issues/{number}", body={"state": "closed"})

    def label(self, number: int, name: str) -> None:
        """Put a label on an issue or a pull request."""
        where = f"{self._repo}/issues/{number}/labels"
        self._client.ask("POST", where, body={"labels": [name]}, repeatable=True)

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off, if it is there."""
        where = f"{self._repo}/issues/{number}/labels/{quote(name, safe='')}"
        self._client.ask("DELETE", where, allowed=(404,))

    def comment(self, number: int, body: str, *, key: str) -> Comment:
        """Write a comment, or edit the one of that key in place."""
        body = fitted(body)
        there = self._sticky.get((number, key))
        if there is None:
            there = self._client.once(lambda: self._find_comment(number, key), lambda: self._say(number, body, key))
        if there.body != markers.take(body)[0]:
            where = f"{self._repo}/issues/comments/{there.id}"
            answer = self._client.ask("PATCH", where, body={"body": markers.put(body, key)}, allowed=(404,))
            if answer.status == 404:  # somebody deleted it
                self._sticky.pop((number, key), None)
                return self.comment(number, body, key=key)
            there = answers.comment(answer.data, me=self.me)
        if key:
            self._sticky[number, key] = there
        return there

    def comments(self, number: int, *, since: datetime | None = None) -> list[Comment]:
        """The comments in the order they were written."""
        asked = {"since": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} if since else {}
        found = self._client.pages(f"{self._repo}/issues/{number}/comments", asked)
        return [answers.comment(each, me=self.me) for each in found]

    def open_pull(self, *, head: str, base: str, title: str, body: str, key: str) -> Pull:
        """Propose the branch `head` for `base`. The same key again gives the first one."""
        where = f"{self._repo}/pulls"

        def find() -> Pull | None:
            there = self._client.pages(where, {"head": f"{self._owner}:{head}", "state": "all"}) if key else []
            return next((pull for pull in map(self._pull, there) if pull.key == key), None)

        def make() -> Pull:
            new = {"title": title[:TITLE], "head": head, "base": base, "body": markers.put(fitted(body), key)}
            return self._pull(self._client.ask("POST", where, body=new).data)

        return self._client.once(find, make)

    def pull(self, number: int) -> Pull:
        """One pull request. Raises ForgeRefused when there is none."""
        return self._pull(self._client.get(f"{self._repo}/pulls/{number}"))

    def pulls(self, *, state: PullState | Literal["all"] = "open") -> list[Pull]:
        """The pull requests in that state, the newest first; of closed ones the thousand newest."""
        asked = {"state": "closed" if state == "merged" else state, "sort": "created", "direction": "desc"}
        most = 0 if state == "open" else PAGES
        found = map(self._pull, self._client.pages(f"{self._repo}/pulls", asked, most=most))
        return [pull for pull in found if state in ("all", pull.state)]

    def edit_pull(self, number: int, *, title: str | None = None, body: str | None = None) -> Pull:
        """Change what is given; None stays."""
        key = self.pull(number).key
        given = {"title": title and title[:TITLE], "body": None if body is None else markers.put(fitted(body), key)}
        wanted = {name: value for name, value in given.items() if value is not None}
        return self._pull(self._client.ask("PATCH", f"{self._repo}/pulls/{number}", body=wanted).data)

    def close_pull(self, number: int) -> None:
        """Close it without merging."""
        if self.pull(number).state == "open":
            self._client.ask("PATCH", f"{self._repo}/pulls/{number}", body={"state": "closed"})

    def merge_pull(self, number: int, *, sha: str, method: Method = "merge", message: str = "") -> Pull:
        """Merge it, if its head is `sha`. Raises MergeRefused with `why`."""
        return merging.merge(
            self._client, f"{self._repo}/pulls/{number}", lambda: self.pull(number), sha=sha, method=method,
            message=message, sleep=self._sleep,
        )  # fmt: skip

    def set_check(self, sha: str, name: str, state: CheckState, *, summary: str, url: str = "") -> None:
        """Say on a commit what became of something: by a check run (App) or a commit status (token)."""
        say = checking.set_run if self._account.is_app else checking.set_status
        say(self._client, self._repo, sha, Check(name=name, state=state, summary=summary, url=url))

    def checks(self, sha: str) -> list[Check]:
        """What was said about a commit, by name, also by others."""
        return checking.all_of(self._client, self._repo, sha)

    def push(self, source: Path, *, sha: str, branch: str, was: str | None = None) -> None:
        """Make `branch` be the commit `sha` of the local repository `source`."""
        if self._tip(branch) != sha:
            pushing.push(source, self._git, sha=sha, branch=branch, was=was, token=self._account.token())

    def fetch(self, into: Path, branch: str) -> str:
        """The commit that a branch is at, which `into` has afterwards; empty: there is none."""
        there = self._tip(branch)
        if there and not git.commit_of(into, there):
            pushing.fetch(into, self._git, sha=there, branch=branch, token=self._account.token())
        return there

    def delete_branch(self, branch: str, *, sha: str) -> None:
        """Delete a branch if it is `sha`; none is fine."""
        there = self._tip(branch)
        if there and there != sha:
            raise errors.MergeRefused(f"the branch {branch} is {there[:12]}", why="moved", where=self._git)
        if there:
            pushing.delete(self._git, sha=sha, branch=branch, token=self._account.token())

    def may_label(self, login: str) -> bool:
        """Whether somebody may write to the repository."""
        where = f"{self._repo}/collaborators/{quote(login, safe='')}/permission"
        answer = self._client.ask("GET", where, allowed=(404,))
        return answer.status != 404 and answer.data.get("permission") in WRITERS

    def _issue(self, data: Any) -> Issue:
        if not data.get("labels"):
            return answers.issue(data, me=self.me)
        events = list(self._client.pages(f"{self._repo}/issues/{data['number']}/events"))
        return answers.issue(data, me=self.me, events=events, edited=self._edits.last(data, events))

    def _pull(self, data: Any) -> Pull:
        return answers.pull(data, me=self.me)

    def _find_comment(self, number: int, key: str) -> Comment | None:
        return next((each for each in self.comments(number) if each.key == key), None) if key else None

    def _say(self, number: int, body: str, key: str) -> Comment:
        new = {"body": markers.put(body, key)}
        return answers.comment(
            self._client.ask("POST", f"{self._repo}/issues/{number}/comments", body=new).data, me=self.me
        )

    def _tip(self, branch: str) -> str:
        """Return the newest commit of a branch there; "": there is none. Raises ForgeRefused."""
        name = quote(branches.named(branch))
        answer = self._client.ask("GET", f"{self._repo}/git/ref/heads/{name}", allowed=(404,))
        return "" if answer.status == 404 else str(answer.data["object"]["sha"])


def fitted(text: str) -> str:
    """Return a text that GitHub takes: one that is too long is cut, and says so."""
    return text if len(text) <= TEXT else f"{text[:TEXT]}\n\n(cut: {len(text) - TEXT} characters more)"
