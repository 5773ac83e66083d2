"""The tables of the ledger, in the same database as those of the factory (`tables`, which says how columns are made).

Raw uses are kept for a while, sums of them for ever: pages read the sums, which do not grow with the uses.
"""

import sqlalchemy as sa

from jigsmith.store.factory.columns import Number
from jigsmith.store.factory.tables import amount, count, metadata, moment, text


def measured(name: str) -> sa.Column[float]:
    """Return a column of numbers; NULL: not measured."""
    return sa.Column(name, sa.Double)


def key(name: str) -> sa.Column[str]:
    """Return a column of text in the primary key."""
    return sa.Column(name, sa.Text, primary_key=True)


def whole(name: str) -> sa.Column[int]:
    """Return a column of whole numbers in the primary key; days are counted from 1970 on, in UTC."""
    return sa.Column(name, Number, primary_key=True, autoincrement=False)


def of_task() -> sa.Column[int]:
    """Return a column that names a task, and goes with it."""
    return sa.Column("task", Number, sa.ForeignKey("task.id", ondelete="CASCADE"), nullable=False, index=True)


use = sa.Table(
    "tool_use",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    text("source"),  # the file it was gathered from; "job" and "attempt": this database
    text("key"),  # its number or id there
    moment("started", needed=True),
    amount("seconds"),  # wall
    text("tool"),
    text("version"),
    text("surface"),  # cli, mcp, skill, job, agent, track, or what the tool says
    text("outcome"),  # ok, failed, crashed, interrupted
    text("error"),
    count("files"),
    count("lines"),
    text("template"),
    text("who"),  # pseudonym; empty: nobody, as a job at night
    text("repository"),  # its name for everybody, see `ledger.names`; empty: in none
    measured("active"),  # seconds that a person was at it
    sa.Column("tokens", Number),  # NULL: not measured
    measured("cost"),  # US dollars
    text("later"),  # kept, edited, reverted, unknown; empty: wrote nothing that is followed, or the day is not over
    sa.UniqueConstraint("source", "key"),
    sa.Index(None, "tool", "started"),
    sa.Index(None, "started"),
)

gathered = sa.Table(
    "gathered",
    metadata,
    key("source"),
    count("uses"),  # the number up to which its uses are here
    count("verdicts"),  # the number up to which its verdicts are here
    moment("at", needed=True),
)
"""One row for each source, and one, "rollups", that whoever changes the sums locks first."""


def sums() -> tuple[sa.Column[int] | sa.Column[float], ...]:
    """Return the columns in which uses are summed up."""
    return (
        count("uses"),
        count("ok"),
        count("failed"),  # with an error, or crashed
        count("stopped"),  # by the user
        amount("seconds"),
        amount("active"),
        count("active_of"),  # uses whose active time was measured
        count("files"),
        count("lines"),
        count("tokens"),
        amount("cost"),
        count("cost_of"),  # uses whose cost was measured
        count("kept"),
        count("edited"),
        count("reverted"),
    )


def summed(name: str, *columns: sa.Column[int] | sa.Column[str] | sa.Column[float]) -> sa.Table:
    """Return a table of sums; SQLite keeps its rows in the order of the key, so that a span is read in one go."""
    return sa.Table(name, metadata, *columns, sqlite_with_rowid=False)


day = summed("use_day", whole("day"), key("tool"), *sums())
week = summed("use_week", whole("week"), key("tool"), key("surface"), key("repository"), *sums())
"""By week where it is told apart by more than the tool: by day, it would be too many rows to read at once."""

way = summed("use_way", whole("week"), key("surface"), key("repository"), *sums())
"""What the rows by week come to for all tools: a thirtieth of them."""

template = summed("use_template", whole("week"), key("template"), *sums())
"""Uses that were about a template, by its name."""

spread = summed(
    "use_spread",
    whole("week"),  # the day of its Monday
    key("tool"),
    whole("bucket"),  # see `ledger.spread`
    count("uses"),
)
spread_long = summed("use_spread_long", whole("weeks"), key("tool"), whole("bucket"), count("uses"))
"""The same by four weeks, for spans of many."""

person = summed("use_person", whole("week"), key("tool"), key("who"), count("uses"))
known = summed("use_known", key("tool"), key("who"), count("first"), count("last"), count("uses"))
"""Who used a tool at all: the first and the last week. It is what the rows above come to."""

task = sa.Table(
    "task",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    text("repository"),  # as in `tool_use`; empty: of no single one
    text("name"),
    text("what"),  # in a sentence
    text("origin", default="hand"),  # hand, mined
    text("state", default="open"),  # open, dismissed
    measured("per_week"),  # as somebody said; NULL: nobody did
    measured("minutes"),  # each, as somebody said
    text("proposal", default="{}"),  # JSON: the tool that mining proposes for it
    moment("created", needed=True),
    moment("updated", needed=True),
    sa.UniqueConstraint("repository", "name"),
)

task_tool = sa.Table(
    "task_tool",
    metadata,
    sa.Column("task", Number, sa.ForeignKey("task.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    key("tool"),
    moment("since", needed=True),
    measured("share"),  # of the task that the tool does, 0 to 1; NULL: not measured
)

evidence = sa.Table(
    "task_evidence",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    of_task(),
    text("kind"),  # shell, transcript, git
    text("key"),  # of the pattern: found again, the row is replaced
    text("text"),  # the pattern, redacted
    count("times"),
    count("sessions"),
    count("days"),
    measured("seconds"),  # the usual time of one
    moment("first"),
    moment("last"),
    text("data", default="{}"),  # JSON
    sa.UniqueConstraint("task", "kind", "key"),
)

time = sa.Table(
    "task_time",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    of_task(),
    moment("started", needed=True),
    amount("seconds"),  # active
    measured("wall"),
    text("tool"),  # it was done with; empty: by hand
    text("source"),  # timer, hand, wakatime, activitywatch, git, mined
    text("key"),  # within its source: imported again, it is the same one
    text("who"),
    sa.UniqueConstraint("task", "source", "key"),
)

timer = sa.Table("task_timer", metadata, key("who"), of_task(), text("tool"), moment("started", needed=True))
"""What somebody is at just now: one thing each."""

build = sa.Table(
    "tool_build",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    text("tool"),
    text("kind"),  # build, maintain, review
    moment("at", needed=True),
    amount("seconds"),  # active, of people
    measured("cost"),  # US dollars, of models
    sa.Column("tokens", Number),
    text("source"),  # hand, ticket, job
    text("key"),
    text("who"),
    sa.UniqueConstraint("tool", "source", "key"),
    sa.Index(None, "tool", "at"),
)
