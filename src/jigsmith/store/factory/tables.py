"""The tables. What is in a column is said here; how rows are read and moved is in the modules beside.

Longer than 250 lines: it is one list.

`state` columns are moved by guarded statements alone ("... where state = :was"), so that of two workers one wins.
"""

from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory.columns import Moment, Number

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, *, default: str = "") -> sa.Column[str]:
    """Return a column of text that is never NULL."""
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def count(name: str, *, default: int = 0) -> sa.Column[int]:
    """Return a column of whole numbers that is never NULL."""
    return sa.Column(name, Number, nullable=False, server_default=str(default))


def amount(name: str) -> sa.Column[float]:
    """Return a column of numbers that is never NULL."""
    return sa.Column(name, sa.Double, nullable=False, server_default="0")


def moment(name: str, *, needed: bool = False) -> sa.Column[datetime]:
    """Return a column of times; NULL: not yet."""
    return sa.Column(name, Moment(), nullable=not needed)


repository = sa.Table(
    "repository",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),  # the root of its main work tree, resolved
    text("name"),  # as it is shown
    moment("added", needed=True),
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("worker", sa.Text, primary_key=True),  # the executor: host:pid:random
    text("host"),
    count("pid"),
    moment("started", needed=True),
    moment("beat", needed=True),  # the last sign of life
    amount("ttl"),  # seconds without a beat after which it counts as dead
    text("state", default="alive"),  # alive, draining, dead, gone
)

beat = sa.Table(
    "flow_beat",
    metadata,
    sa.Column("flow", sa.Text, primary_key=True),  # id of a durable flow
    text("worker"),
    text("doing"),  # the step it is in
    moment("at", needed=True),  # when it last moved: for the watchdog
)

job_state = sa.Table(
    "job_state",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.text("false")),
    moment("looked_until"),  # due times up to here are decided
    moment("alarmed"),  # when "did not run" was last said
    text("failing_since_run"),  # the first run of the present series of failures; empty: none
)

