"""Tools at the desk: what is deployed or used, how it went, and what to do about each. All of it comes from sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from jigsmith.app.desk import figures
from jigsmith.app.desk.places import Desk
from jigsmith.app.desk.uses import Share, shared_out
from jigsmith.base import places, web_errors
from jigsmith.ledger import review, spread
from jigsmith.ledger.figures import Figure, measured, unknown
from jigsmith.store.factory import database, ledger_glances, rollups, times
from jigsmith.store.factory import tasks as table

FEW = review.FEW
WEEKS = 12  # of the small trend of a row
BY_TOOL = "how long uses took is kept by tool, not by repository"
NONE = ""  # no verdict: it does no task, or that is being reckoned
VERDICTS = review.ORDER
KINDS = {"job ": "job", "ticket ": "agent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task that a tool does."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A tool at a glance; what it says of uses is of a span of days."""

    name: str
    kind: str  # template, job, agent, command
    repository: str  # in which it is deployed, by its short name; empty: it is no deployed template
    uses: int
    failed: int
    errors: Figure  # share of the uses
    p50: Figure  # seconds
    p95: Figure
    last: date | None  # day of the last use; None: never used, or that is being reckoned
    people: int  # who used it
    tasks: tuple[Task, ...]  # that it does
    verdict: str  # of this week's review; empty: it does no task, or that is being reckoned
    why: str
    weeks: tuple[int, ...]  # uses of the last twelve weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week of a tool."""

    monday: date
    uses: int
    failed: int
    p50: float | None  # seconds; None: fewer than eight uses
    p95: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A tool with all that is known of it."""

    row: Row
    weeks: tuple[Week, ...]
    surfaces: tuple[Share, ...]
    repositories: tuple[Share, ...]
    returns: tuple[figures.Told, ...]  # of the tasks that it does
    built: tuple[times.Build, ...]  # what went into it
    kept: int  # uses whose files were as they were written a day later
    edited: int
    reverted: int


def rows(
    desk: Desk, *, repository: str = "", days: int = 30, state: str = "", text: str = "",
    patience: float = figures.PATIENCE,
) -> list[Row]:  # fmt: skip
    """Return the tools: what needs somebody first, then the most used. `state`: those with one verdict alone.

    Of one repository, uses are those of the weeks that reach into the span. Raises RepositoryMissing.
    """
    until = desk.now().date()
    since = until - timedelta(days=days)
    known = figures.figures(desk, patience=patience)
    with database.reading(desk.floor.store) as connection:
        about = _About(connection, desk, known, since=since, until=until, repository=repository)
    every = [about.row(name) for name in about.names if text.lower() in name.lower()]
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    chosen = [each for each in every if state in {"", each.verdict}]
    return sorted(chosen, key=lambda each: (order.get(each.verdict, len(order)), -each.uses, each.name))


def page(desk: Desk, name: str, *, days: int = 90, patience: float = figures.PATIENCE) -> Page:
    """Return everything about a tool in so many days. Raises ToolMissing."""
    until = desk.now().date()
    since = until - timedelta(days=days)
    known = figures.figures(desk, patience=patience)
    with database.reading(desk.floor.store) as connection:
        about = _About(connection, desk, known, since=since, until=until, tool=name)
        if name not in about.names and name not in (known.last if known else ()):
            raise web_errors.ToolMissing(f"no tool '{name[:100]}' is deployed, used or linked to a task")
        shares = rollups.shares(connection, since=since, until=until, tool=name)
        called = figures.called(desk)
        weeks = _weeks(connection, name, since=since, until=until)
        built = times.built(connection, tool=name).get(name, [])
    sums = about.sums.get(name)
    return Page(
        row=about.row(name),
        weeks=tuple(weeks),
        surfaces=shared_out((surface, count, bad) for surface, _, count, bad in shares),
        repositories=shared_out((called.get(each, each) or "none", count, bad) for _, each, count, bad in shares),
        returns=tuple(each for each in known.returns if name in each.returns.tools) if known else (),
        built=tuple(built),
        kept=sums.sums.kept if sums else 0,
        edited=sums.sums.edited if sums else 0,
        reverted=sums.sums.reverted if sums else 0,
    )


def known(desk: Desk) -> list[str]:
    """Return the names of all tools that are deployed, do a task, or were used when the figures were reckoned last."""
    found = figures.figures(desk)
    with database.reading(desk.floor.store) as connection:
        linked = {link.tool for links in table.linked(connection).values() for link in links}
    return sorted({*linked, *deployed(desk), *(found.last if found else ())})


class _About:
    """What is known of tools, read at once."""

    def __init__(
        self, connection: sa.Connection, desk: Desk, known: figures.Figures | None, *, since: date, until: date,
        tool: str = "", repository: str = "",
    ) -> None:  # fmt: skip
        self._known, self._until, self._all = known, until, not repository
        here = figures.ledger_name(desk, repository)
        found = rollups.tools(connection, since=since, until=until, tool=tool, repository=here)
        self.sums = {each.tool: each for each in found}
        self._lengths = rollups.lengths(connection, since=since, until=until, tool=tool)
        self._heads = rollups.heads(connection)
        earlier = until - timedelta(weeks=WEEKS)
        self._weeks = ledger_glances.weeks(connection, since=earlier, until=until, tool=tool, repository=here)
        names = {each.id: each.name for each in table.those(connection, repository=here)}
        self._tasks: dict[str, list[Task]] = {}
        for number, links in table.linked(connection).items():
            for link in links:
                if number in names:
                    self._tasks.setdefault(link.tool, []).append(Task(number=number, name=names[number]))
        self._deployed = {name: at for name, at in deployed(desk).items() if at == repository or self._all}
        self._lines = {line.tool: line for line in known.review.lines} if known else {}
        self.names = sorted({*self.sums, *self._tasks, *self._deployed})

    def row(self, name: str) -> Row:
        """Return a tool at a glance."""
        found, line = self.sums.get(name), self._lines.get(name)
        uses, failed = (found.sums.uses, found.sums.failed) if found else (0, 0)
        lengths = self._lengths.get(name, {})
        last = self._known.last.get(name) if self._known else None
        return Row(
            name=name,
            kind="template" if name in self._deployed else kind(name),
            repository=self._deployed.get(name, ""),
            uses=uses,
            failed=failed,
            errors=measured(failed / uses, "uses that failed / uses", n=uses, digits=4) if uses else unknown("no use"),
            p50=percentile(lengths, 0.5) if self._all else unknown(BY_TOOL),
            p95=percentile(lengths, 0.95) if self._all else unknown(BY_TOOL),
            last=max(filter(None, (found.last if found else None, last)), default=None),
            people=self._heads.get(name, 0),
            tasks=tuple(self._tasks.get(name, ())),
            verdict=line.verdict if line else NONE,
            why=line.why if line else "",
            weeks=tuple(each.uses for each in filled(self._weeks.get(name, ()), self._until, WEEKS)),
        )


def deployed(desk: Desk) -> Mapping[str, str]:
    """Return the templates that are deployed, each with the short name of a repository where it is."""
    return {
        receipt.stem: name
        for name, path in desk.repositories().items()
        for receipt in sorted((path / places.FOLDER / "deployed").glob("*.yaml"))
    }


def kind(name: str) -> str:
    """Return what sort of tool it is, by its name in the ledger."""
    return next((said for begin, said in KINDS.items() if name.startswith(begin)), "command")


def percentile(lengths: Mapping[int, int], share: float) -> Figure:
    """Return the length that this share of the uses did not exceed, of whole weeks."""
    count = sum(lengths.values())
    value = spread.percentile(lengths, share)
    if value is None or count < FEW:
        return unknown(f"fewer than {FEW} uses", n=count)
    return measured(value, f"{share:.0%} of the uses took no longer; whole weeks, to 1 %", n=count, digits=4)


def filled(found: Sequence[ledger_glances.Week], until: date, count: int) -> list[ledger_glances.Week]:
    """Return the last weeks, those without a use as well, oldest first."""
    known = {each.monday: each for each in found}
    last = until - timedelta(days=until.weekday())
    mondays = [last - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return [known.get(monday) or ledger_glances.Week(monday=monday, uses=0, failed=0) for monday in mondays]


def _weeks(connection: sa.Connection, name: str, *, since: date, until: date) -> list[Week]:
    found = ledger_glances.weeks(connection, since=since, until=until, tool=name).get(name, ())
    lengths = ledger_glances.lengths(connection, name, since=since, until=until)
    shown = filled(found, until, (until - since).days // 7 + 1)
    return [
        Week(
            monday=each.monday, uses=each.uses, failed=each.failed,
            p50=percentile(lengths.get(each.monday, {}), 0.5).value,
            p95=percentile(lengths.get(each.monday, {}), 0.95).value,
        )
        for each in shown
    ]  # fmt: skip
