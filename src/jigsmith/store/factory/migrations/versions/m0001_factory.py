"""The tables of the factory."""

import sqlalchemy as sa
from alembic import op

from jigsmith.store.factory import columns

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "access",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created", columns.Moment(), nullable=False),
        sa.Column("used", columns.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_access")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_digest")),
    )
    op.create_table(
        "effect",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_effect")),
    )
    op.create_table(
        "flow_beat",
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("doing", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("flow", name=op.f("pk_flow_beat")),
    )
    op.create_table(
        "forge_check",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("updated", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("repository", "sha", "name", name=op.f("pk_forge_check")),
    )
    op.create_table(
        "forge_comment",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("repository", sa.Text(), server_default="", nullable=False),
        sa.Column("number", columns.Number, server_default="0", nullable=False),
        sa.Column("author", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("created", columns.Moment(), nullable=False),
        sa.Column("updated", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forge_comment")),
    )
    op.create_index(
        "ix_forge_comment_key",
        "forge_comment",
        ["repository", "number", "key"],
        unique=True,
        sqlite_where=sa.text("key <> ''"),
        postgresql_where=sa.text("key <> ''"),
    )
    op.create_index(op.f("ix_forge_comment_repository_number"), "forge_comment", ["repository", "number"], unique=False)
    op.create_table(
        "forge_issue",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("number", columns.Number, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), server_default="issue", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("author", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("labels", sa.Text(), server_default="[]", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("head", sa.Text(), server_default="", nullable=False),
        sa.Column("base", sa.Text(), server_default="", nullable=False),
        sa.Column("head_sha", sa.Text(), server_default="", nullable=False),
        sa.Column("merged_sha", sa.Text(), server_default="", nullable=False),
        sa.Column("created", columns.Moment(), nullable=False),
        sa.Column("updated", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("repository", "number", name=op.f("pk_forge_issue")),
    )
    op.create_index(
        "ix_forge_issue_key",
        "forge_issue",
        ["repository", "key"],
        unique=True,
        sqlite_where=sa.text("key <> ''"),
        postgresql_where=sa.text("key <> ''"),
    )
    op.create_index(
        op.f("ix_forge_issue_repository_kind_state_number"),
        "forge_issue",
        ["repository", "kind", "state", "number"],
        unique=False,
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("repository", sa.Text(), server_default="", nullable=False),
        sa.Column("job", sa.Text(), server_default="", nullable=False),
        sa.Column("trigger", sa.Text(), server_default="", nullable=False),
        sa.Column("due", columns.Moment(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("attempt", columns.Number, server_default="1", nullable=False),
        sa.Column("queued", columns.Moment(), nullable=False),
        sa.Column("started", columns.Moment(), nullable=True),
        sa.Column("ended", columns.Moment(), nullable=True),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("commit", sa.Text(), server_default="", nullable=False),
        sa.Column("branch", sa.Text(), server_default="", nullable=False),
        sa.Column("log", sa.Text(), server_default="", nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("results", sa.Text(), server_default="{}", nullable=False),
        sa.Column("cancel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index(op.f("ix_job_run_queued"), "job_run", ["queued"], unique=False)
    op.create_index(op.f("ix_job_run_repository_job_queued"), "job_run", ["repository", "job", "queued"], unique=False)
    op.create_index(
        op.f("ix_job_run_repository_state_queued"), "job_run", ["repository", "state", "queued"], unique=False
    )
    op.create_table(
        "job_state",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("looked_until", columns.Moment(), nullable=True),
        sa.Column("alarmed", columns.Moment(), nullable=True),
        sa.Column("failing_since_run", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("repository", "job", name=op.f("pk_job_state")),
    )
    op.create_table(
        "lease",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), server_default="", nullable=False),
        sa.Column("pid", columns.Number, server_default="0", nullable=False),
        sa.Column("started", columns.Moment(), nullable=False),
        sa.Column("beat", columns.Moment(), nullable=False),
        sa.Column("ttl", sa.Double(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="alive", nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_lease")),
    )
    op.create_table(
        "pause",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("until", columns.Moment(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_pause")),
    )
    op.create_table(
        "repository",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("added", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_repository")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("repository", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("author", sa.Text(), server_default="", nullable=False),
        sa.Column("labelled_by", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("goes_on", sa.Text(), server_default="", nullable=False),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("since", columns.Moment(), nullable=False),
        sa.Column("created", columns.Moment(), nullable=False),
        sa.Column("updated", columns.Moment(), nullable=False),
        sa.Column("ended", columns.Moment(), nullable=True),
        sa.Column("priority", columns.Number, server_default="0", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("attempt", columns.Number, server_default="0", nullable=False),
        sa.Column("repairs", columns.Number, server_default="0", nullable=False),
        sa.Column("base", sa.Text(), server_default="", nullable=False),
        sa.Column("base_sha", sa.Text(), server_default="", nullable=False),
        sa.Column("branch", sa.Text(), server_default="", nullable=False),
        sa.Column("head_sha", sa.Text(), server_default="", nullable=False),
        sa.Column("merged_sha", sa.Text(), server_default="", nullable=False),
        sa.Column("pull", sa.Text(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("session", sa.Text(), server_default="", nullable=False),
        sa.Column("workspace", sa.Text(), server_default="", nullable=False),
        sa.Column("ports", columns.Number, server_default="0", nullable=False),
        sa.Column("approved_sha", sa.Text(), server_default="", nullable=False),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("blocked_on", sa.Text(), server_default="", nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("todo", sa.Text(), server_default="", nullable=False),
        sa.Column("pinged", columns.Moment(), nullable=True),
        sa.Column("cancel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("flow", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("repository", "source", name=op.f("uq_ticket_repository_source")),
    )
    op.create_index(op.f("ix_ticket_state_priority_id"), "ticket", ["state", "priority", "id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", columns.Number, nullable=False),
        sa.Column("repository", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("session", sa.Text(), server_default="", nullable=False),
        sa.Column("isolation", sa.Text(), server_default="", nullable=False),
        sa.Column("started", columns.Moment(), nullable=False),
        sa.Column("ended", columns.Moment(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("cost", sa.Double(), server_default="0", nullable=False),
        sa.Column("tokens_in", columns.Number, server_default="0", nullable=False),
        sa.Column("tokens_out", columns.Number, server_default="0", nullable=False),
        sa.Column("turns", columns.Number, server_default="0", nullable=False),
        sa.Column("log", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_attempt_ticket_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_repository_started"), "attempt", ["repository", "started"], unique=False)
    op.create_index(op.f("ix_attempt_ticket"), "attempt", ["ticket"], unique=False)
    op.create_table(
        "ticket_event",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("ticket", columns.Number, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("data", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket"], ["ticket.id"], name=op.f("fk_ticket_event_ticket_ticket"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
    )
    op.create_index(op.f("ix_ticket_event_ticket"), "ticket_event", ["ticket"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("ticket", columns.Number, nullable=False),
        sa.Column("sha", sa.Text(), server_default="", nullable=False),
        sa.Column("head", sa.Text(), server_default="", nullable=False),
        sa.Column("gate", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("findings", sa.Text(), server_default="[]", nullable=False),
        sa.Column("required", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_verdict_ticket_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("ticket", "sha", "gate", name=op.f("uq_verdict_ticket_sha_gate")),
    )
    op.create_index(op.f("ix_verdict_ticket"), "verdict", ["ticket"], unique=False)