run = sa.Table(
    "job_run",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # job:REPOSITORY:NAME:DUE, or with a random end when run by hand
    text("repository"),
    text("job"),
    text("trigger"),  # schedule, hand, retry, catch-up
    moment("due", needed=True),
    text("state"),  # queued, running, succeeded, failed, timed-out, cancelled, skipped, lost
    count("attempt", default=1),
    moment("queued", needed=True),
    moment("started"),
    moment("ended"),
    text("worker"),
    sa.Column("exit_code", sa.Integer),
    text("commit"),  # what it ran on
    text("branch"),  # where its changes are; empty: none
    text("log"),  # path under .jig/logs
    text("said"),  # the end of the output, masked; or why it was skipped
    text("results", default="{}"),  # JSON: what hooks did, readings
    sa.Column("cancel", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Index(None, "repository", "job", "queued"),
    sa.Index(None, "repository", "state", "queued"),
    sa.Index(None, "queued"),
)

ticket = sa.Table(
    "ticket",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    text("repository"),
    text("source"),  # "local", or the forge's address of the issue
    text("title"),
    text("body"),  # frozen when it was labelled
    text("author"),
    text("labelled_by"),
    text("state"),  # see flows.machine
    text("goes_on"),  # of a blocked or paused one: the state it goes on with
    text("worker"),  # who moved it last; a worker that lost its lease moves nothing more
    moment("since", needed=True),  # in this state
    moment("created", needed=True),
    moment("updated", needed=True),
    moment("ended"),
    count("priority"),  # smaller comes first
    text("agent"),
    count("attempt"),  # how often the flow was begun
    count("repairs"),
    text("base"),  # branch it goes into
    text("base_sha"),
    text("branch"),
    text("head_sha"),  # what is judged, proposed and approved
    text("merged_sha"),
    text("pull"),  # number of the pull request on the forge
    text("comment"),  # id of the sticky comment
    text("session"),  # the agent's conversation
    text("workspace"),  # folder of the clone
    count("ports"),  # the first of its block of ports; 0: none
    text("approved_sha"),  # what a person, or the rule for all, allowed to be merged
    text("approved_by"),
    text("blocked_on"),  # question, permission, limit, no-progress, gate, setup; empty: not
    text("question"),
    text("answer"),
    text("todo"),  # what the agent is told next: findings, an answer, a conflict
    moment("pinged"),
    sa.Column("cancel", sa.Boolean, nullable=False, server_default=sa.text("false")),
    text("flow"),  # id of the durable flow that works on it; empty: none
    sa.UniqueConstraint("repository", "source"),
    sa.Index(None, "state", "priority", "id"),
)

happening = sa.Table(
    "ticket_event",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("ticket", Number, sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, index=True),
    moment("at", needed=True),
    text("kind"),  # moved, said, tool, cost, verdict, asked, answered, pinged, error
    text("text"),
    text("data", default="{}"),  # JSON
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # TICKET.NUMBER.ROLE
    sa.Column("ticket", Number, sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, index=True),
    text("repository"),
    text("role"),  # author, reviewer
    text("agent"),
    text("session"),
    text("isolation"),
    moment("started", needed=True),
    moment("ended"),
    text("outcome"),  # completed, blocked, failed, cancelled, limit; empty: running
    text("reason"),
    amount("cost"),
    count("tokens_in"),
    count("tokens_out"),
    count("turns"),
    text("log"),
    sa.Index(None, "repository", "started"),
)

verdict = sa.Table(
    "verdict",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("ticket", Number, sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, index=True),
    text("sha"),  # the commit that was judged: the merged result
    text("head"),  # the ticket's own commit in it
    text("gate"),
    text("outcome"),  # passed, failed, needs-person, not-run
    text("why"),
    text("findings", default="[]"),  # JSON
    sa.Column("required", sa.Boolean, nullable=False, server_default=sa.text("true")),
    amount("seconds"),
    moment("at", needed=True),
    sa.UniqueConstraint("ticket", "sha", "gate"),
)

effect = sa.Table(
    "effect",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # what is done to the outside once: pull:12, comment:12:plan, merge:12
    text("result"),  # what the outside answered: a number, an id
    moment("at", needed=True),
)

pause = sa.Table(
    "pause",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),  # "agent:claude", "repository:PATH", "all"
    moment("until", needed=True),
    text("reason"),
)

issue = sa.Table(
    "forge_issue",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("number", Number, primary_key=True, autoincrement=False),  # pull requests count in the same row
    text("kind", default="issue"),  # issue, pull
    text("title"),
    text("body"),
    text("author"),
    text("state", default="open"),  # open, closed, merged
    text("labels", default="[]"),  # JSON: [{"name": ..., "by": ...}]
    text("key"),  # who makes it twice gets the first one
    text("head"),  # pull requests: branches and commits
    text("base"),
    text("head_sha"),
    text("merged_sha"),
    moment("created", needed=True),
    moment("updated", needed=True),
    sa.Index(None, "repository", "kind", "state", "number"),
    sa.Index("ix_forge_issue_key", "repository", "key", unique=True, sqlite_where=sa.text("key <> ''"),
             postgresql_where=sa.text("key <> ''")),
)  # fmt: skip

comment = sa.Table(
    "forge_comment",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    text("repository"),
    count("number"),
    text("author"),
    text("body"),
    text("key"),
    moment("created", needed=True),
    moment("updated", needed=True),
    sa.Index(None, "repository", "number"),
    sa.Index("ix_forge_comment_key", "repository", "number", "key", unique=True, sqlite_where=sa.text("key <> ''"),
             postgresql_where=sa.text("key <> ''")),
)  # fmt: skip

check = sa.Table(
    "forge_check",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("sha", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    text("state"),  # pending, success, failure, error
    text("summary"),
    text("url"),
    moment("updated", needed=True),
)

access = sa.Table(
    "access",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # whose token it is
    text("role"),  # look, act, administer
    sa.Column("digest", sa.Text, nullable=False, unique=True),  # SHA-256 of the token, which is kept nowhere
    moment("created", needed=True),
    moment("used"),  # the day on which it was last shown; NULL: never
)
