"""${message}"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
from migrations import order

revision = "${up_revision}"
down_revision = order.before(revision)
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do it."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take it back."""
    ${downgrades if downgrades else "pass"}
