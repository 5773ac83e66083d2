"""The tables of the ledger: uses and their sums, tasks, time."""

import sqlalchemy as sa
from alembic import op

from jigsmith.store.factory import columns

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gathered",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.Column("verdicts", columns.Number, server_default="0", nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_gathered")),
    )
    op.create_table(
        "task",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("repository", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("what", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="hand", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("per_week", sa.Double(), nullable=True),
        sa.Column("minutes", sa.Double(), nullable=True),
        sa.Column("proposal", sa.Text(), server_default="{}", nullable=False),
        sa.Column("created", columns.Moment(), nullable=False),
        sa.Column("updated", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("repository", "name", name=op.f("uq_task_repository_name")),
    )
    op.create_table(
        "tool_build",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("tool", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("cost", sa.Double(), nullable=True),
        sa.Column("tokens", columns.Number, nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_build")),
        sa.UniqueConstraint("tool", "source", "key", name=op.f("uq_tool_build_tool_source_key")),
    )
    op.create_index(op.f("ix_tool_build_tool_at"), "tool_build", ["tool", "at"], unique=False)
    op.create_table(
        "tool_use",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("started", columns.Moment(), nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("tool", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("surface", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("files", columns.Number, server_default="0", nullable=False),
        sa.Column("lines", columns.Number, server_default="0", nullable=False),
        sa.Column("template", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("repository", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Double(), nullable=True),
        sa.Column("tokens", columns.Number, nullable=True),
        sa.Column("cost", sa.Double(), nullable=True),
        sa.Column("later", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_use")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_tool_use_source_key")),
    )
    op.create_index(op.f("ix_tool_use_started"), "tool_use", ["started"], unique=False)
    op.create_index(op.f("ix_tool_use_tool_started"), "tool_use", ["tool", "started"], unique=False)
    op.create_table(
        "use_day",
        sa.Column("day", columns.Number, autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.Column("ok", columns.Number, server_default="0", nullable=False),
        sa.Column("failed", columns.Number, server_default="0", nullable=False),
        sa.Column("stopped", columns.Number, server_default="0", nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("active", sa.Double(), server_default="0", nullable=False),
        sa.Column("active_of", columns.Number, server_default="0", nullable=False),
        sa.Column("files", columns.Number, server_default="0", nullable=False),
        sa.Column("lines", columns.Number, server_default="0", nullable=False),
        sa.Column("tokens", columns.Number, server_default="0", nullable=False),
        sa.Column("cost", sa.Double(), server_default="0", nullable=False),
        sa.Column("cost_of", columns.Number, server_default="0", nullable=False),
        sa.Column("kept", columns.Number, server_default="0", nullable=False),
        sa.Column("edited", columns.Number, server_default="0", nullable=False),
        sa.Column("reverted", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("day", "tool", name=op.f("pk_use_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "use_known",
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("first", columns.Number, server_default="0", nullable=False),
        sa.Column("last", columns.Number, server_default="0", nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tool", "who", name=op.f("pk_use_known")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "use_person",
        sa.Column("week", columns.Number, autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("week", "tool", "who", name=op.f("pk_use_person")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "use_spread",
        sa.Column("week", columns.Number, autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("bucket", columns.Number, autoincrement=False, nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("week", "tool", "bucket", name=op.f("pk_use_spread")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "use_spread_long",
        sa.Column("weeks", columns.Number, autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("bucket", columns.Number, autoincrement=False, nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("weeks", "tool", "bucket", name=op.f("pk_use_spread_long")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "use_template",
        sa.Column("week", columns.Number, autoincrement=False, nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.Column("ok", columns.Number, server_default="0", nullable=False),
        sa.Column("failed", columns.Number, server_default="0", nullable=False),
        sa.Column("stopped", columns.Number, server_default="0", nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("active", sa.Double(), server_default="0", nullable=False),
        sa.Column("active_of", columns.Number, server_default="0", nullable=False),
        sa.Column("files", columns.Number, server_default="0", nullable=False),
        sa.Column("lines", columns.Number, server_default="0", nullable=False),
        sa.Column("tokens", columns.Number, server_default="0", nullable=False),
        sa.Column("cost", sa.Double(), server_default="0", nullable=False),
        sa.Column("cost_of", columns.Number, server_default="0", nullable=False),
        sa.Column("kept", columns.Number, server_default="0", nullable=False),
        sa.Column("edited", columns.Number, server_default="0", nullable=False),
        sa.Column("reverted", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("week", "template", name=op.f("pk_use_template")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "use_week",
        sa.Column("week", columns.Number, autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("uses", columns.Number, server_default="0", nullable=False),
        sa.Column("ok", columns.Number, server_default="0", nullable=False),
        sa.Column("failed", columns.Number, server_default="0", nullable=False),
        sa.Column("stopped", columns.Number, server_default="0", nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("active", sa.Double(), server_default="0", nullable=False),
        sa.Column("active_of", columns.Number, server_default="0", nullable=False),
        sa.Column("files", columns.Number, server_default="0", nullable=False),
        sa.Column("lines", columns.Number, server_default="0", nullable=False),
        sa.Column("tokens", columns.Number, server_default="0", nullable=False),
        sa.Column("cost", sa.Double(), server_default="0", nullable=False),
        sa.Column("cost_of", columns.Number, server_default="0", nullable=False),
        sa.Column("kept", columns.Number, server_default="0", nullable=False),
        sa.Column("edited", columns.Number, server_default="0", nullable=False),
        sa.Column("reverted", columns.Number, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("week", "tool", "surface", "repository", name=op.f("pk_use_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "task_evidence",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("task", columns.Number, nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("times", columns.Number, server_default="0", nullable=False),
        sa.Column("sessions", columns.Number, server_default="0", nullable=False),
        sa.Column("days", columns.Number, server_default="0", nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("first", columns.Moment(), nullable=True),
        sa.Column("last", columns.Moment(), nullable=True),
        sa.Column("data", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_task_evidence_task_task"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_evidence")),
        sa.UniqueConstraint("task", "kind", "key", name=op.f("uq_task_evidence_task_kind_key")),
    )
    op.create_index(op.f("ix_task_evidence_task"), "task_evidence", ["task"], unique=False)
    op.create_table(
        "task_time",
        sa.Column("id", columns.Number, autoincrement=True, nullable=False),
        sa.Column("task", columns.Number, nullable=False),
        sa.Column("started", columns.Moment(), nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("wall", sa.Double(), nullable=True),
        sa.Column("tool", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_task_time_task_task"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_time")),
        sa.UniqueConstraint("task", "source", "key", name=op.f("uq_task_time_task_source_key")),
    )
    op.create_index(op.f("ix_task_time_task"), "task_time", ["task"], unique=False)
    op.create_table(
        "task_timer",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("task", columns.Number, nullable=False),
        sa.Column("tool", sa.Text(), server_default="", nullable=False),
        sa.Column("started", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_task_timer_task_task"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_task_timer")),
    )
    op.create_index(op.f("ix_task_timer_task"), "task_timer", ["task"], unique=False)
    op.create_table(
        "task_tool",
        sa.Column("task", columns.Number, autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("since", columns.Moment(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_task_tool_task_task"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task", "tool", name=op.f("pk_task_tool")),
    )
