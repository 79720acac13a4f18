"""orders: the state of dispatch, with its carrier and guide

Revision 0015, after 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UNSENT = "state = 'paid' AND dispatched_at IS NULL"
TYPED = {"carrier": 60, "guide_number": 60, "guide_url": 300}


def upgrade() -> None:
    with op.batch_alter_table("store_order") as table:
        table.add_column(sa.Column("dispatched_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("delivered_at", sa.DateTime(), nullable=True))
        for name, longest in TYPED.items():
            table.add_column(sa.Column(name, sa.String(longest), server_default="", nullable=False))
    op.create_index("ix_store_order_unsent", "store_order", ["id"],
                    sqlite_where=sa.text(UNSENT), postgresql_where=sa.text(UNSENT))


def downgrade() -> None:
    op.drop_index("ix_store_order_unsent", "store_order")
    with op.batch_alter_table("store_order") as table:
        for name in (*TYPED, "delivered_at", "dispatched_at"):
            table.drop_column(name)
