{% set columns = {"string": "sa.String(255)", "text": "sa.Text()", "integer": "sa.Integer()", "decimal": "sa.Numeric(12, 2)", "boolean": "sa.Boolean()", "date": "sa.Date()", "datetime": "sa.DateTime(timezone=True)"} %}
{% set adds = model != "" and fields %}
{% set table = model | snake | plural %}
"""{{ name | sentence }}."""

{% if adds %}
import sqlalchemy as sa
from alembic import op

{% endif %}
from migrations import order

revision = "{{ (name | snake)[:32] }}"
down_revision = order.before(revision)
branch_labels = None
depends_on = None


def upgrade() -> None:
{% if adds %}
    """Add the columns."""
    with op.batch_alter_table("{{ table }}") as table:
{% for field in fields %}
        table.add_column(
            sa.Column("{{ field.name | snake }}", {{ columns[field.type] }}, nullable=True),
        )
{% endfor %}
{% else %}
    """Say here, with `alembic.op`, what changes."""
{% endif %}


def downgrade() -> None:
{% if adds %}
    """Take them away, with all that is in them."""
    with op.batch_alter_table("{{ table }}") as table:
{% for field in fields | reverse %}
        table.drop_column("{{ field.name | snake }}")
{% endfor %}
{% else %}
    """Say here how it is taken back."""
{% endif %}
