"""Uses that were gathered: from the files of people's machines, and from the runs and attempts in this database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables, rows, tables

table, marks = ledger_tables.use, ledger_tables.gathered
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
JOB, ATTEMPT, ROLLUPS, PRUNED = "job", "attempt", "rollups", "pruned"
LONGEST = timedelta(days=30)  # a run or an attempt is not open for longer
BATCH = 20_000
RUN_OUTCOMES = {
    "succeeded": "ok", "failed": "failed", "timed-out": "failed", "lost": "crashed", "cancelled": "interrupted",
}  # fmt: skip
ATTEMPT_OUTCOMES = {"completed": "ok", "cancelled": "interrupted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a tool. What is None was not measured."""

    source: str
    key: str
    started: datetime
    seconds: float
    tool: str
    surface: str
    outcome: str
    version: str = ""
    error: str = ""
    files: int = 0
    lines: int = 0
    template: str = ""
    who: str = ""
    repository: str = ""
    active: float | None = None  # seconds
    tokens: int | None = None
    cost: float | None = None  # US dollars
    later: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a source was gathered."""

    uses: int = 0
    verdicts: int = 0
    at: datetime = EPOCH


COLUMNS = rows.columns(table, Use)


def lock(connection: sa.Connection, *, now: datetime) -> None:
    """Let nobody else add uses or change sums until this transaction ends."""
    add = rows.insert(connection, marks).values(source=ROLLUPS, at=now)
    connection.execute(add.on_conflict_do_update(index_elements=["source"], set_={"at": now}))


def mark(connection: sa.Connection, source: str) -> Mark:
    """Return how far a source was gathered; a new one: not at all."""
    found = rows.read(Mark, connection.execute(sa.select(*rows.columns(marks, Mark)).where(marks.c.source == source)))
    return found[0] if found else Mark()


def set_mark(connection: sa.Connection, source: str, to: Mark) -> None:
    """Write down how far a source was gathered."""
    values = asdict(to)
    add = rows.insert(connection, marks).values(source=source, **values)
    connection.execute(add.on_conflict_do_update(index_elements=["source"], set_=values))


def add(connection: sa.Connection, new: Sequence[Use]) -> None:
    """Add uses."""
    if new:
        connection.execute(sa.insert(table), [asdict(use) for use in new])


def judge(connection: sa.Connection, source: str, key: str, verdict: str) -> Use | None:
    """Write what became of what a use wrote, and return it; None: it is not here any more, or was judged before."""
    where = (table.c.source == source, table.c.key == key, table.c.later == "")
    if connection.execute(sa.update(table).where(*where).values(later=verdict)).rowcount != 1:
        return None
    found = connection.execute(sa.select(*COLUMNS).where(*where[:2]))
    return rows.read(Use, found)[0]


def those(
    connection: sa.Connection,
    *,
    since: datetime = EPOCH,
    until: datetime | None = None,
    tools: Sequence[str] = (),
    repository: str = "",
    limit: int | None = None,
) -> Iterator[Use]:
    """Yield uses from one time to another, both included, the latest first: of some tools and a repository, or all."""
    wanted = sa.select(*COLUMNS).where(table.c.started >= since).order_by(table.c.started.desc()).limit(limit)
    if until is not None:
        wanted = wanted.where(table.c.started <= until)
    if tools:
        wanted = wanted.where(table.c.tool.in_(tools))
    if repository:
        wanted = wanted.where(table.c.repository == repository)
    for part in connection.execute(wanted, execution_options={"yield_per": BATCH}).partitions():
        yield from rows.read(Use, part)


def runs(connection: sa.Connection, *, after: datetime, name: Callable[[str], str]) -> list[Use]:
    """Return the runs of jobs that ended after a time and are not among the uses yet; `name` is of a repository."""
    run = tables.run
    there = sa.exists().where(table.c.source == JOB, table.c.key == run.c.id)
    wanted = sa.select(run.c.id, run.c.repository, run.c.job, run.c.state, run.c.started, run.c.ended).where(
        run.c.queued > after - LONGEST, run.c.ended > after, run.c.started.is_not(None), ~there
    )
    return [
        Use(
            source=JOB,
            key=row.id,
            started=row.started,
            seconds=(row.ended - row.started).total_seconds(),
            tool=f"job {row.job}",
            surface="job",
            outcome=RUN_OUTCOMES[row.state],
            error=row.state if row.state in ("timed-out", "lost") else "",
            repository=name(row.repository),
            active=0.0,
        )
        for row in connection.execute(wanted)
        if row.state in RUN_OUTCOMES
    ]


def attempts(connection: sa.Connection, *, after: datetime, name: Callable[[str], str]) -> list[Use]:
    """Return the attempts of agents at tickets that ended after a time and are not among the uses yet."""
    attempt = tables.attempt
    there = sa.exists().where(table.c.source == ATTEMPT, table.c.key == attempt.c.id)
    wanted = sa.select(attempt).where(
        attempt.c.started > after - LONGEST, attempt.c.ended > after, attempt.c.outcome != "", ~there
    )
    return [
        Use(
            source=ATTEMPT,
            key=row.id,
            started=row.started,
            seconds=(row.ended - row.started).total_seconds(),
            tool=f"ticket {row.role}",
            surface="agent",
            version=row.agent,
            outcome=ATTEMPT_OUTCOMES.get(row.outcome, "failed"),
            error="" if row.outcome in ATTEMPT_OUTCOMES else row.reason or row.outcome,
            repository=name(row.repository),
            active=0.0,
            tokens=row.tokens_in + row.tokens_out,
            cost=row.cost,
        )
        for row in connection.execute(wanted)
    ]


def forget(connection: sa.Connection, *, before: datetime) -> int:
    """Delete the uses before a time, and return how many these were; their sums stay."""
    return connection.execute(sa.delete(table).where(table.c.started < before)).rowcount


def latest(connection: sa.Connection) -> int:
    """Return the number of the latest use: how many there ever were, at least."""
    return int(connection.scalar(sa.select(sa.func.max(table.c.id))) or 0)


def count(connection: sa.Connection) -> int:
    """Return how many uses are here."""
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
