{% set columns = {"string": "sa.String(255)", "text": "sa.Text()", "integer": "sa.Integer()", "decimal": "sa.Numeric(12, 2)", "boolean": "sa.Boolean()", "date": "sa.Date()", "datetime": "sa.DateTime(timezone=True)"} %}
"""Create {{ name | words | plural }}."""

import sqlalchemy as sa
from alembic import op

from migrations import order

revision = "{{ ('create_' ~ (name | snake | plural))[:32] }}"
down_revision = order.before(revision)
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "{{ name | snake | plural }}",
        sa.Column("id", sa.Integer(), nullable=False),
{% for field in fields %}
        sa.Column("{{ field.name | snake }}", {{ columns[field.type] }}, nullable={{ "True" if field.optional else "False" }}),
{% endfor %}
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_{{ name | snake | plural }}"),
    )


def downgrade() -> None:
    """Take it away, with all that is in it."""
    op.drop_table("{{ name | snake | plural }}")
