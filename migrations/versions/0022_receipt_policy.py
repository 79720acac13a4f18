"""receipts: who makes the recibo de caja of an approved payment

Revision 0022, after 0021.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("company") as table:
        table.add_column(
            sa.Column(
                "receipt_policy", sa.String(length=20), server_default="by_hand", nullable=False
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("company") as table:
        table.drop_column("receipt_policy")
